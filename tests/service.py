"""The web program as tests meet it: stand-ins for the world outside, and somebody logged in."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pytest
from fastapi import FastAPI

from app.auth.people import Citizen, Company, Identity, Login, Staff
from app.auth.sessions import open_session
from app.database import Database
from app.forms.catalogue import published
from app.main import create_app
from app.municipalities import current, demo
from app.registers import asking
from app.settings import settings
from app.standins import persons
from tests.citizen import Browser
from tests.client import client_of
from tests.municipality import municipality_with
from tests.standins_server import running_standins, start_afresh


@pytest.fixture(scope="session")
def standins() -> Iterator[str]:
    """The address of stand-ins shared by the tests of one process."""
    with running_standins() as base:
        yield base


@dataclass
class Service:
    """The service on one database; `standins` is where the world outside is played."""

    database: Database
    standins: str

    def browser(self, host: str = "localhost") -> Browser:
        """A browser of somebody not logged in."""
        return Browser(client_of(self.app, f"http://{host}"), host)

    def citizen(
        self,
        key: str,
        host: str = "localhost",
        loa: str = "substantial",
        name: str | None = None,
    ) -> Browser:
        """A browser in which one of the test persons has logged in; `name` is what the login says
        where that is another."""
        person = persons.by_key(key)
        return self._logged_in(
            Citizen(
                cpr=person.cpr,
                name=person.name if name is None else name,
                uuid=person.key,
                loa=loa,  # type: ignore[arg-type]
            ),
            host,
        )

    def staff(
        self,
        *roles: str,
        host: str = "localhost",
        code: str = "0657",
        kle: tuple[str, ...] = ("*",),
    ) -> Browser:
        """A browser in which somebody of the staff has logged in."""
        person = Staff("Mette Madsen", "mette", frozenset(roles), kle, code)
        return self._logged_in(person, host)

    def company(
        self, key: str, cvr: str, name: str, host: str = "localhost", **said: str
    ) -> Browser:
        """A browser in which one of the test persons has logged in for a company; `said` is their
        role, and its production unit, where the login says them."""
        person = persons.by_key(key)
        return self._logged_in(
            Company(
                cvr=cvr,
                name=name,
                p_number=said.get("p_number", ""),
                role=said.get("role", ""),
                person_name=person.name,
                cpr=person.cpr,
                uuid=person.key,
                loa="substantial",
            ),
            host,
        )

    def _logged_in(self, person: Identity, host: str) -> Browser:
        code = demo.SECOND if host.startswith("vallensbaek") else demo.FIRST
        with self.database.writing.begin() as session:
            key, _ = open_session(
                session,
                municipality_with(code),
                Login((person,), "https://broker.example", person.uuid),
            )
        browser = self.browser(host)
        browser.client.cookies.set("session", key)
        return browser

    def __post_init__(self) -> None:
        here = settings().model_copy(
            update={
                "base_url": "http://localhost",
                "citizen_oidc_issuer": f"{self.standins}/idp/citizen",
                "staff_oidc_issuer": f"{self.standins}/idp/staff",
                "civil_register_url": f"{self.standins}/civil-register",
                "company_register_url": f"{self.standins}/company-register",
                "address_url": f"{self.standins}/addresses",
                "case_system_url": f"{self.standins}/case-system/events",
                "digital_post_url": f"{self.standins}/digital-post",
            }
        )
        with self.database.writing.begin() as session:
            demo.set_up(session, here, list(published()))
        current.forget()
        self.app = the_app()


@cache
def the_app() -> FastAPI:
    """The app, made once: it holds nothing of any test."""
    return create_app()


@pytest.fixture
def service(database: Database, standins: str, monkeypatch: pytest.MonkeyPatch) -> Service:
    """The service in a transaction that is rolled back."""
    return _service(database, standins, monkeypatch)


@pytest.fixture
def committed_service(
    committed_database: Database, standins: str, monkeypatch: pytest.MonkeyPatch
) -> Service:
    """The service on a database of its own that commits."""
    return _service(committed_database, standins, monkeypatch)


def _service(database: Database, standins: str, monkeypatch: pytest.MonkeyPatch) -> Service:
    start_afresh(standins)
    # A busy machine is no silent register.
    monkeypatch.setattr(asking, "BUDGET_SECONDS", 60.0)
    return Service(database, standins)
