"""A receipt opens for its people after login, in the visit that sent it, or with what they gave."""

import pytest
from sqlalchemy import update

from app import worker
from app.clock import now
from app.receipts import opening
from app.receipts.models import UnlockedReceipt, UnlockTry
from app.submissions.models import Submission
from tests.citizen import Browser
from tests.service import Service
from tests.submissions.walks import day_fields, moves_alone, reports_rats


@pytest.fixture
def adas(service: Service) -> str:
    """The address of the receipt for Ada's move."""
    return moves_alone(service.citizen("ada")).sends().path


@pytest.fixture
def rats(service: Service) -> str:
    """The address of a receipt for rats reported without login; the phone is 20 30 40 50."""
    return reports_rats(service.browser()).sends().path


def proves(browser: Browser, receipt: str, proof: str) -> Browser:
    return browser.opens(receipt).sends(proof=proof)


def test_it_opens_for_whoever_sent_it_from_another_device(service: Service, adas: str):
    page = service.citizen("ada").opens(adas)
    assert page.status == 200
    assert "Meld flytning" in page.words


def test_without_login_one_is_asked_to_log_in_and_comes_back(service: Service, adas: str):
    stranger = service.browser().opens(adas, follow_redirects=False)
    assert stranger.status == 303
    answer = stranger.client.get(adas, follow_redirects=False)
    assert answer.headers["location"] == f"/log-ind?tilbage={adas}"


def test_anothers_receipt_and_none_are_one_and_the_same_page(service: Service, adas: str):
    bo = service.citizen("bo")
    anothers = bo.opens(adas)
    assert (anothers.status, anothers.sees) == (404, bo.opens("/kvittering/2222-2222").sees)
    assert bo.opens(f"{adas}.pdf").status == 404


@pytest.mark.parametrize("what", ["", ".pdf"], ids=["page", "PDF"])
def test_a_stranger_is_not_told_which_references_there_are(
    service: Service, adas: str, rats: str, what: str
):
    """What was sent after login, what was cleared out, what opens in its own visit alone, and what
    never was: of a reference as it should be, they are asked to log in."""
    with service.database.writing.begin() as session:
        reference = rats.removeprefix("/kvittering/")
        changed = update(Submission).where(Submission.reference == reference)
        session.execute(changed.values(proof_digests=[]))

    def answered(receipt: str) -> tuple[int, str]:
        client = service.browser().client
        answer = client.get(receipt + what, follow_redirects=False)
        return answer.status_code, answer.headers.get("location", "").replace(receipt, "RECEIPT")

    logs_in = (303, "/log-ind?tilbage=RECEIPT")
    assert [answered(each) for each in (adas, rats, "/kvittering/2222-2222")] == [logs_in] * 3
    assert service.citizen("bo").opens("/kvittering/2222-2222").status == 404
    with service.database.writing.begin() as session:
        session.execute(update(Submission).values(cleared_at=now()))
    assert answered(adas) == logs_in
    assert service.citizen("ada").opens(adas + what).status == 410
    assert answered("/kvittering/2222-2223") == (404, "")


def test_a_slip_of_the_pen_is_no_receipt(service: Service, adas: str):
    ada = service.citizen("ada")
    last = "3" if not adas.endswith("3") else "4"
    assert ada.opens(adas[:-1] + last).status == 404
    assert ada.opens("/kvittering/nonsense").status == 404


def test_a_reference_may_be_typed_small_and_without_the_hyphen(service: Service, adas: str):
    assert service.citizen("ada").opens(adas.lower().replace("-", "")).status == 200


def test_staff_do_not_open_citizens_receipts(service: Service, adas: str):
    assert service.staff("administrator").opens(adas).status == 404


def test_rats_open_in_the_visit_that_reported_them(service: Service):
    reporter = reports_rats(service.browser()).sends()
    assert reporter.opens(reporter.path).status == 200


@pytest.mark.parametrize("typed", ["20 30 40 50", "20304050", "+45 20304050"])
def test_elsewhere_they_open_with_the_phone_number(service: Service, rats: str, typed: str):
    stranger = service.browser().opens(rats)
    assert stranger.sees == "Åbn din kvittering"
    assert "bænken" not in stranger.words
    proves(stranger, rats, typed)
    assert (stranger.path, stranger.status) == (rats, 200)
    assert "Ved bænken i parken" in stranger.words
    assert stranger.opens(rats).sees == "Kvittering"
    assert service.browser().opens(rats).sees == "Åbn din kvittering"


