"""Staff see what is promised and not done, without anybody's data, and push it on."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from app import worker
from app.clock import now
from app.outbox import Errand
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
    assert kinds == ["Aflevering til sagssystemet", "Brev i Digital Post"]


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
