"""Whoever sent something without login answers its case and takes it back from its receipt."""

from sqlalchemy import update

from app import worker
from app.clock import now
from app.outbox.models import Errand
from app.submissions.case_messages import CaseMessage
from tests.cases.telling import event, is_filed, tells
from tests.citizen import Browser
from tests.integrations.served import the_submission
from tests.service import Service
from tests.submissions.sent import letters
from tests.submissions.test_answering import LEASE, asked, messages, typed
from tests.submissions.uploading import addresses, attached
from tests.submissions.walks import reports_rats

PHONE = "20 30 40 50"


def somebody_asked(service: Service) -> tuple[Browser, str]:
    """Whoever reported rats without login, and the address of the receipt: more is asked for."""
    browser = reports_rats(service.browser()).sends()
    reference = is_filed(service, browser.path)
    tells(service, reference, event("1", "information_requested", text="Hvor ved bænken?"))
    return browser, browser.path


def the_message(service: Service) -> CaseMessage:
    (message,) = messages(service)
    return message


def test_what_is_asked_for_is_answered_from_the_receipt(service: Service):
    browser, receipt = somebody_asked(service)
    browser.opens(receipt)
    assert "Det sker der nu" not in browser.words
    assert "Vi mangler noget fra dig" in browser.words
    assert "Du behøver ikke gøre mere nu." not in browser.words
    assert browser.page.cssselect(f"a.button[href='{receipt}/svar']")
    browser.opens(f"{receipt}/svar")
    assert "Hvor ved bænken?" in browser.words
    browser.attaches(LEASE, svar="Under den.")
    assert browser.path == receipt, browser.problems()
    assert "Svar sendt til kommunen" in browser.words
    assert "Under den." in browser.words
    (file,) = browser.page.cssselect("main a[href^='/bilag/']")
    assert browser.client.get(file.get("href")).status_code == 200
    assert service.browser().client.get(file.get("href")).status_code != 200
    assert the_message(service).sent_at is not None
    assert browser.page.cssselect(f"a[href='{receipt}/svar']"), "more may be sent"


def test_what_is_wrong_is_said_and_what_was_written_stays(service: Service):
    browser, receipt = somebody_asked(service)
    browser.opens(f"{receipt}/svar").attaches(svar="")
    assert browser.problems() == ["Skriv et svar, eller vedhæft mindst én fil."]
    browser.attaches(LEASE, ("tom.pdf", b"", "application/pdf"), svar="Vent")
    assert (browser.status, attached(browser), typed(browser)) == (422, [LEASE[0]], "Vent")
    (where,) = addresses(browser)
    browser.sends(button=f"remove:{where.removeprefix('/bilag/')}")
    assert (attached(browser), typed(browser)) == ([], "Vent")


def test_a_stranger_neither_reads_what_is_asked_nor_answers_it(service: Service):
    _, receipt = somebody_asked(service)
    for stranger in (service.browser(), service.citizen("ada"), service.staff("caseworker")):
        for page in ("svar", "traek-tilbage"):
            stranger.opens(f"{receipt}/{page}")
            assert (stranger.path, stranger.sees) == (receipt, "Åbn din kvittering")
            stranger.posts(f"{receipt}/{page}", {"svar": "Mit", "nummer": "0"})
            assert stranger.sees == "Åbn din kvittering"
    assert messages(service) == []
    assert the_submission(service.database).withdrawal_asked_at is None


def test_what_is_written_after_the_visit_is_over_waits_for_the_proof(service: Service):
    browser, receipt = somebody_asked(service)
    browser.opens(f"{receipt}/svar")
    browser.client.cookies.clear()
    browser.attaches(LEASE, svar="Skrevet længe\n– og to linjer")
    assert browser.sees == "Åbn din kvittering"
    assert "Filer skal du vælge igen." in browser.words
    browser.sends(proof="11 22 33 44")
    assert browser.problems()
    browser.sends(proof=PHONE)
    assert browser.path == f"{receipt}/svar"
    assert typed(browser).splitlines() == ["Skrevet længe", "– og to linjer"]
    assert browser.sends().path == receipt
    assert the_message(service).text.splitlines() == ["Skrevet længe", "– og to linjer"]


def test_what_belongs_to_a_login_is_not_answered_this_way(service: Service):
    reference = asked(service)
    for who in (service.citizen("ada"), service.browser()):
        who.opens(f"/kvittering/{reference}/svar")
        assert who.status == 404 or "log-ind" in who.path
        who.posts(f"/kvittering/{reference}/traek-tilbage")
        assert who.status == 404 or "log-ind" in who.path
    assert the_submission(service.database).withdrawal_asked_at is None


def test_before_anybody_has_it_it_is_gone(service: Service):
    browser = reports_rats(service.browser()).sends()
    receipt = browser.path
    assert "Sagens gang" not in browser.words
    assert "Det sker der nu" in browser.words
    browser.opens(f"{receipt}/traek-tilbage")
    assert "Kommunen er ikke begyndt på sagen endnu." in browser.words
    browser.sends()
    assert browser.path == receipt
    assert "Trukket tilbage" in browser.words
    assert "Det sker der nu" not in browser.words
    assert not browser.page.cssselect("main a[href$='/traek-tilbage']")
    assert the_submission(service.database).withdrawn_at is not None
    assert not worker.run_next(service.database, ["deliver"])
    assert letters(service) == []
    assert browser.opens(f"{receipt}/traek-tilbage").path == receipt


def test_the_case_that_is_there_is_asked_to_stop(service: Service):
    browser = reports_rats(service.browser()).sends()
    receipt = browser.path
    is_filed(service, receipt)
    with service.database.writing.begin() as session:
        session.execute(update(Errand).where(Errand.kind == "deliver").values(done_at=now()))
    browser.opens(receipt).opens(f"{receipt}/traek-tilbage").sends(reason="Det var en egern")
    assert browser.path == receipt
    assert "Du har bedt kommunen stoppe sagen" in browser.words
    assert the_message(service).text == "Det var en egern"
