"""Reading a kombi_request (SF1601) with a MeMo message: strict about order, deaf to entities."""

import uuid
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat

from app.standins.memo_parts import (
    MEMO,
    NotMemo,
    case_in,
    documents_in,
    in_order,
    kle_in,
    links_in,
    no_longer,
    only,
    text_of,
)

FJERNPRINT = "{urn:oio:fjernprint:1.0.0}"
VERSIONS = ("1.1", "1.2")
CHOICES = ("Automatisk Valg", "Digital Post", "Fysisk Post", "NemSMS")
LETTER, SMS = "DIGITALPOST", "NEMSMS"
REQUEST_ORDER = ("KombiValgKode", f"{FJERNPRINT}ForsendelseISamling", f"{MEMO}Message")
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
LONGEST_LABEL, LONGEST_NOTIFICATION = 256, 150


@dataclass(frozen=True)
class Letter:
    """One message as received; `documents` hold their content in base64, and none is in an SMS,
    whose words are its `notification`."""

    choice: str
    kind: str
    message_uuid: str
    message_id: str
    label: str
    notification: str
    sender: str
    sender_id: str
    recipient_id: str
    recipient_kind: str
    created: str
    legal_notification: bool
    case: dict[str, str]
    kle: dict[str, str]
    links: list[dict[str, str]]
    documents: list[dict[str, Any]]


def read(body: bytes) -> Letter:
    """The message in a kombi_request; raises `NotMemo`."""
    root = _parse(body)
    if root.tag != "kombi_request":
        raise NotMemo("Roden skal være kombi_request.")
    in_order(root, REQUEST_ORDER)
    choice = (root.findtext("KombiValgKode") or "").strip()
    if choice not in CHOICES:
        raise NotMemo(f"KombiValgKode skal være en af: {', '.join(CHOICES)}.")
    message = only(root, f"{MEMO}Message")
    if message.get("memoVersion") not in VERSIONS:
        raise NotMemo("memoVersion skal være 1.1 eller 1.2.")
    if not (message.get("memoSchVersion") or "").startswith(f"{message.get('memoVersion')}."):
        raise NotMemo("memoSchVersion skal passe til memoVersion, som 1.2.0 til 1.2.")
    header = only(message, f"{MEMO}MessageHeader")
    kind = _kind(header, choice)
    if kind == LETTER:
        document = only(only(message, f"{MEMO}MessageBody"), f"{MEMO}MainDocument")
        created = text_of(only(message, f"{MEMO}MessageBody"), "createdDateTime")
        if not created.endswith("Z"):
            raise NotMemo("createdDateTime skal være i UTC og ende med Z.")
        return _letter(header, choice, kind, created, documents_in(message), links_in(document))
    if message.find(f"{MEMO}MessageBody") is not None:
        raise NotMemo("En NemSMS har ingen MessageBody.")
    if not text_of(header, "notification", required=False):
        raise NotMemo("notification mangler: det er teksten i en NemSMS.")
    return _letter(header, choice, kind, "", [], [])


def _letter(
    header: ElementTree.Element,
    choice: str,
    kind: str,
    created: str,
    documents: list[dict[str, Any]],
    links: list[dict[str, str]],
) -> Letter:
    sender, recipient = only(header, f"{MEMO}Sender"), only(header, f"{MEMO}Recipient")
    content = header.find(f"{MEMO}ContentData")
    id_kind, recipient_id = text_of(recipient, "idType"), text_of(recipient, "recipientID")
    if (id_kind, len(recipient_id)) not in (("CPR", 10), ("CVR", 8)) or not recipient_id.isdigit():
        raise NotMemo("Recipient skal have et CPR-nummer (10 cifre) eller CVR-nummer (8 cifre).")
    return Letter(
        choice=choice,
        kind=kind,
        message_uuid=_uuid(text_of(header, "messageUUID")),
        message_id=text_of(header, "messageID", required=False),
        label=no_longer(text_of(header, "label"), LONGEST_LABEL, "label"),
        notification=no_longer(
            text_of(header, "notification", required=False), LONGEST_NOTIFICATION, "notification"
        ),
        sender=text_of(sender, "label"),
        sender_id=text_of(sender, "senderID"),
        recipient_id=recipient_id,
        recipient_kind=id_kind,
        created=created,
        legal_notification=text_of(header, "legalNotification") == "true",
        case={} if content is None else case_in(content),
        kle={} if content is None else kle_in(content),
        links=links,
        documents=documents,
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


def _kind(header: ElementTree.Element, choice: str) -> str:
    in_order(header, [f"{MEMO}{name}" for name in HEADER_ORDER])
    for name in HEADER_REQUIRED:
        text_of(header, name)
    kind = text_of(header, "messageType")
    if kind not in (LETTER, SMS):
        raise NotMemo(f"messageType skal være {LETTER} eller {SMS}.")
    if (kind == SMS) != (choice == "NemSMS"):
        raise NotMemo("messageType og KombiValgKode passer ikke sammen.")
    return kind


def _uuid(text: str) -> str:
    """MeMo's own pattern lets nothing but version 4 through."""
    try:
        found = uuid.UUID(text)
    except ValueError:
        found = None
    if found is None or found.version != 4 or str(found) != text.lower():
        raise NotMemo("messageUUID skal være et UUID, version 4.")
    return str(found)
