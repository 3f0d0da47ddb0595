"""JSON as XML, by one rule: what has a name is an element of it, what is in a list an `item`.

Nothing (null) is an element with `nil="true"`, yes and no are `true` and `false`. The same data is
always the same bytes; what XML 1.0 cannot hold becomes U+FFFD. `docs/submission.xsd` is its schema.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

NAMESPACE = "urn:hovedindgang:submission:1"

# XML 1.0, production 2 (Char), turned round.
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")


def as_xml(root: str, data: Mapping[str, Any]) -> bytes:
    """The document, in UTF-8."""
    declaration = '<?xml version="1.0" encoding="UTF-8"?>\n'
    lines = _element(root, data, "", f" xmlns={quoteattr(NAMESPACE)}")
    return (declaration + "".join(lines)).encode()


def _element(name: str, value: Any, indent: str, attributes: str = "") -> Iterator[str]:
    if not _NAME.fullmatch(name):
        name, attributes = "item", f" key={quoteattr(legal(name))}"
    match value:
        case None:
            yield f'{indent}<{name}{attributes} nil="true"/>\n'
        case Mapping():
            yield from _around(name, value.items(), indent, attributes)
        case str():
            yield f"{indent}<{name}{attributes}>{_text(value)}</{name}>\n"
        case Sequence():
            items = [("item", each) for each in value]
            yield from _around(name, items, indent, attributes)
        case bool():
            yield f"{indent}<{name}{attributes}>{str(value).lower()}</{name}>\n"
        case _:
            yield f"{indent}<{name}{attributes}>{_text(str(value))}</{name}>\n"


def _around(name: str, inside: Any, indent: str, attributes: str) -> Iterator[str]:
    yield f"{indent}<{name}{attributes}>\n"
    for key, value in inside:
        yield from _element(key, value, f"{indent}  ")
    yield f"{indent}</{name}>\n"


def _text(text: str) -> str:
    # Whoever reads XML makes a bare carriage return a line feed (XML 1.0, 2.11).
    return escape(legal(text), {"\r": "&#13;"})


def legal(text: str) -> str:
    return _NOT_IN_XML.sub("\ufffd", text)
