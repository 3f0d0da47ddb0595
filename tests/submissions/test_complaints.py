"""What somebody has complained about is kept until staff say that the complaint is over."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from structlog.testing import capture_logs

from app.cases.models import CaseEvent
from app.clock import now, today
from app.outbox import Errand
from app.submissions.clearing import clear_out_submissions
from app.submissions.keeping import keep_as_told
from app.submissions.models import Submission
from tests.citizen import Browser
from tests.service import Service
from tests.submissions.looking_up import PAGE as LOOK_UP
from tests.submissions.looking_up import WHY, noted, sent

PAGE = "/personale/klager"
COMPLAINT = {"dato": "i går", "note": "Klage over afgørelsen, sag 26/77"}


def test_what_is_under_complaint_is_not_cleared_out(service: Service):
    reference = _kept_long_enough(service)
    _complained(service)
    assert _cleared_out(service) == {"number": 0, "under_complaint": 1}
    assert service.citizen("ada").opens(f"/kvittering/{reference}").status == 200


def test_once_the_complaint_is_over_it_is_kept_as_if_it_were_closed_today(service: Service):
    _kept_long_enough(service)
    staff = _complained(service)
    staff.posts(f"{_address(service)}/slut", {})
    assert "klagen er slut" in staff.words
    assert "Der er ingen lige nu." in staff.words
    submission = _submission(service)
    assert submission.complaint is None
    assert submission.complaint_noted_at is None
    kept = timedelta(days=submission.keep_days)
    assert submission.keep_until is not None
    assert timedelta() <= now() + kept - submission.keep_until < timedelta(minutes=5)
    assert _cleared_out(service) == {"number": 0, "under_complaint": 0}
    _moved_back(service, days=submission.keep_days + 1)
    assert _cleared_out(service) == {"number": 1, "under_complaint": 0}


def test_what_would_be_kept_longer_is(service: Service):
    _kept_long_enough(service)
    later = now() + timedelta(days=400)
    with service.database.writing.begin() as session:
        session.execute(update(Submission).values(keep_until=later))
    _complained(service).posts(f"{_address(service)}/slut", {})
    assert _submission(service).keep_until == later


def test_what_the_case_system_tells_later_shortens_nothing(service: Service):
    _kept_long_enough(service)
    _complained(service).posts(f"{_address(service)}/slut", {})
    before = _submission(service).keep_until
    with service.database.writing.begin() as session:
        keep_as_told(session.scalars(select(Submission)).one(), (), None)
    assert _submission(service).keep_until == before


def test_a_decision_is_kept_a_week_after_the_last_day_for_complaints(service: Service):
    """One that comes on the last day must reach those who note it."""
    sent(service)
    with service.database.writing.begin() as session:
        submission = session.scalars(select(Submission)).one()
        submission.keep_days = 1
        submission.filed_at = now() - timedelta(days=60)
        decided = CaseEvent(
            at=now() - timedelta(days=50), state="closed", complain_by=today() - timedelta(days=3)
        )
        keep_as_told(submission, [decided], None)
        session.execute(update(Errand).values(done_at=now()))
    assert _cleared_out(service)["number"] == 0
    _moved_back(service, days=5)
    assert _cleared_out(service)["number"] == 1


@pytest.mark.parametrize("role", ["caseworker", "administrator"])
def test_staff_come_from_the_look_up_and_find_it_in_the_list(service: Service, role: str):
    reference = sent(service)
    staff = service.staff(role).posts(LOOK_UP, WHY | {"reference": reference})
    assert f'href="{_address(service)}"' in staff.text
    staff.opens(_address(service)).sends(**COMPLAINT)
    assert staff.path == f"{PAGE}?nu=gemmes"
    assert "Vi sletter ikke sagen, så længe den står her." in staff.words
    assert f"Meld flytning {reference}" in staff.words
    assert COMPLAINT["note"] not in staff.text, "the list names nobody, and is not noted"
    staff.posts(LOOK_UP, WHY | {"reference": reference})
    assert "Vi sletter ikke sagen imens." in staff.words
    staff.opens(_address(service))
    for expected in (reference, COMPLAINT["note"], "Mette Madsen"):
        assert expected in staff.words


def test_every_look_and_change_is_noted_for_the_citizen(service: Service):
    reference = sent(service)
    staff = service.staff("caseworker").opens(_address(service))
    assert noted(service) == [], "there was nothing of anybody's to see"
    staff.sends(**COMPLAINT)
    staff.opens(_address(service)).posts(f"{_address(service)}/slut", {})
    assert [(each.what, each.about, each.reason) for each in noted(service)] == [
        ("change", reference, "Klagen er slut"),
        ("read", reference, "Vi ser efter, hvad der er skrevet om klagen"),
        ("change", reference, "Der er klaget, og vi gemmer sagen så længe"),
    ]


def test_the_citizen_reads_that_it_is_kept_and_why(service: Service):
    reference = sent(service)
    _complained(service)
    ada = service.citizen("ada").opens(f"/mine-sager/{reference}")
    assert "Vi gemmer sagen, fordi der er klaget." in ada.words
    assert COMPLAINT["note"] not in ada.text, "whoever acts for her sees this page too"
    kept = json.loads(ada.opens("/mine-data.json").text)["submissions"][0]["complaint"]
    assert kept["note"] == COMPLAINT["note"]
    assert kept["since"] == (today() - timedelta(days=1)).isoformat()
    assert kept["staff"] == "Mette Madsen"
    assert ada.opens("/mine-data.pdf").status == 200


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"dato": ""}, "dato", "Skriv, hvornår der blev klaget."),
        ({"dato": "engang"}, "dato", "Skriv også måned og år."),
        ({"dato": "i morgen"}, "dato", "Datoen er ikke kommet endnu."),
        ({"note": ""}, "note", "Skriv kort, hvad der er klaget over."),
        ({"note": "æ" * 501}, "note", "Skriv det kortere"),
    ],
    ids=str,
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    service: Service, typed: dict[str, str], field: str, sentence: str
):
    sent(service)
    fields = COMPLAINT | typed
    staff = service.staff("caseworker").posts(_address(service), fields)
    assert staff.status == 422
    assert staff.page.findtext(".//title").startswith("Fejl:")
    assert sentence in staff.page.get_element_by_id(f"{field}-error").text_content()
    assert staff.value("dato") == fields["dato"]
    assert fields["note"] in staff.text
    assert _submission(service).complaint_noted_at is None


def test_noted_twice_it_is_noted_once(service: Service):
    sent(service)
    first = _complained(service)
    second = service.staff("administrator").posts(_address(service), COMPLAINT | {"note": "Ny"})
    assert "En kollega kom først." in second.words
    assert (_submission(service).complaint or {})["note"] == COMPLAINT["note"]
    first.posts(f"{_address(service)}/slut", {})
    second.posts(f"{_address(service)}/slut", {})
    assert "En kollega kom først." in second.words


def test_what_is_not_theirs_or_cleared_out_is_not_there(service: Service):
    sent(service)
    _complained(service)
    others = [
        service.staff("caseworker", kle=("99.*",)),
        service.staff("caseworker", host="vallensbaek.localhost", code="0187"),
    ]
    for staff in others:
        assert staff.opens(_address(service)).status == 404
        assert staff.posts(f"{_address(service)}/slut", {}).status == 404
        assert "Der er ingen lige nu." in staff.opens(PAGE).words
    assert _submission(service).complaint_noted_at is not None
    with service.database.writing.begin() as session:
        session.execute(update(Submission).values(cleared_at=now()))
    assert service.staff("caseworker").posts(_address(service), COMPLAINT).status == 404


def test_whoever_may_only_look_up_is_led_nowhere_else(service: Service):
    reference = sent(service)
    staff = service.staff("frontdesk").posts(LOOK_UP, WHY | {"reference": reference})
    assert PAGE not in staff.text
    assert staff.opens(_address(service)).status == 403


def _complained(service: Service) -> Browser:
    staff = service.staff("caseworker").opens(_address(service)).sends(**COMPLAINT)
    assert staff.path == f"{PAGE}?nu=gemmes"
    return staff


def _address(service: Service) -> str:
    return f"{PAGE}/{_submission(service).id}"


def _submission(service: Service) -> Submission:
    with service.database.reading.begin() as session:
        return session.scalars(select(Submission)).one()


def _kept_long_enough(service: Service) -> str:
    """Filed so long ago that it would be cleared out tonight."""
    reference = sent(service)
    with service.database.writing.begin() as session:
        submission = session.scalars(select(Submission)).one()
        submission.filed_at = now() - timedelta(days=submission.keep_days + 1)
        keep_as_told(submission, (), None)
        session.execute(update(Errand).values(done_at=now()))
    return reference


def _moved_back(service: Service, days: int) -> None:
    with service.database.writing.begin() as session:
        submission = session.scalars(select(Submission)).one()
        assert submission.keep_until is not None
        submission.keep_until -= timedelta(days=days)


def _cleared_out(service: Service) -> dict[str, Any]:
    """What one night counts."""
    with capture_logs() as lines, service.database.writing.begin() as session:
        clear_out_submissions(session)
    (line,) = lines
    return {name: line[name] for name in ("number", "under_complaint")}
