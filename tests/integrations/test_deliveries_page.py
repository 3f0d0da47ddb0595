"""Staff see what is promised and not done, without anybody's data, and push it on."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from app import limits, outbox, worker
from app.clock import now
from app.integrations.deliveries import lists
from app.outbox import Errand
from app.outbox.models import Target
from tests.integrations.served import the_errand, the_submission
from tests.service import Service
from tests.standins_server import behave
from tests.submissions.walks import moves_alone

PAGE = "/personale/afleveringer"


@pytest.fixture
def refused(service: Service) -> Service:
    """A move that the case system has said no to."""
    moves_alone(service.citizen("ada")).sends()
    behave(service.standins, "case-system", "422", count=1)
    worker.run_next(service.database, ["make_receipt"])
    worker.run_next(service.database, ["deliver"])
    return service


def test_what_is_stuck_stands_first_and_says_why(refused: Service):
    page = refused.staff("operations").opens(PAGE)
    first = page.page.cssselect(".case-list li")[0].text_content()
    assert "Aflevering til sagssystemet" in first
    assert "Systemet afviste det, vi sendte (svar 422)." in first
    assert the_submission(refused.database).reference in first


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(seconds=10), "højst to minutter"),
        (timedelta(minutes=119, seconds=30), "119 minutter"),
        (timedelta(hours=47, minutes=59), "47 timer"),
        (timedelta(days=11, hours=3), "11 dage"),
    ],
    ids=str,
)
def test_the_age_of_the_oldest_is_said(refused: Service, ago: timedelta, said: str):
    with refused.database.writing.begin() as session:
        session.execute(
            update(Errand).where(Errand.kind == "deliver").values(promised_at=now() - ago)
        )
    words = refused.staff("operations").opens(PAGE).words
    assert f"Det ældste har ventet i {said}." in words
    elsewhere = refused.staff("operations", host="vallensbaek.localhost", code="0187")
    assert "Alt er afleveret." in elsewhere.opens(PAGE).words


def test_nothing_personal_stands_there(refused: Service):
    sent = the_submission(refused.database)
    text = refused.staff("operations").opens(PAGE).text
    for personal in (sent.applicant["name"], sent.applicant["cpr"], "Møllevej", sent.case_title):
        assert personal not in text


def test_what_is_done_is_gone_from_the_page(refused: Service):
    assert the_errand(refused.database, "make_receipt").done_at is not None
    staff, kinds = refused.staff("operations"), []
    for state in ("skal-ses", "venter", "hos-modtageren", "i-haanden"):
        for heading in staff.opens(f"{PAGE}?tilstand={state}").page.cssselect(".case-list h3"):
            kinds.append(heading.text_content().rpartition(" ")[0])
    assert kinds == ["Aflevering til sagssystemet", "Brev"]


def test_try_again_makes_it_due_now_with_ten_new_days(refused: Service):
    errand = the_errand(refused.database, "deliver")
    staff = refused.staff("operations")
    staff.opens(PAGE).posts(f"{PAGE}/{errand.id}/proev-igen")
    assert (staff.path, staff.status) == (PAGE, 200)
    again = the_errand(refused.database, "deliver")
    assert (again.gave_up_at, again.failures) == (None, 0)
    assert again.due_at <= now()
    assert again.tries_since > errand.tries_since
    assert again.promised_at == errand.promised_at


def test_htmx_gets_the_one_errand_back(refused: Service):
    errand = the_errand(refused.database, "deliver")
    answer = refused.staff("operations").client.post(
        f"{PAGE}/{errand.id}/proev-igen",
        headers={"hx-request": "true", "sec-fetch-site": "same-origin"},
    )
    assert f'id="errand-{errand.id}"' in answer.text
    assert "Venter" in answer.text
    assert "<html" not in answer.text


def test_pressed_too_late_it_does_no_harm(refused: Service):
    done = the_errand(refused.database, "make_receipt")
    refused.staff("operations").posts(f"{PAGE}/{done.id}/proev-igen")
    assert the_errand(refused.database, "make_receipt").done_at == done.done_at


def test_only_the_municipalitys_own_staff_may_press(refused: Service):
    errand = the_errand(refused.database, "deliver")
    press = f"{PAGE}/{errand.id}/proev-igen"
    other = refused.staff("operations", host="vallensbaek.localhost", code="0187")
    assert other.posts(press).status == 404
    assert (
        refused.citizen("ada")
        .client.post(press, headers={"sec-fetch-site": "same-origin"}, follow_redirects=False)
        .headers["location"]
        .startswith("/personale/log-ind")
    )
    assert the_errand(refused.database, "deliver").gave_up_at == errand.gave_up_at


def test_an_errand_that_is_not_there_is_no_page(service: Service):
    staff = service.staff("operations")
    unknown = "0197c1d2-0000-7000-8000-000000000001"
    assert staff.posts(f"{PAGE}/{unknown}/proev-igen").status == 404
    assert staff.posts(f"{PAGE}/nonsense/proev-igen").status == 404


def test_staff_see_and_push_only_what_their_kle_numbers_cover(refused: Service):
    errand = the_errand(refused.database, "deliver")
    reference = the_submission(refused.database).reference
    press = f"{PAGE}/{errand.id}/proev-igen"
    kle: tuple[str, ...]
    for kle in (("23.*",), ("23.05.10", "09.*")):
        page = refused.staff("operations", kle=kle).opens(PAGE)
        assert reference in page.words
        assert f"du har adgang til: {', '.join(kle)}." in page.words
    for kle in (("27.*",), ("23.05.05",), ("23",), ()):
        staff = refused.staff("operations", kle=kle)
        assert reference not in staff.opens(PAGE).words
        assert ("Alt er afleveret." in staff.words) == bool(kle)
        assert staff.posts(press).status == 404
    assert the_errand(refused.database, "deliver").gave_up_at == errand.gave_up_at
    assert refused.staff("operations", kle=("23.05.*",)).posts(press).status == 200
    assert the_errand(refused.database, "deliver").gave_up_at is None


def row_of(page: Any, target: str) -> list[str]:
    """What the table of targets says of one, cell by cell."""
    for row in page.cssselect(".targets tbody tr"):
        cells = [" ".join(cell.text_content().split()) for cell in row]
        if cells[0] == target:
            return cells[1:]
    raise AssertionError(target)


def test_what_waits_is_counted_by_target_and_age(refused: Service):
    page = refused.staff("operations").opens(PAGE).page
    assert row_of(page, "Digital Post")[1:] == ["1", "0", "0", "0", "0", "0"]
    health, *figures = row_of(page, "records")
    assert "Svarer" in health
    assert figures == ["0", "0", "0", "0", "0", "1 skal ses hos records"]
    assert row_of(page, "Vores egne kvitteringer")[1:] == ["0"] * 6


@pytest.mark.parametrize(
    ("ago", "column"),
    [
        (timedelta(minutes=59), 0),
        (timedelta(hours=2), 1),
        (timedelta(days=9), 2),
        (timedelta(days=11), 3),
    ],
    ids=str,
)
def test_each_age_has_its_column(refused: Service, ago: timedelta, column: int):
    with refused.database.writing.begin() as session:
        session.execute(
            update(Errand).where(Errand.kind == "send_letter").values(promised_at=now() - ago)
        )
    page = refused.staff("operations").opens(PAGE).page
    assert row_of(page, "Digital Post")[1:5] == ["1" if n == column else "0" for n in range(4)]


def test_what_a_target_has_taken_stands_by_itself(refused: Service):
    with refused.database.writing.begin() as session:
        session.execute(
            update(Errand)
            .where(Errand.kind == "send_letter")
            .values(handed_over_at=now(), gave_up_at=None)
        )
    staff = refused.staff("operations").opens(f"{PAGE}?tilstand=hos-modtageren")
    assert row_of(staff.page, "Digital Post")[1:] == ["0", "0", "0", "0", "1", "0"]
    assert "Modtageren tog imod" in staff.words


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"failures": 0}, "Svarer"),
        ({"failures": 2}, "Svarede ikke sidst"),
        ({"failures": 4, "down_since": now(), "most_now": 1}, "prøves igen om lidt."),
        ({"failures": 4, "down_since": now(), "rests_until": now() + timedelta(1)}, "prøves igen"),
        ({"failures": 0, "most_now": 2}, "På vej tilbage"),
    ],
)
def test_how_a_target_does_is_said_in_plain_words(
    refused: Service, values: dict[str, Any], said: str
):
    with refused.database.writing.begin() as session:
        session.execute(update(Target).where(Target.name == "0657 records").values(**values))
    assert said in row_of(refused.staff("operations").opens(PAGE).page, "records")[0]


def test_a_case_system_that_is_gone_is_named_while_something_waits_for_it(refused: Service):
    with refused.database.writing.begin() as session:
        session.execute(update(Errand).values(target="0657 old"))
    assert "Findes ikke længere" in row_of(refused.staff("operations").opens(PAGE).page, "old")[0]


def test_a_long_list_is_shown_page_by_page_and_each_errand_once(refused: Service):
    sent = the_submission(refused.database)
    with refused.database.writing.begin() as session:
        for number in range(lists.MOST_SHOWN + 3):
            outbox.promise(
                session,
                outbox.LETTER,
                key=f"letter:{number}",
                target=outbox.DIGITAL_POST,
                submission_id=sent.id,
                municipality_code="0657",
            )
        session.flush()
        # Promised in one moment, as in a busy second.
        session.execute(update(Errand).values(promised_at=now()))
    staff, seen = refused.staff("operations"), []
    staff.opens(f"{PAGE}?tilstand=venter&modtager=digital-post")
    while True:
        seen += [each.get("id") for each in staff.page.cssselect(".case-list > li")]
        following = staff.page.cssselect("a[href*='efter=']")
        if not following:
            break
        staff.opens(following[0].get("href"))
    assert len(seen) == len(set(seen)) == lists.MOST_SHOWN + 4


def test_a_reference_finds_all_that_was_promised_and_stands_in_no_address(refused: Service):
    sent = the_submission(refused.database)
    staff = refused.staff("operations").opens(PAGE)
    staff.posts(f"{PAGE}/soeg", {"reference": sent.reference.lower()})
    assert staff.sees == "Afleveringer af én indsendelse"
    assert len(staff.page.cssselect(".case-list > li")) == 3
    assert sent.reference not in staff.whole_path


def test_what_is_not_found_is_not_told_from_what_is_not_theirs(refused: Service):
    sent = the_submission(refused.database)
    said = set()
    for staff, typed in (
        (refused.staff("operations"), "2222-2222"),
        (refused.staff("operations"), "nonsense"),
        (refused.staff("operations", kle=("27.*",)), sent.reference),
        (refused.staff("operations", host="vallensbaek.localhost", code="0187"), sent.reference),
    ):
        staff.posts(f"{PAGE}/soeg", {"reference": typed})
        assert (staff.status, staff.page.get_element_by_id("reference").get("value")) == (
            422,
            typed,
        )
        said.update(staff.problems())
    assert len(said) == 1
    assert refused.staff("operations").posts(f"{PAGE}/soeg").problems() == [
        "Skriv referencenummeret."
    ]


def test_a_search_cannot_be_guessed_all_day(refused: Service, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(limits, "LOOK_UP_PER_PERSON", limits.Limit("look_up_person", 1, 15))
    staff = refused.staff("operations")
    statuses = [staff.posts(f"{PAGE}/soeg", {"reference": "x"}).status for _ in range(2)]
    assert statuses == [422, 429]
