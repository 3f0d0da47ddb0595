"""`migrate` sets the demonstration up once; after that `municipality set` has the last word."""

import pytest
from sqlalchemy import select

from app.database import Database
from app.forms.catalogue import published
from app.municipalities import demo
from app.municipalities.commands import run
from app.municipalities.models import HostRow, MunicipalityRow, OfferRow
from app.settings import Settings, settings
from tests.municipality import municipality_with


def migrated_again(
    database: Database, here: Settings | None = None, slugs: list[str] | None = None
) -> None:
    with database.writing.begin() as session:
        demo.set_up(session, here or settings(), slugs or sorted(published()))


def moved(**addresses: str) -> Settings:
    """The settings of an environment that names these addresses."""
    return settings().model_copy(update=addresses)


def test_what_was_set_stays_set(database: Database):
    for name in ("phone=12 34 56 78", "cvr=55133018", "theme=vallensbaek", "opening_hours=Lukket"):
        assert run(["set", "0657", name]) == 0
    assert run(["set", "0657", "citizen_oidc.issuer=https://login.example"]) == 0
    assert run(["set", "0657", "--form", "flytning", "decisions.late_fine=", "keep_days=9"]) == 0
    before = municipality_with("0657")
    migrated_again(database)
    assert municipality_with("0657") == before
    assert before.theme == "vallensbaek"
    assert before.citizen_oidc.issuer == "https://login.example"


def test_a_form_that_was_withdrawn_stays_withdrawn(database: Database):
    assert run(["set", "0657", "--form", "rotter", "--withdraw"]) == 0
    migrated_again(database)
    assert "rotter" not in municipality_with("0657").offers
    assert "rotter" in municipality_with("0187").offers


def test_a_form_that_is_new_is_offered_by_both(database: Database):
    migrated_again(database, slugs=[*published(), "ny"])
    for code in (demo.FIRST, demo.SECOND):
        municipality = municipality_with(code)
        offer = municipality.offers["ny"]
        system = municipality.case_systems[offer.case_system]
        assert system.url == settings().case_system_url
        assert system.secret == settings().case_system_secret


def test_an_environment_that_names_nothing_moves_nothing(
    database: Database, monkeypatch: pytest.MonkeyPatch
):
    migrated_again(database, moved(base_url="http://localhost:9000"))
    before = municipality_with("0657")
    for name in Settings.model_fields.keys() - {"environment", "database_url"}:
        monkeypatch.delenv(name.upper(), raising=False)
    migrated_again(database, Settings())
    assert municipality_with("0657") == before
    monkeypatch.setenv("BASE_URL", "http://localhost:9001")
    migrated_again(database, Settings())
    assert municipality_with("0657").base_url == "http://localhost:9001"


def test_addresses_that_the_environment_names_follow_it(database: Database):
    here = moved(
        base_url="http://demo.example:9000",
        citizen_oidc_issuer="http://localhost:9001/idp/citizen",
        staff_oidc_issuer="http://localhost:9001/idp/staff",
        civil_register_url="http://localhost:9001/civil-register",
        company_register_url="http://localhost:9001/company-register",
        address_url="http://localhost:9001/addresses",
        digital_post_url="http://localhost:9001/digital-post",
        case_system_url="http://localhost:9001/case-system/events",
    )
    migrated_again(database, here)
    herning, vallensbaek = municipality_with("0657"), municipality_with("0187")
    assert herning.base_url == "http://demo.example:9000"
    assert vallensbaek.base_url == "http://vallensbaek.localhost:9000"
    assert "demo.example" in herning.hosts
    for each in (herning, vallensbaek):
        assert each.citizen_oidc.issuer == here.citizen_oidc_issuer
        assert each.citizen_oidc.client_id == here.citizen_oidc_client_id
        assert each.staff_oidc.issuer == here.staff_oidc_issuer
        assert each.civil_register_url == here.civil_register_url
        assert each.company_register_url == here.company_register_url
        assert each.address_url == here.address_url
        assert each.digital_post_url == here.digital_post_url
        assert {system.url for system in each.case_systems.values()} == {here.case_system_url}


def test_the_second_time_nothing_is_doubled(database: Database):
    with database.reading.begin() as session:
        before = [len(session.scalars(select(row)).all()) for row in (HostRow, OfferRow)]
    migrated_again(database)
    with database.reading.begin() as session:
        after = [len(session.scalars(select(row)).all()) for row in (HostRow, OfferRow)]
        in_service = session.scalars(
            select(MunicipalityRow.code).where(MunicipalityRow.base_url.is_not(None))
        ).all()
    assert after == before
    assert sorted(in_service) == [demo.SECOND, demo.FIRST]
