"""Reading a kombi_request (SF1601) with a MeMo message: strict about order, deaf to entities."""

import base64
import binascii
import uuid
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat

MEMO = "{https://DigitalPost.dk/MeMo-1}"
VERSIONS = ("1.1", "1.2")
CHOICES = ("Automatisk Valg", "Digital Post", "Fysisk Post", "NemSMS")
HEADER_ORDER = (
    "messageType",
    "messageUUID",
    "messageID",
    "messageCode",
    "label",
    "notification",
    "additionalNotification",
    "reply",
    "replyByDateTime",
    "doNotDeliverUntilDate",
    "mandatory",
    "legalNotification",
    "postType",
    "Sender",
    "Recipient",
    "ContentData",
    "ForwardData",
    "ReplyData",
)
HEADER_REQUIRED = ("messageType", "messageUUID", "label", "mandatory", "legalNotification")


class NotMemo(ValueError):
    """The letter cannot be read; the text says where it is wrong, in Danish."""


@dataclass(frozen=True)
class Letter:
    """One letter as received; `documents` hold their content in base64."""

    choice: str
    message_uuid: str
    label: str
    notification: str
    sender: str
    sender_id: str
    recipient_id: str
    recipient_kind: str
    created: str
    legal_notification: bool
    documents: list[dict[str, Any]]


def read(body: bytes) -> Letter:
    """The letter in a kombi_request; raises `NotMemo`."""
    root = _parse(body)
    if root.tag != "kombi_request":
        raise NotMemo("Roden skal være kombi_request.")
    choice = (root.findtext("KombiValgKode") or "").strip()
    if choice not in CHOICES:
        raise NotMemo(f"KombiValgKode skal være en af: {', '.join(CHOICES)}.")
    message = _only(root, f"{MEMO}Message")
    if message.get("memoVersion") not in VERSIONS:
        raise NotMemo("memoVersion skal være 1.1 eller 1.2.")
    header, body_element = (
        _only(message, f"{MEMO}MessageHeader"),
        _only(message, f"{MEMO}MessageBody"),
    )
    _check_order(header)
    sender, recipient = _only(header, f"{MEMO}Sender"), _only(header, f"{MEMO}Recipient")
    kind = _text(recipient, "idType")
    recipient_id = _text(recipient, "recipientID")
    if (kind, len(recipient_id)) not in (("CPR", 10), ("CVR", 8)) or not recipient_id.isdigit():
        raise NotMemo("Recipient skal have et CPR-nummer (10 cifre) eller CVR-nummer (8 cifre).")
    return Letter(
        choice=choice,
        message_uuid=_uuid(_text(header, "messageUUID")),
        label=_text(header, "label"),
        notification=_text(header, "notification", required=False),
        sender=_text(sender, "label"),
        sender_id=_text(sender, "senderID"),
        recipient_id=recipient_id,
        recipient_kind=kind,
        created=_text(body_element, "createdDateTime"),
        legal_notification=_text(header, "legalNotification") == "true",
        documents=_documents(body_element),
    )


def _parse(body: bytes) -> ElementTree.Element:
    """XML without a document type: no entities, so nothing to expand and nothing to fetch."""
    scout = expat.ParserCreate()
    scout.StartDoctypeDeclHandler = _refuse_doctype
    try:
        scout.Parse(body, True)
        return ElementTree.fromstring(body)
    except (expat.ExpatError, ElementTree.ParseError, LookupError, ValueError) as wrong:
        if isinstance(wrong, NotMemo):
            raise
        raise NotMemo("Det er ikke velformet XML.") from wrong


def _refuse_doctype(*_: Any) -> None:
    raise NotMemo("DOCTYPE er ikke tilladt.")


def _check_order(header: ElementTree.Element) -> None:
    names = [element.tag.removeprefix(MEMO) for element in header]
    if unknown := [name for name in names if name not in HEADER_ORDER]:
        raise NotMemo(f"Ukendt i MessageHeader: {', '.join(unknown)}.")
    if missing := [name for name in HEADER_REQUIRED if name not in names]:
        raise NotMemo(f"Mangler i MessageHeader: {', '.join(missing)}.")
    if names != sorted(names, key=HEADER_ORDER.index):
        raise NotMemo("Rækkefølgen i MessageHeader er forkert.")


def _documents(body: ElementTree.Element) -> list[dict[str, Any]]:
    _only(body, f"{MEMO}MainDocument")
    documents = [
        _document(file, element.findtext(f"{MEMO}label") or "")
        for name in ("MainDocument", "AdditionalDocument", "TechnicalDocument")
        for element in body.findall(f"{MEMO}{name}")
        for file in element.findall(f"{MEMO}File")
    ]
    if not documents:
        raise NotMemo("MainDocument skal have en File.")
    return documents


def _document(file: ElementTree.Element, label: str) -> dict[str, Any]:
    content = "".join(_text(file, "content").split())
    try:
        size = len(base64.b64decode(content, validate=True))
    except binascii.Error as wrong:
        raise NotMemo("File/content skal være base64.") from wrong
    return {
        "label": label,
        "filename": _text(file, "filename"),
        "media_type": _text(file, "encodingFormat"),
        "language": _text(file, "language"),
        "size": size,
        "content_base64": content,
    }


def _only(parent: ElementTree.Element, tag: str) -> ElementTree.Element:
    found = parent.findall(tag)
    if len(found) != 1:
        name = tag.removeprefix(MEMO)
        raise NotMemo(f"Der skal være præcis én {name} i {parent.tag.removeprefix(MEMO)}.")
    return found[0]


def _text(parent: ElementTree.Element, name: str, *, required: bool = True) -> str:
    text = (parent.findtext(f"{MEMO}{name}") or "").strip()
    if required and not text:
        raise NotMemo(f"{name} mangler i {parent.tag.removeprefix(MEMO)}.")
    return text


def _uuid(text: str) -> str:
    try:
        return str(uuid.UUID(text))
    except ValueError as wrong:
        raise NotMemo("messageUUID skal være et UUID.") from wrong
