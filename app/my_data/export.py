"""All we hold about a citizen, to take along: as JSON, and as the words of a page to print.

The right of access and to data portability (GDPR articles 15 and 20). Moments are ISO 8601 in UTC.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app.access_log import Access
from app.auth.powers.models import PowerOfAttorney
from app.auth.powers.shown import shown_to_grantor, shown_to_holder
from app.auth.roles import ROLE_NAMES
from app.cases.models import CaseEvent
from app.clock import today
from app.forms.messages import in_danish, write_date
from app.forms.questions.phone import spaced
from app.languages import translate_to
from app.municipalities.municipality import Municipality
from app.my_data.held import Held, SentForAnother, from_registers
from app.pages import write_moment
from app.submissions.case_messages import CaseMessage
from app.submissions.filling import Filling
from app.submissions.models import Submission
from app.submissions.who import sender_in_words
from app.templating import templates

ROW = ("step_title", "label", "value", "origin")
# Of whoever acted: not their CPR number, which is theirs.
ACTED_BY = ("kind", "name", "capacity", "proven")
ATTACHMENT = ("name", "media_type", "size", "sha256")
MOMENTS = ("granted_at", "accepted_at", "declined_at", "withdrawn_at")


def as_json(held: Held) -> str:
    """The export as JSON text in UTF-8's characters, indented to be read by people too."""
    contact = held.contact
    everything = {
        "municipality": {"code": held.municipality.code, "name": held.municipality.name},
        "as_of": held.at.isoformat(),
        "citizen": {"cpr": held.citizen.cpr, "name": held.citizen.name},
        "contact": contact
        and {
            "phone": contact.phone,
            "email": contact.email,
            "sms": contact.sms,
            "news": contact.news,
            "changed_at": contact.changed_at.isoformat(),
        },
        "drafts": [_draft(filling) for filling in held.fillings],
        "submissions": [_submission(held, submission) for submission in held.submissions],
        "sent_for_others": [_sent_for_another(sent) for sent in held.for_others],
        "powers_of_attorney": {
            "given": [_power(power, "holder") for power in held.given],
            "received": [_power(power, "grantor") for power in held.received],
        },
        "open_sessions": [
            {
                "opened_at": each.opened_at.isoformat(),
                "seen_at": each.seen_at.isoformat(),
                "browser": each.browser,
                "system": each.system,
            }
            for each in held.open_sessions
        ],
        "accesses": [_access(access) for access in held.accesses],
    }
    return json.dumps(everything, ensure_ascii=False, indent=2)


def html_of(held: Held, language: str) -> str:
    """The page to print, in the citizen's language; answers stand as they were sent."""
    t = translate_to(language)
    return (
        templates(language)
        .get_template("my_data/pdf.html")
        .render(
            held=held,
            language=language,
            phone=spaced(held.contact.phone) if held.contact else "",
            drafts=[(filling, filling.rows(t, language)) for filling in held.fillings],
            given=[shown_to_grantor(power, held.municipality, t) for power in held.given],
            received=[shown_to_holder(power, held.municipality, t) for power in held.received],
            sender=lambda submission: sender_in_words(submission.applicant, submission.acted_by, t),
            complained_on=lambda submission: date.fromisoformat(submission.complaint["since"]),
            role_names=ROLE_NAMES,
            day=lambda day: write_date(day, t),
            moment=lambda moment: write_moment(moment, t),
        )
    )


def _draft(filling: Filling) -> dict[str, Any]:
    draft = filling.draft
    return {
        "form": draft.form_slug,
        "title": filling.form.title,
        "started_at": draft.started_at.isoformat(),
        "changed_at": draft.changed_at.isoformat(),
        "from_registers": from_registers(filling),
        "rows": _rows(filling.rows(in_danish, "da")),
        "attachments": [
            _attachment(filling.municipality, each)
            for question in filling.uploads
            for each in draft.answers.get(question.key) or ()
        ],
    }


