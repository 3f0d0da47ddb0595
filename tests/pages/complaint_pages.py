"""The staff's pages about complaints in each of their states, as their routes give them."""

from typing import Any
from uuid import UUID

from app.submissions.models import Submission
from tests.pages.shown import DAY, NOON


def a_submission(**values: Any) -> Submission:
    """What was sent, as far as these pages show it."""
    shown = {"id": UUID(int=1), "reference": "K7FE-TJ4T", "form_title": "Alle slags"}
    return Submission(**{**shown, **values})


UNDER_COMPLAINT = a_submission(
    complaint_noted_at=NOON,
    complaint={"since": DAY.isoformat(), "staff": "Mette <M>", "note": "Sag <26>."},
)
ASKED: dict[str, Any] = {"since": None, "asked": {"dato": "", "note": ""}, "problems": {}}
WRONG = {
    "asked": {"dato": "<i>", "note": "<x>"},
    "problems": dict.fromkeys(("dato", "note"), "Skriv <det>."),
}
COMPLAINT_PAGES: list[tuple[str, dict[str, Any]]] = [
    *(
        ("staff/complaints.html", {"submissions": found, "said": said})
        for found in ([], [UNDER_COMPLAINT])
        for said in ("", "gemmes", "slut", "for-sent", "<nonsense>")
    ),
    ("staff/complaint.html", ASKED | {"submission": a_submission()}),
    ("staff/complaint.html", ASKED | WRONG | {"submission": a_submission(keep_until=NOON)}),
    ("staff/complaint.html", ASKED | {"submission": UNDER_COMPLAINT, "since": DAY}),
]
