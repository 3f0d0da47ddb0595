"""A message of SF2900 as it goes over the line: one file in base64, in pieces, in the middle of it.

So that what a citizen has attached is never whole in memory.
"""

import base64
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import uuid4
from xml.etree.ElementTree import Element, SubElement, tostring

from app.integrations.case_systems import Document
from app.integrations.case_systems.as_xml import legal
from app.integrations.case_systems.sf2900.names import AUTHORITY, MESSAGES, SOAP, TYPES


@dataclass(frozen=True)
class Envelope:
    """What is posted, by pieces; `size` is in bytes."""

    before: bytes = field(repr=False)
    file: Document
    after: bytes = field(repr=False)

    @property
    def size(self) -> int:
        return len(self.before) + 4 * -(-self.file.size // 3) + len(self.after)

    def __iter__(self) -> Iterator[bytes]:
        yield self.before
        yield from _in_base64(self.file.parts())
        yield self.after


class Places:
    """Marks for what is put into the message once it is text: nobody can guess them."""

    def __init__(self) -> None:
        self.file = f"[{uuid4().hex}]"
        self.form = f"[{uuid4().hex}]"


def add(parent: Element, name: str, text: str | None = None, namespace: str = TYPES) -> Element:
    """One more element, with what of the text XML can hold."""
    element = SubElement(parent, f"{{{namespace}}}{name}")
    element.text = None if text is None else legal(text)
    return element


def new_request(cvr: str) -> tuple[Element, Element]:
    """An empty envelope on behalf of that authority, and the `anmodning` in it."""
    envelope = Element(f"{{{SOAP}}}Envelope")
    body = add(envelope, "Body", namespace=SOAP)
    request = add(body, "FordelingsobjektAfsendRequest", namespace=MESSAGES)
    context = add(request, "AuthorityContext", namespace=AUTHORITY)
    add(context, "MunicipalityCVR", cvr, namespace=AUTHORITY)
    return envelope, add(request, "anmodning", namespace=MESSAGES)


def sealed_up(envelope: Element, places: Places, file: Document, form: bytes = b"") -> Envelope:
    """The envelope with a file and a form's XML where their marks stand."""
    text: bytes = tostring(envelope, encoding="utf-8", xml_declaration=True)
    before, _, after = text.partition(places.file.encode())
    return Envelope(before, file, after.replace(places.form.encode(), form))


def _in_base64(parts: Iterator[bytes]) -> Iterator[bytes]:
    """Each piece in whole groups of three bytes; the rest goes with the next."""
    left = b""
    for part in parts:
        left += part
        whole = len(left) // 3 * 3
        yield base64.b64encode(left[:whole])
        left = left[whole:]
    yield base64.b64encode(left)
