"""What is left in a directory: the event's data as JSON and as XML, the receipt, the attachments.

Addresses in the data are relative to it: a file beside it needs no address that opens for a while.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from app.integrations.case_systems import CaseFile, Document, Message, Unavailable
from app.integrations.case_systems.as_xml import as_xml
from app.integrations.case_systems.events import message_data, submission_data
from app.integrations.case_systems.filedrop.leaving import File
from app.integrations.case_systems.filedrop.safe_names import safe_names

RECEIPT = "receipt.pdf"
ATTACHMENTS = "bilag"


def of_submission(case_file: CaseFile) -> list[File]:
    """Raises `Unavailable` while there is no receipt."""
    if case_file.receipt is None:
        raise Unavailable("Kvitteringen er ikke lavet endnu.")
    documents = _placed(case_file.attachments)
    here = replace(case_file, attachments=documents, receipt_url=RECEIPT)
    receipt = replace(case_file.receipt, url=RECEIPT)
    return [*_told("data", "submission", submission_data(here)), *_files([receipt, *documents])]


def of_message(case_file: CaseFile, message: Message) -> list[File]:
    """What is told to a case: the event's data, with what the event itself says else."""
    documents = _placed(message.documents)
    data = {
        "id": message.id,
        "kind": message.kind,
        "at": message.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        **message_data(case_file, replace(message, documents=documents)),
    }
    return [*_told("message", "message", data), *_files(documents)]


def _placed(documents: Sequence[Document]) -> list[Document]:
    """The same, each with where it lies in the directory."""
    names = safe_names(document.name for document in documents)
    return [
        replace(document, url=f"{ATTACHMENTS}/{name}")
        for document, name in zip(documents, names, strict=True)
    ]


def _told(name: str, root: str, data: dict[str, Any]) -> list[File]:
    # A lone surrogate has no bytes in UTF-8, but is written in JSON just as Python escapes it.
    text = json.dumps(data, ensure_ascii=False, indent=2).encode(errors="backslashreplace")
    xml = as_xml(root, data)
    return [File(f"{name}.json", lambda: [text]), File(f"{name}.xml", lambda: [xml])]


def _files(documents: Sequence[Document]) -> list[File]:
    return [File(document.url, document.parts, document.sha256) for document in documents]
