"""SF1601 KombiPostAfsend: a MeMo 1.2 message in a `kombi_request`.

»Automatisk Valg« lets the post choose between digital and paper, so we need not know who is
exempt. Certificates and tokens belong to the gateway in front of Serviceplatformen.
"""

import base64
from datetime import UTC, datetime
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement
from xml.parsers import expat

from app.clock import now
from app.integrations import outside
from app.integrations.digital_post.letter import Letter
from app.integrations.outside import Refused, Unavailable

MEMO = "https://DigitalPost.dk/MeMo-1"

ElementTree.register_namespace("memo", MEMO)


def send(address: str, letter: Letter) -> None:
    """Hand the letter to the post; raises `Unavailable` or `Refused`."""
    headers = {
        "content-type": "application/xml; charset=utf-8",
        "accept": "application/xml",
        "x-TransaktionsId": str(letter.message_id),
        "x-TransaktionsTid": _moment(now()),
    }
    answer = outside.post(f"{address}/KombiPostAfsend", kombi_request(letter), headers)
    _check(answer)


def kombi_request(letter: Letter) -> bytes:
    """The letter as SF1601 wants it; the order of the elements is the schema's."""
    request = Element("kombi_request")
    SubElement(request, "KombiValgKode").text = "Automatisk Valg"
    message = SubElement(request, f"{{{MEMO}}}Message", memoVersion="1.2")
    _add_header(message, letter)
    _add_body(message, letter)
    content: bytes = ElementTree.tostring(request, encoding="utf-8", xml_declaration=True)
    return content


def _add_header(message: Element, letter: Letter) -> None:
    header = _add(message, "MessageHeader")
    _add(header, "messageType", "DIGITALPOST")
    _add(header, "messageUUID", str(letter.message_id))
    _add(header, "messageID", letter.reference)
    _add(header, "label", letter.title)
    _add(header, "mandatory", "false")
    _add(header, "legalNotification", "false")
    sender = _add(header, "Sender")
    _add(sender, "senderID", letter.sender_cvr)
    _add(sender, "idType", "CVR")
    _add(sender, "label", letter.sender_name)
    recipient = _add(header, "Recipient")
    _add(recipient, "recipientID", letter.recipient_id)
    _add(recipient, "idType", letter.recipient_kind)


def _add_body(message: Element, letter: Letter) -> None:
    body = _add(message, "MessageBody")
    _add(body, "createdDateTime", _moment(letter.created_at))
    document = _add(body, "MainDocument")
    _add(document, "label", letter.title)
    file = _add(document, "File")
    _add(file, "encodingFormat", "application/pdf")
    _add(file, "filename", letter.filename)
    _add(file, "language", letter.language)
    _add(file, "content", base64.b64encode(letter.pdf).decode())


def _add(parent: Element, name: str, text: str | None = None) -> Element:
    element = SubElement(parent, f"{{{MEMO}}}{name}")
    element.text = text
    return element


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _check(answer: bytes) -> None:
    """A `kombi_response` says in its `Result` whether the letter was taken."""
    try:
        _refuse_entities(answer)
        result = ElementTree.fromstring(answer).findtext("Result")
    except (expat.ExpatError, ElementTree.ParseError, LookupError, ValueError):
        result = None
    if result == "false":
        raise Refused("Digital Post tog ikke imod brevet.")
    if result != "true":
        raise Unavailable("Digital Post svarede noget, vi ikke kan læse.")


def _refuse_entities(answer: bytes) -> None:
    """Raises `ValueError` for a document type: without one nothing is expanded, nothing fetched."""
    scout = expat.ParserCreate()
    scout.StartDoctypeDeclHandler = _doctype
    scout.Parse(answer, True)


def _doctype(*_: object) -> None:
    raise ValueError("a document type")
