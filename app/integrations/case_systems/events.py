"""The default case system: a CloudEvents 1.0 event, signed as Standard Webhooks.

Both are open standards with libraries in every language, so a case system's developers need no
document from us. The event's `id` is the submission's on every attempt: a system that has seen it
answers with the case it already opened.
"""

import binascii
import json
from typing import Any

from cloudevents.core.bindings.http import to_structured_event
from cloudevents.core.v1.event import CloudEvent
from standardwebhooks import Webhook
from standardwebhooks.webhooks import EmptyWebhookSecretError

from app.clock import now
from app.integrations import outside
from app.integrations.case_systems import CaseFile, Unavailable

TYPE = "dk.hovedindgang.submission.v1"
LONGEST_CASE_NUMBER = 120


class Events:
    """A case system that takes our events over HTTP at `url`."""

    def __init__(self, url: str, secret: str) -> None:
        self.url = url
        self.secret = secret

    def file(self, case_file: CaseFile) -> str:
        """The case number the system answers with; raises `Unavailable` or `Refused`."""
        message = to_structured_event(event(case_file))
        headers = message.headers | self._signature(case_file.id, message.body)
        return _case_number(outside.post(self.url, message.body, headers))

    def _signature(self, message_id: str, body: bytes) -> dict[str, str]:
        try:
            webhook = Webhook(self.secret)
        except (EmptyWebhookSecretError, binascii.Error):
            raise Unavailable(
                "Kommunens opsætning mangler en gyldig hemmelighed til fagsystemet."
            ) from None
        moment = now()
        return {
            "webhook-id": message_id,
            "webhook-timestamp": str(int(moment.timestamp())),
            "webhook-signature": webhook.sign(message_id, moment, body.decode()),
        }


def event(case_file: CaseFile) -> CloudEvent:
    """The event as the outside contract has it."""
    return CloudEvent(
        {
            "id": case_file.id,
            "source": case_file.source,
            "type": TYPE,
            "subject": case_file.reference,
            "time": case_file.submitted_at.replace(microsecond=0),
            "datacontenttype": "application/json",
            "dataschema": case_file.schema_url,
        },
        _data(case_file),
    )


def _data(case_file: CaseFile) -> dict[str, Any]:
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
        "attachments": [],
        "receipt": {"url": case_file.receipt_url},
    }


def _case_number(answer: bytes) -> str:
    """The number in `{"case_number": "…"}`; anything else is an answer we cannot read."""
    try:
        said = json.loads(answer)
    except (ValueError, RecursionError):
        said = None
    number = said.get("case_number") if isinstance(said, dict) else None
    if not isinstance(number, str) or not 0 < len(number.strip()) <= LONGEST_CASE_NUMBER:
        raise Unavailable("Systemet svarede uden et sagsnummer, vi kan læse.")
    return number.strip()