def _submission(held: Held, submission: Submission) -> dict[str, Any]:
    return {
        "reference": submission.reference,
        "form": submission.form_slug,
        "title": submission.form_title,
        "kle": submission.kle,
        "case_title": submission.case_title,
        "submitted_at": submission.submitted_at.isoformat(),
        "filed_at": submission.filed_at and submission.filed_at.isoformat(),
        "filed_as": submission.filed_as,
        "closed_at": submission.closed_at and submission.closed_at.isoformat(),
        "keep_until": submission.keep_until and submission.keep_until.isoformat(),
        "complaint": submission.complaint
        and {
            "noted_at": submission.complaint_noted_at and submission.complaint_noted_at.isoformat(),
            **submission.complaint,
        },
        "proven": submission.applicant.get("proven"),
        "acted_by": submission.acted_by and _some(submission.acted_by, ACTED_BY),
        "rows": _rows(submission.shown),
        "attachments": [
            _attachment(held.municipality, vars(each))
            for each in held.attachments.get(submission.id, ())
        ],
        "withdrawn_at": submission.withdrawn_at and submission.withdrawn_at.isoformat(),
        "events": [_event(held, submission, event) for event in held.events.get(submission.id, ())],
        "messages": [_message(held, each) for each in held.messages.get(submission.id, ())],
        "receipt": f"{held.municipality.base_url}/kvittering/{submission.reference}.pdf",
    }


def _message(held: Held, message: CaseMessage) -> dict[str, Any]:
    """What they have written to the case; `sent_at` is null for what is not sent yet."""
    return {
        "kind": message.kind,
        "sent_at": message.sent_at and message.sent_at.isoformat(),
        "text": message.text,
        "attachments": [
            _attachment(held.municipality, vars(each)) for each in held.files.get(message.id, ())
        ],
    }


def _event(held: Held, submission: Submission, event: CaseEvent) -> dict[str, Any]:
    case = f"{held.municipality.base_url}/mine-sager/{submission.reference}"
    return {
        "at": event.at.isoformat(),
        "state": event.state,
        "text": event.text,
        "is_decision": event.is_decision,
        "complain_by": event.complain_by and event.complain_by.isoformat(),
        "expected_on": event.expected_on and event.expected_on.isoformat(),
        "document": event.document_file_id
        and {"name": event.document_name, "url": f"{case}/dokumenter/{event.number}"},
    }


def _sent_for_another(sent: SentForAnother) -> dict[str, Any]:
    return {
        "reference": sent.reference,
        "form": sent.form_slug,
        "title": sent.form_title,
        "submitted_at": sent.submitted_at.isoformat(),
        "acted_by": _some(sent.acted_by, ACTED_BY),
    }


def _attachment(municipality: Municipality, each: Mapping[str, Any]) -> dict[str, Any]:
    """One file, with where its owner fetches it."""
    return {
        **_some(each, ATTACHMENT),
        "file": f"{municipality.base_url}/bilag/{each['id']}",
    }


def _rows(rows: Any) -> list[dict[str, str]]:
    return [_some(row, ROW) for row in rows]


def _some(kept: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    return {name: kept[name] for name in names if name in kept}


def _power(power: PowerOfAttorney, other: str) -> dict[str, Any]:
    """One power of attorney; `other` is the one of the two whom it is not the export of."""
    moments = {name: getattr(power, name) for name in MOMENTS}
    return {
        other: {"name": power.people[other]["name"]},
        "covers": power.covers,
        "until": power.until.isoformat(),
        "state": power.state(today()),
        **{name: moment and moment.isoformat() for name, moment in moments.items()},
    }


def _access(access: Access) -> dict[str, Any]:
    return {
        "at": access.at.isoformat(),
        "staff": access.staff_name,
        "roles": list(access.staff_roles),
        "what": access.what,
        "about": access.about,
        "reason": access.reason,
    }
