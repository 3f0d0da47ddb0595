"""Production starts with nothing that is fit for a demonstration only."""

import pytest
from sqlalchemy import update

from app.database import Database
from app.main import create_app
from app.municipalities import production
from app.municipalities.models import MunicipalityRow
from app.municipalities.production import refuse_standins
from app.settings import Settings, UnsafeSettings, is_unsafe_address, refuse_unsafe, settings


def test_a_standin_in_place_stops_production(database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(
        production, "settings", lambda: settings().model_copy(update={"environment": "production"})
    )
    with pytest.raises(UnsafeSettings, match="Kommune: base_url is fit for a demonstration only"):
        refuse_standins()
    with database.writing.begin() as session:
        session.execute(
            update(MunicipalityRow).values(base_url="https://selvbetjening.herning.example")
        )
    with pytest.raises(UnsafeSettings, match="issuer is fit"):
        refuse_standins()


def test_the_demo_starts_with_what_production_refuses(
    database: Database, monkeypatch: pytest.MonkeyPatch
):
    refuse_standins()
    assert create_app().openapi()["info"]["title"] == "Hovedindgang"
    monkeypatch.setattr(
        production, "settings", lambda: settings().model_copy(update={"environment": "production"})
    )
    with pytest.raises(UnsafeSettings):
        create_app()


@pytest.mark.parametrize(
    ("address", "unsafe"),
    [
        ("http://register.example", True),
        ("https://localhost/idp", True),
        ("https://herning.localhost", True),
        ("https://127.0.0.1", True),
        ("https://[::1]:8001", True),
        ("", True),
        ("https://register.example", False),
    ],
)
def test_plain_http_and_this_machine_are_unsafe(address: str, unsafe: bool):
    assert is_unsafe_address(address) == unsafe


@pytest.mark.parametrize(
    ("url", "starts"),
    [
        ("sqlite:///var/hovedindgang.db", True),
        ("postgresql+psycopg://hovedindgang@/hovedindgang?host=/run/postgresql", True),
        ("postgresql+psycopg://hovedindgang:x@localhost:5432/hovedindgang", True),
        ("postgresql+psycopg://hovedindgang:x@127.0.0.1/hovedindgang", True),
        ("postgresql+psycopg://hovedindgang:x@db.example/h?sslmode=verify-full", True),
        ("postgresql+psycopg://hovedindgang:x@db.example/hovedindgang", False),
        ("postgresql+psycopg://hovedindgang:x@db.example/h?sslmode=require", False),
        ("postgresql+psycopg://hovedindgang:x@/h?host=db.example", False),
        ("postgresql+psycopg://hovedindgang:x@localhost/h?host=db1.example,db2.example", False),
    ],
)
def test_no_answer_travels_to_the_database_in_the_open(url: str, starts: bool):
    own = {"secret_keys": "a" * 32, "database_url": url}
    refuse_unsafe(Settings(environment="demo", **own))  # type: ignore[arg-type]
    found = Settings(environment="production", **own)  # type: ignore[arg-type]
    if starts:
        refuse_unsafe(found)
    else:
        with pytest.raises(UnsafeSettings, match="sslmode=verify-full"):
            refuse_unsafe(found)
