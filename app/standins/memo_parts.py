"""The parts of a MeMo message: which case it is about, what to do next, and its documents."""

import base64
import binascii
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

MEMO = "{https://DigitalPost.dk/MeMo-1}"
KLE = "{http://kle-online.dk/}"
CORE = "{https://data.gov.dk/model/core/}"
CONTENT_ORDER = (
    f"{CORE}CPRdata",
    f"{CORE}CVRdata",
    "{https://motorregister.skat.dk/}MotorVehicle",
    f"{CORE}PropertyNumber",
    f"{MEMO}CaseID",
    f"{KLE}KLEdata",
    "{http://www.form-online.dk/}FORMdata",
    f"{CORE}ProductionUnit",
    f"{MEMO}AdditionalContentData",
)
KLE_ORDER = ("subjectKey", "version", "activityFacet", "label")
DOCUMENT_ORDER = {
    name: (f"{name[0].lower()}{name[1:]}ID", "label", "File", "Action")
    for name in ("MainDocument", "AdditionalDocument", "TechnicalDocument")
}
FILE_ORDER = ("encodingFormat", "filename", "language", "content")
ACTION_ORDER = ("label", "actionCode", "startDateTime", "endDateTime", "Reservation", "EntryPoint")
ACTION_CODES = (
    "AFTALE",
    "BEKRAEFT",
    "BETALING",
    "FORBEREDELSE",
    "INFORMATION",
    "SELVBETJENING",
    "TILMELDING",
    "UNDERSKRIV",
)


class NotMemo(ValueError):
    """The message cannot be read; the text says where it is wrong, in Danish."""


def case_in(content: ElementTree.Element) -> dict[str, str]:
    """Which case, by its number in a system; empty where it says nothing of it."""
    in_order(content, CONTENT_ORDER)
    case = content.find(f"{MEMO}CaseID")
    if case is None:
        return {}
    in_order(case, [f"{MEMO}caseID", f"{MEMO}caseSystem"])
    return {"number": text_of(case, "caseID"), "system": text_of(case, "caseSystem")}


def kle_in(content: ElementTree.Element) -> dict[str, str]:
    """By which KLE number; empty where it says nothing of it."""
    kle = content.find(f"{KLE}KLEdata")
    if kle is None:
        return {}
    in_order(kle, [f"{KLE}{name}" for name in KLE_ORDER])
    return {
        name: text_of(kle, name, space=KLE, required=name != "activityFacet") for name in KLE_ORDER
    }


def links_in(document: ElementTree.Element) -> list[dict[str, str]]:
    """What the reader can do next, each with the address that it leads to."""
    return [_link(action) for action in document.findall(f"{MEMO}Action")]


def documents_in(message: ElementTree.Element) -> list[dict[str, Any]]:
    """The files of all documents, with their content in base64."""
    body = only(message, f"{MEMO}MessageBody")
    documents = []
    for name, order in DOCUMENT_ORDER.items():
        for element in body.findall(f"{MEMO}{name}"):
            in_order(element, [f"{MEMO}{each}" for each in order])
            label = text_of(element, "label", required=False)
            documents += [_file(file, label) for file in element.findall(f"{MEMO}File")]
    if not documents:
        raise NotMemo("MainDocument skal have en File.")
    return documents


def in_order(parent: ElementTree.Element, order: Sequence[str]) -> None:
    """What stands in it is known, and stands in the order of the schema."""
    tags = [element.tag for element in parent]
    if unknown := [_name(tag) for tag in tags if tag not in order]:
        raise NotMemo(f"Ukendt i {_name(parent.tag)}: {', '.join(unknown)}.")
    if tags != sorted(tags, key=list(order).index):
        raise NotMemo(f"Rækkefølgen i {_name(parent.tag)} er forkert.")


def only(parent: ElementTree.Element, tag: str) -> ElementTree.Element:
    """The one of its kind in the parent."""
    found = parent.findall(tag)
    if len(found) != 1:
        raise NotMemo(f"Der skal være præcis én {_name(tag)} i {_name(parent.tag)}.")
    return found[0]


def text_of(
    parent: ElementTree.Element, name: str, *, required: bool = True, space: str = MEMO
) -> str:
    """What it says; empty where it need not say anything."""
    text = (parent.findtext(f"{space}{name}") or "").strip()
    if required and not text:
        raise NotMemo(f"{name} mangler i {_name(parent.tag)}.")
    return text


def no_longer(text: str, most: int, name: str) -> str:
    """The text, where it is not longer than the schema allows."""
    if len(text) > most:
        raise NotMemo(f"{name} må højst være på {most} tegn.")
    return text


def _link(action: ElementTree.Element) -> dict[str, str]:
    in_order(action, [f"{MEMO}{name}" for name in ACTION_ORDER])
    code = text_of(action, "actionCode")
    if code not in ACTION_CODES:
        raise NotMemo(f"actionCode skal være en af: {', '.join(ACTION_CODES)}.")
    url = text_of(only(action, f"{MEMO}EntryPoint"), "url")
    if not _may_be_opened(url):
        raise NotMemo("EntryPoint/url skal være en hel adresse, der begynder med https://.")
    return {"label": text_of(action, "label"), "code": code, "url": url}


def _may_be_opened(url: str) -> bool:
    """https anywhere; plain http on this machine, where a demonstration has nothing else."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    here = host == "127.0.0.1" or host == "localhost" or host.endswith(".localhost")
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and here))


def _file(file: ElementTree.Element, label: str) -> dict[str, Any]:
    in_order(file, [f"{MEMO}{name}" for name in FILE_ORDER])
    content = "".join(text_of(file, "content").split())
    try:
        size = len(base64.b64decode(content, validate=True))
    except binascii.Error as wrong:
        raise NotMemo("File/content skal være base64.") from wrong
    return {
        "label": label,
        "filename": text_of(file, "filename"),
        "media_type": text_of(file, "encodingFormat"),
        "language": text_of(file, "language"),
        "size": size,
        "content_base64": content,
    }


def _name(tag: str) -> str:
    return tag.partition("}")[2] or tag
