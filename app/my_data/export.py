"""All we hold about a citizen, to take along: as JSON, and as the words of a page to print.

The right of access and to data portability (GDPR articles 15 and 20). Moments are ISO 8601 in UTC.
"""

import json
from typing import Any

from app.access_log import Access
from app.auth.roles import ROLE_NAMES
from app.forms.messages import in_danish
from app.languages import translate_to
from app.my_data.held import Held, from_registers
from app.pages import write_moment
from app.submissions.filling import Filling
from app.submissions.models import Submission
from app.templating import templates

ROW = ("step_title", "label", "value", "origin")


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
            "changed_at": contact.changed_at.isoformat(),
        },
        "drafts": [_draft(filling) for filling in held.fillings],
        "submissions": [_submission(held, submission) for submission in held.submissions],
        "logins": [
            {
                "opened_at": login.opened_at.isoformat(),
                "seen_at": login.seen_at.isoformat(),
                "browser": login.browser,
            }
            for login in held.logins
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
            drafts=[(filling, filling.rows(t, language)) for filling in held.fillings],
            role_names=ROLE_NAMES,
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
        "keep_until": submission.keep_until and submission.keep_until.isoformat(),
        "rows": _rows(submission.shown),
        "receipt": f"{held.municipality.base_url}/kvittering/{submission.reference}.pdf",
    }


def _rows(rows: Any) -> list[dict[str, str]]:
    return [{name: row[name] for name in ROW} for row in rows]


def _access(access: Access) -> dict[str, Any]:
    return {
        "at": access.at.isoformat(),
        "staff": access.staff_name,
        "roles": list(access.staff_roles),
        "what": access.what,
        "about": access.about,
        "reason": access.reason,
    }
