"""Production starts with nothing that is fit for a demonstration only."""

import pytest
from sqlalchemy import update

from app.database import Database
from app.main import create_app
from app.municipalities import production
from app.municipalities.models import MunicipalityRow
from app.municipalities.production import refuse_standins
from app.settings import UnsafeSettings, is_unsafe_address, settings


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
