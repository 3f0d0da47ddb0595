"""The receipts of SF2900, read with care: the transport's, at once, and the business's, later."""

import re
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, cast, get_args
from uuid import UUID
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

from app.integrations.case_systems.replies import LONGEST_CASE_NUMBER
from app.integrations.case_systems.sf2900.names import MESSAGES, SOAP, TYPES, local

State: TypeAlias = Literal["MODTAGET", "AFLEVERET", "ACCEPTERET", "AFVIST", "FEJLET"]
Kind: TypeAlias = Literal["Teknisk", "Forretning", "Digital post"]

# By what is asked, what is answered: version 2 comes from the component, version 3 is its own.
ANSWERS = {
    f"{{{TYPES}}}FordelingskvitteringModtagAnvenderRequest": (
        f"{{{TYPES}}}FordelingskvitteringModtagAnvenderResponse"
    ),
    f"{{{MESSAGES}}}FordelingskvitteringModtagRequest": (
        f"{{{MESSAGES}}}FordelingskvitteringModtagResponse"
    ),
}
MOST_WORDS = 2000
# A receipt has no place for the case's number: some systems write it where the reason stands.
_CASE_NUMBER = re.compile(r"sags(?:nummer|nr\.?)\s*[:=]?\s*(\S+)", re.IGNORECASE)


class NotReceipt(ValueError):
    """What came is no receipt; the text says where it is wrong, in English, and quotes nothing."""


@dataclass(frozen=True)
class TransportReceipt:
    """Whether an object was taken: OK, ADVARSEL or FEJL, or, as version 3 answers, a business
    receipt's state with its kind. `words` are theirs, and may quote anything."""

    state: str
    kind: str
    is_explained: bool
    words: str = field(repr=False)


@dataclass(frozen=True)
class BusinessReceipt:
    """Forretningskvittering: what has become of the object with that transaction.

    The schema gives it no time, so what comes last may have been said first. `case_number` is
    empty where it carries none; `words` may quote anything. `answer` is the element to answer with,
    and `in_envelope` whether it came in SOAP.
    """

    transaction: UUID
    state: State
    kind: Kind
    case_number: str = field(repr=False)
    words: str = field(repr=False)
    answer: str
    in_envelope: bool


def read(body: bytes) -> BusinessReceipt:
    """The receipt in a `FordelingskvitteringModtag…Request`; raises `NotReceipt`."""
    root = _parsed(body)
    in_envelope = root.tag == f"{{{SOAP}}}Envelope"
    request = _content(root)
    if request.tag not in ANSWERS:
        raise NotReceipt("There is no FordelingskvitteringModtag request.")
    said, context = _one(request, "Forretningskvittering"), _one(request, "DistributionContext")
    state, kind = _text(said, "ForretningsValideringsKode"), _text(said, "Kvitteringstype")
    if state not in get_args(State) or kind not in get_args(Kind):
        raise NotReceipt("ForretningsValideringsKode or Kvitteringstype is none we know.")
    try:
        transaction = UUID(_text(context, "AnvenderTransaktionsID"))
    except ValueError:
        raise NotReceipt("AnvenderTransaktionsID is no UUID.") from None
    return BusinessReceipt(
        transaction=transaction,
        state=cast("State", state),
        kind=cast("Kind", kind),
        case_number=_case_number(_text(said, "Begrundelse")),
        words=_words(said),
        answer=ANSWERS[request.tag],
        in_envelope=in_envelope,
    )


def read_transport(body: bytes) -> TransportReceipt:
    """What an object was answered with; raises `NotReceipt`."""
    content = _content(_parsed(body))
    said = content if local(content.tag) == "TransportKvittering" else None
    for each in content:
        if local(each.tag) in ("TransportKvittering", "ForretningsKvittering"):
            said = each
    if said is None:
        raise NotReceipt("There is no receipt.")
    return TransportReceipt(
        state=_text(said, "TransportValideringsKode") or _text(said, "ForretningsValideringsKode"),
        kind=_text(said, "Kvitteringstype"),
        is_explained=any(local(each.tag) == "Fejl" for each in said.iter()),
        words=_words(said),
    )


def _parsed(body: bytes) -> Element:
    parser = XMLParser(target=_NoDoctype())
    try:
        parser.feed(body)
        root = parser.close()
    # An encoding that nobody knows is a `LookupError`.
    except (ParseError, LookupError, ValueError):
        raise NotReceipt("It is no well-formed XML without a document type.") from None
    if not isinstance(root, Element):
        raise NotReceipt("It is empty.")
    return root


class _NoDoctype(TreeBuilder):
    """Stops at a document type, before any entity it declares can grow or fetch anything."""

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        raise ValueError("a document type")


def _content(root: Element) -> Element:
    """What stands in the body of an envelope, or by itself."""
    if root.tag != f"{{{SOAP}}}Envelope":
        return root
    content = root.find(f"{{{SOAP}}}Body/*")
    if content is None:
        raise NotReceipt("The envelope's body is empty.")
    return content


def _one(parent: Element, name: str) -> Element:
    found = [each for each in parent if local(each.tag) == name]
    if len(found) != 1:
        raise NotReceipt(f"There must be one {name}.")
    return found[0]


def _text(parent: Element, name: str) -> str:
    found = (each.text for each in parent if local(each.tag) == name)
    return (next(found, "") or "").strip()


def _words(said: Element) -> str:
    """The reason, and each error's code and text."""
    reason = _text(said, "Begrundelse")
    errors = (each for each in said.iter() if local(each.tag) == "Fejl")
    told = (f"{_text(each, 'FejlKode')} {_text(each, 'FejlTekst')}".strip() for each in errors)
    return ". ".join(filter(None, [reason, *told]))[:MOST_WORDS]


def _case_number(reason: str) -> str:
    """»Sagsnummer: 2026-12345«, where that is all that is said."""
    found = _CASE_NUMBER.fullmatch(reason)
    number = found[1] if found else ""
    return number if len(number) <= LONGEST_CASE_NUMBER else ""
