"""One installation, many municipalities: nothing of one is ever shown in another."""

from sqlalchemy import select

from app.facts import Fact
from app.municipalities import current
from app.municipalities.models import OfferRow
from app.submissions.models import Submission
from tests.service import Service, committed_service, service, standins
from tests.submissions.walks import moves_alone, reports_rats

OTHER = "vallensbaek.localhost"

__all__ = ["committed_service", "service", "standins"]


def test_a_host_we_do_not_serve_gets_no_page(service: Service):
    assert service.browser("aarhus.localhost").opens("/").status == 421


def test_each_host_names_its_own_authority(service: Service):
    assert "Herning Kommune" in service.browser().opens("/").words
    here = service.browser(OTHER).opens("/")
    assert "Vallensbæk Kommune" in here.words
    assert "Herning" not in here.text


def test_a_session_opens_nothing_elsewhere(service: Service):
    ada = service.citizen("ada")
    elsewhere = service.browser(OTHER)
    elsewhere.client.cookies.set("session", ada.client.cookies["session"])
    elsewhere.opens("/mine-sager", follow_redirects=False)
    assert elsewhere.status == 303


def test_the_same_person_has_nothing_elsewhere(service: Service):
    ada = moves_alone(service.citizen("ada"))
    draft, revision = ada.value("draft"), ada.value("revision")
    elsewhere = service.citizen("ada", host=OTHER)
    assert "allerede i gang" not in elsewhere.opens("/flytning").words
    assert elsewhere.opens(f"/flytning/kontroller?kladde={draft}").path == "/flytning"
    elsewhere.posts("/flytning/kontroller", {"draft": draft, "revision": revision})
    assert elsewhere.path == "/flytning"

    receipt = ada.sends().path
    reference = receipt.removeprefix("/kvittering/")
    assert ada.opens(f"/mine-sager/{reference}").status == 200
    for path in (receipt, f"{receipt}.pdf", f"/mine-sager/{reference}"):
        elsewhere.opens(path)
        assert elsewhere.status == 404
        assert reference not in elsewhere.words
    assert reference not in elsewhere.opens("/mine-sager").text


def test_a_receipt_without_login_stays_in_its_municipality(service: Service):
    receipt = reports_rats(service.browser()).sends().path
    elsewhere = service.browser(OTHER).opens(receipt)
    assert elsewhere.status == 404


def test_staff_see_their_own_municipality_only(service: Service):
    moves_alone(service.citizen("ada")).sends()
    reference = _reference(service)
    own = service.staff("operations", "strategist")
    assert reference in own.opens("/personale/afleveringer").text
    other = service.staff("operations", "strategist", host=OTHER, code="0187")
    assert reference not in other.opens("/personale/afleveringer").text
    assert "0657" not in other.opens("/api/v1/statistics/daily.csv").text
    stranger = service.staff("operations", host=OTHER, code="0657")
    assert stranger.opens("/personale/afleveringer").status == 403


def test_the_api_lists_what_this_municipality_offers(service: Service):
    with service.database.writing.begin() as session:
        session.delete(
            session.get_one(OfferRow, {"municipality_code": "0187", "form_slug": "rotter"})
        )
    current.forget()
    assert '"rotter"' in service.browser().opens("/api/v1/forms").text
    assert '"rotter"' not in service.browser(OTHER).opens("/api/v1/forms").text
    page = service.browser(OTHER).opens("/rotter")
    assert page.status == 200
    assert not page.page.cssselect("form[action='/rotter']")
    assert service.browser(OTHER).posts("/rotter").status == 404


def test_every_row_says_whose_it_is(service: Service):
    moves_alone(service.citizen("ada", host=OTHER)).sends()
    with service.database.reading.begin() as session:
        assert session.scalars(select(Submission.municipality_code)).one() == "0187"
        assert set(session.scalars(select(Fact.municipality_code))) == {"0187"}


def _reference(service: Service) -> str:
    with service.database.reading.begin() as session:
        return session.scalars(select(Submission.reference)).one()
