"""The default case system: a CloudEvents 1.0 event, signed as Standard Webhooks.

Both are open standards with libraries in every language, so a case system's developers need no
document from us. The event's `id` is the submission's on every attempt: a system that has seen it
answers with the case it already opened.
"""

import base64
import json
from datetime import datetime
from typing import Any, ClassVar

from cloudevents.core.bindings.http import to_structured_event
from cloudevents.core.v1.event import CloudEvent

from app.integrations import outside
from app.integrations.case_systems import (
    Account,
    CaseFile,
    Document,
    Message,
    Notes,
    Unavailable,
)
from app.integrations.case_systems.replies import LONGEST_CASE_NUMBER
from app.integrations.signing import signature

SUBMISSION = "dk.hovedindgang.submission.v1"
SUPPLEMENTED = "dk.hovedindgang.submission.supplemented.v1"
WITHDRAWN = "dk.hovedindgang.submission.withdrawn.v1"
LONGEST_WORDS = 2000
# What is larger is fetched, in a stream, from its signed address.
MOST_INLINE_BYTES = 1024 * 1024


class Events:
    """A case system that takes our events over HTTP.

    With the option `attachments` set to `inline`, attachments of up to 1 MiB go along in base64;
    else, and larger ones always, by an address to fetch them from.
    """

    WANTS_RECEIPT: ClassVar[bool] = False
    DOCUMENTS_ALONE: ClassVar[bool] = False

    def __init__(self, account: Account) -> None:
        self.account = account
        self.inline = account.options.get("attachments") == "inline"

    def file(self, case_file: CaseFile, notes: Notes) -> str:
        """The case number the system answers with; raises `Unavailable` or `Refused`."""
        attributes = {"id": case_file.id, "type": SUBMISSION, "dataschema": case_file.schema_url}
        data = submission_data(case_file, inline=self.inline)
        return _case_number(self._send(case_file, case_file.submitted_at, attributes, data))

    def tell(self, case_file: CaseFile, message: Message, notes: Notes) -> None:
        """Raises `Unavailable` or `Refused`."""
        kind = WITHDRAWN if message.kind == "withdrawn" else SUPPLEMENTED
        data = message_data(case_file, message, inline=self.inline)
        self._send(case_file, message.at, {"id": message.id, "type": kind}, data)

    def _send(
        self, case_file: CaseFile, at: datetime, attributes: dict[str, str], data: dict[str, Any]
    ) -> bytes:
        event = CloudEvent(
            {
                "source": case_file.source,
                "subject": case_file.reference,
                "time": at.replace(microsecond=0),
                "datacontenttype": "application/json",
                **attributes,
            },
            data,
        )
        message = to_structured_event(event)
        headers = message.headers | signature(self.account.secret, attributes["id"], message.body)
        return outside.post(self.account.url, message.body, headers)


def submission_data(case_file: CaseFile, *, inline: bool = False) -> dict[str, Any]:
    """The event's `data` as the outside contract has it; `inline` is of small attachments."""
    return {
        "reference": case_file.reference,
        "form": {
            "slug": case_file.form_slug,
            "version": case_file.form_version,
            "title": case_file.form_title,
            "kle": case_file.kle,
            "facet": case_file.facet,
        },
        "municipality": {
            "code": case_file.municipality_code,
            "cvr": case_file.municipality_cvr,
            "name": case_file.municipality_name,
        },
        "channel": case_file.channel,
        "applicant": case_file.applicant,
        "acted_by": case_file.acted_by,
        "submitted_at": case_file.submitted_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "case_title": case_file.case_title,
        "answers": case_file.answers,
        "rows": case_file.rows,
        "attachments": [attachment(each, inline=inline) for each in case_file.attachments],
        "receipt": {"url": case_file.receipt_url},
    }


def message_data(case_file: CaseFile, message: Message, *, inline: bool = False) -> dict[str, Any]:
    """The `data` of an event that tells a filed case more."""
    return {
        "reference": case_file.reference,
        "case_number": case_file.case_number,
        "text": message.text,
        "attachments": [attachment(each, inline=inline) for each in message.documents],
    }


def attachment(document: Document, *, inline: bool) -> dict[str, Any]:
    """One attachment, with where to fetch it; `inline`, a small one goes along in base64 too."""
    told: dict[str, Any] = {
        "id": document.id,
        "name": document.name,
        "media_type": document.media_type,
        "sha256": document.sha256,
        "size": document.size,
        "url": document.url,
    }
    if inline and document.size <= MOST_INLINE_BYTES:
        told["content_base64"] = base64.b64encode(b"".join(document.parts())).decode()
    return told


def _case_number(answer: bytes) -> str:
    """The number in `{"case_number": "…"}`; anything else is an answer we cannot read."""
    try:
        said = json.loads(answer)
    except (ValueError, RecursionError):
        said = None
    number = said.get("case_number") if isinstance(said, dict) else None
    if not isinstance(number, str) or not 0 < len(number.strip()) <= LONGEST_CASE_NUMBER:
        words = answer[:LONGEST_WORDS].decode(errors="replace")
        raise Unavailable(
            "Systemet svarede uden et sagsnummer, vi kan læse.", words=words, status=200
        )
    return number.strip()