def test_the_wrong_number_opens_nothing_and_says_so(service: Service, rats: str):
    stranger = proves(service.browser(), rats, "99 99 99 99")
    assert stranger.status == 422
    assert stranger.problems()
    assert stranger.value("proof") == "99 99 99 99"
    assert stranger.opens(f"{rats}.pdf").sees == "Åbn din kvittering"


def test_after_a_wrong_number_one_can_change_language_or_log_in(service: Service, rats: str):
    stranger = proves(service.browser(), rats, "99 99 99 99")
    for form in stranger.page.cssselect("form[action='/sprog']"):
        assert form.fields["back"] == rats
        stranger.posts("/sprog", {"language": "en", "back": form.fields["back"]})
        assert (stranger.status, stranger.path) == (200, rats)
    (log_in, *_) = stranger.page.cssselect("a.log-on")
    assert log_in.get("href") == f"/log-ind?tilbage={rats}"


def test_after_five_misses_not_even_the_right_number_opens(service: Service, rats: str):
    stranger = service.browser()
    for _ in range(opening.MOST_TRIES):
        assert proves(stranger, rats, "99 99 99 99").status == 422
    assert proves(stranger, rats, "20 30 40 50").status == 429
    with service.database.writing.begin() as session:
        session.execute(update(UnlockTry).values(tried_at=now() - opening.TRIES_COUNT_FOR))
    assert proves(stranger, rats, "20 30 40 50").status == 200


def test_what_was_given_for_one_receipt_opens_no_other(service: Service, rats: str):
    second = reports_rats(service.browser(), phone="30 40 50 60").sends().path
    assert proves(service.browser(), second, "20 30 40 50").status == 422


def test_a_receipt_behind_login_cannot_be_unlocked(service: Service, adas: str):
    answer = service.browser().posts(adas, {"proof": "20 30 40 50"})
    assert answer.status == 404


def test_an_anonymous_report_without_contact_opens_in_its_visit_alone(service: Service):
    reporter = service.browser().starts("rotter")
    reporter.sends(place="elsewhere")
    reporter.sends(description="I gården")
    reporter.sends(seen=["live"], **day_fields("seen_on", -1)).attaches()
    reporter.sends(wants_answer="no")
    receipt = reporter.sends().path
    assert reporter.opens(receipt).status == 200
    assert "Gem eller udskriv kvitteringen nu" in reporter.words
    assert "Gem referencenummeret" not in reporter.words
    anothers = service.citizen("bo")
    assert (anothers.opens(receipt).status, anothers.opens(f"{receipt}.pdf").status) == (404, 404)


def test_old_tries_and_openings_are_forgotten(service: Service, rats: str):
    stranger = proves(service.browser(), rats, "20 30 40 50")
    with service.database.writing.begin() as session:
        opening.clear_out_old(session)
    assert stranger.opens(rats).sees == "Kvittering"
    with service.database.writing.begin() as session:
        session.execute(update(UnlockedReceipt).values(unlocked_at=now() - 2 * opening.KEEP))
        opening.clear_out_old(session)
    assert stranger.opens(rats).sees == "Åbn din kvittering"


def test_the_page_waits_for_the_pdf_and_then_links_to_it(service: Service):
    ada = moves_alone(service.citizen("ada")).sends()
    receipt = ada.path
    assert "på vej" in ada.words
    assert "hx-get" in ada.text
    early = ada.client.get(f"{receipt}.pdf")
    assert early.status_code == 503
    assert early.headers["retry-after"] == "2"

    assert worker.run_next(service.database, ["make_receipt"])
    fragment = ada.client.get(receipt, headers={"hx-request": "true"}).text
    assert f'href="{receipt}.pdf"' in fragment
    assert "<html" not in fragment
    assert "hx-get" not in fragment
    pdf = ada.client.get(f"{receipt}.pdf")
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF-1.7")
    assert receipt.removeprefix("/kvittering/") in pdf.headers["content-disposition"]
