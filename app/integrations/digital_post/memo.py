"""MeMo 1.2 (https://DigitalPost.dk/MeMo-1): a letter or an SMS as a message, in the order of the
schema. The prefix is `memo`, since some of those on the way do not understand namespaces."""

import base64
from datetime import UTC, datetime
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from app.integrations.digital_post.letter import About, Addressed, Letter, Link, Sms

MEMO = "https://DigitalPost.dk/MeMo-1"
KLE = "http://kle-online.dk/"
# The edition of KLE that our forms' numbers are from.
KLE_EDITION = "2025-05-01"

# Both are wanted: the edition of MeMo, and of its schema.
EDITION = {"memoVersion": "1.2", "memoSchVersion": "1.2.0"}

ElementTree.register_namespace("memo", MEMO)
ElementTree.register_namespace("kle", KLE)


def add_letter(parent: Element, letter: Letter) -> None:
    """Add the letter's message, and its enclosures after its main document."""
    message = SubElement(parent, f"{{{MEMO}}}Message", EDITION)
    header = _add(message, "MessageHeader")
    _add(header, "messageType", "DIGITALPOST")
    _add(header, "messageUUID", str(letter.message_id))
    if letter.reference:
        _add(header, "messageID", letter.reference)
    _add(header, "label", letter.title)
    _add(header, "notification", letter.notification)
    _add_people(header, letter.addressed)
    if letter.about is not None:
        _add_about(header, letter.about)

    body = _add(message, "MessageBody")
    _add(body, "createdDateTime", moment(letter.created_at))
    document = _add(body, "MainDocument")
    _add(document, "label", letter.title)
    _add_file(document, letter.filename, letter.language, letter.pdf)
    for link in letter.links:
        _add_action(document, link)
    for each in letter.enclosures:
        document = _add(body, "AdditionalDocument")
        _add(document, "label", each.filename)
        # What comes from a case system is in Danish.
        _add_file(document, each.filename, "da", each.pdf)


def add_sms(parent: Element, sms: Sms) -> None:
    """Add the message of an SMS: a header alone, whose `notification` is what the phone shows."""
    message = SubElement(parent, f"{{{MEMO}}}Message", EDITION)
    header = _add(message, "MessageHeader")
    _add(header, "messageType", "NEMSMS")
    _add(header, "messageUUID", str(sms.message_id))
    _add(header, "messageID", sms.reference)
    _add(header, "label", sms.title)
    _add(header, "notification", sms.text)
    _add_people(header, sms.addressed)


def moment(at: datetime) -> str:
    """As MeMo wants it: in UTC, ending in Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _add_people(header: Element, addressed: Addressed) -> None:
    _add(header, "mandatory", "false")
    _add(header, "legalNotification", "false")
    sender = _add(header, "Sender")
    _add(sender, "senderID", addressed.sender_cvr)
    _add(sender, "idType", "CVR")
    _add(sender, "label", addressed.sender_name)
    recipient = _add(header, "Recipient")
    _add(recipient, "recipientID", addressed.recipient_id)
    _add(recipient, "idType", addressed.recipient_kind)


def _add_about(header: Element, about: About) -> None:
    content = _add(header, "ContentData")
    case = _add(content, "CaseID")
    _add(case, "caseID", about.case_number)
    _add(case, "caseSystem", about.case_system)
    kle = SubElement(content, f"{{{KLE}}}KLEdata")
    SubElement(kle, f"{{{KLE}}}subjectKey").text = about.kle
    SubElement(kle, f"{{{KLE}}}version").text = KLE_EDITION
    if about.facet:
        SubElement(kle, f"{{{KLE}}}activityFacet").text = about.facet
    SubElement(kle, f"{{{KLE}}}label").text = about.kle_title


def _add_file(document: Element, filename: str, language: str, pdf: bytes) -> None:
    file = _add(document, "File")
    _add(file, "encodingFormat", "application/pdf")
    _add(file, "filename", filename)
    _add(file, "language", language)
    _add(file, "content", base64.b64encode(pdf).decode())


def _add_action(document: Element, link: Link) -> None:
    action = _add(document, "Action")
    _add(action, "label", link.label)
    _add(action, "actionCode", link.code)
    _add(_add(action, "EntryPoint"), "url", link.url)


def _add(parent: Element, name: str, text: str | None = None) -> Element:
    element = SubElement(parent, f"{{{MEMO}}}{name}")
    element.text = text
    return element
