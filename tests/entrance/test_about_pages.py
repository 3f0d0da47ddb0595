"""What the service says of itself, to people and to machines."""

from datetime import datetime

from app.clock import now
from app.forms.catalogue import published
from app.municipalities import current
from app.municipalities.models import OfferRow
from tests.service import Service


def test_what_we_hold_and_why_stands_per_form(service: Service):
    page = service.browser().opens("/privatliv")
    assert page.status == 200
    for form in published().values():
        assert form.title in page.words
        assert form.privacy.purpose in page.words
        assert form.privacy.legal_basis in page.words
        assert f"{form.keep_days} dage" in page.words
    assert "Herning Kommune er dataansvarlig" in page.words
    for asked in ("Hvor kommer oplysningerne fra?", "Skal du svare?", "automatiske afgørelser"):
        assert asked in page.words
    assert "Datatilsynet" in page.words


def test_it_stands_as_the_municipality_decided(service: Service):
    with service.database.writing.begin() as session:
        session.get_one(OfferRow, ("0187", "flytning")).keep_days = 77
        session.delete(session.get_one(OfferRow, ("0187", "rotter")))
    current.forget()
    page = service.browser("vallensbaek.localhost").opens("/privatliv")
    assert "77 dage" in page.words
    assert "Anmeld rotter" not in page.words


def test_there_is_an_accessibility_statement(service: Service):
    page = service.browser().opens("/tilgaengelighed")
    assert page.status == 200
    assert page.sees == "Erklæring om tilgængelighed"
    for part in (
        "delvist i overensstemmelse",
        "Indhold, der ikke er tilgængeligt",
        "Uforholdsmæssigt stor byrde",
        "Sådan har vi undersøgt det",
        "kommunen@herning.example",
        "Digitaliseringsstyrelsen",
        "Herning Kommune",
    ):
        assert part in page.words
    assert "2026" in page.words


def test_leaving_is_told_before_it_is_done(service: Service):
    page = service.browser().opens("/forlad?til=https://evil.example")
    assert page.status == 200
    away = [link.get("href") for link in page.page.cssselect("a[href*=':']")]
    assert {address for address in away if not address.startswith(("tel:", "mailto:"))} == {
        "https://www.borger.dk/"
    }


def test_who_finds_a_weakness_finds_whom_to_tell(service: Service):
    answer = service.browser().client.get("/.well-known/security.txt")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert "Contact: mailto:kommunen@herning.example" in answer.text
    assert fields["Canonical"] == "http://localhost/.well-known/security.txt"
    expires = datetime.fromisoformat(fields["Expires"])
    assert 100 < (expires - now()).days < 365


def test_what_is_personal_is_not_for_search_engines(service: Service):
    lines = service.browser().client.get("/robots.txt").text.splitlines()
    assert lines[0] == "User-agent: *"
    assert {"Disallow: /kvittering/", "Disallow: /mine-sager", "Disallow: /api/"} <= set(lines)


def test_there_is_an_icon(service: Service):
    answer = service.browser().client.get("/favicon.ico")
    assert answer.headers["content-type"].startswith("image/svg")
