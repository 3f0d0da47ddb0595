"""What the service says of itself, to people and to machines."""

from datetime import datetime

import pytest
from sqlalchemy import select

from app import access_chains, contacts, limits, pages
from app.auth import cpr_match, cpr_match_tries, under_way
from app.auth.powers import powers
from app.clock import now
from app.forms.catalogue import published
from app.municipalities import current
from app.municipalities.models import HostRow, MunicipalityRow, OfferRow
from app.settings import Settings
from app.submissions import lapsing
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


def test_what_we_hold_besides_stands_with_how_long(
    service: Service, monkeypatch: pytest.MonkeyPatch
):
    assert (access_chains.KEEP.days, contacts.KEEP.days) == (5 * 365, 2 * 365)
    assert (powers.KEEP_ENDED.days, lapsing.KEEP_DRAFTS.days) == (365, 60)
    minutes = [each.total_seconds() / 60 for each in (under_way.AT_MOST, cpr_match.AT_MOST)]
    assert (minutes, cpr_match_tries.WITHIN) == ([10, 15], cpr_match.AT_MOST)
    assert max(limit.minutes for limit in limits.LIMITS) == 60
    monkeypatch.setattr(pages, "settings", lambda: Settings(environment="demo", session_hours=3))
    words = service.browser().opens("/privatliv").words
    for told in (
        "ikke sender, sletter vi efter 60 dage",
        "Fuldmagter sletter vi et år efter",
        "højst i 3 timer: hvad login-tjenesten",
        "i hvilken browser",
        "gennem dit næste login, i højst ti minutter",
        "venter dit login højst et kvarter",
        "en kode, der ikke kan læses, i højst en time",
        "under »Mine data« i fem år",
        "senest to år efter",
        "MitID Erhverv, får vi også CVR-nummer",
        "Handler du for dit barn eller som værge",
        "Login-tjenesten svarer os kun ja eller nej",
    ):
        assert told in words, told


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


def security_txt(service: Service, host: str = "localhost") -> dict[str, list[str]]:
    """The fields of the file, as RFC 9116 has them: a name and values, each on a line."""
    answer = service.browser(host).client.get("/.well-known/security.txt")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    fields: dict[str, list[str]] = {}
    for line in answer.text.splitlines():
        name, value = line.split(": ", 1)
        fields.setdefault(name, []).append(value)
    return fields


def with_contact(service: Service, code: str, base_url: str = "", **contact: str) -> None:
    with service.database.writing.begin() as session:
        row = session.get_one(MunicipalityRow, code)
        row.contact = contact
        row.base_url = base_url or row.base_url
    current.forget()


def test_who_finds_a_weakness_finds_whom_to_tell(service: Service):
    fields = security_txt(service)
    assert fields.keys() == {"Contact", "Expires", "Preferred-Languages", "Canonical"}
    assert fields["Contact"] == ["mailto:sikkerhed@herning.example"]
    assert fields["Canonical"] == ["http://localhost/.well-known/security.txt"]
    assert fields["Preferred-Languages"] == ["da, en"]
    (expires,) = fields["Expires"]
    assert 100 < (datetime.fromisoformat(expires) - now()).days < 365


def test_each_municipality_is_told_of_its_own(service: Service):
    there = security_txt(service, "vallensbaek.localhost")
    assert there["Contact"] == ["mailto:kommunen@vallensbaek.example", "tel:+4570100187"]
    assert "herning" not in str(there)


def test_a_number_kept_with_its_country_is_not_given_another(service: Service):
    with_contact(service, "0657", phone="+45 70 10 06 57")
    assert security_txt(service)["Contact"] == ["tel:+4570100657"]


def test_a_municipality_with_a_website_alone_is_told_there(service: Service):
    with_contact(service, "0657", website="https://www.herning.example/")
    assert security_txt(service)["Contact"] == ["https://www.herning.example/"]
    with_contact(service, "0657")
    assert service.browser().client.get("/.well-known/security.txt").status_code == 404


def test_it_is_to_be_believed_at_every_address_of_ours(service: Service):
    with_contact(service, "0657", base_url="https://localhost", email="kommunen@herning.example")
    with service.database.writing.begin() as session:
        session.add(HostRow(host="flyt.herning.example", municipality_code="0657"))
        hosts = session.scalars(select(HostRow.host).where(HostRow.municipality_code == "0657"))
        ours = {f"https://{host}/.well-known/security.txt" for host in hosts}
    assert "https://flyt.herning.example/.well-known/security.txt" in ours
    assert set(security_txt(service)["Canonical"]) == ours


def test_what_is_personal_is_not_for_search_engines(service: Service):
    lines = service.browser().client.get("/robots.txt").text.splitlines()
    assert lines[0] == "User-agent: *"
    assert {"Disallow: /kvittering/", "Disallow: /mine-sager", "Disallow: /api/"} <= set(lines)


def test_there_is_an_icon(service: Service):
    answer = service.browser().client.get("/favicon.ico")
    assert answer.headers["content-type"].startswith("image/svg")
