"""A forging login provider, the stand-ins, and a small site with the doors that login opens."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import Depends, FastAPI, Request, Response
from fastapi.responses import JSONResponse
from fastapi.testclient import TestClient
from starlette.types import ASGIApp

from app.auth import asking, choosing, cpr_match_pages, routes, sessions
from app.auth.claims import citizen_from, staff_from
from app.auth.people import Login
from app.auth.profiles.signaturgruppen import SIGNATURGRUPPEN
from app.auth.provider import Provider, provider_at
from app.auth.visitor import CurrentCitizen, CurrentStaff, CurrentVisitor
from app.database import Database
from app.errors import BadRequest, LoginNeeded, NotAllowed
from app.municipalities import current
from app.municipalities.hosts import MunicipalityOfHost
from app.municipalities.models import MunicipalityRow
from app.municipalities.municipality import Municipality
from app.security import SecurityHeaders, refuse_unwelcome
from tests.auth.forger import Forger
from tests.auth.people import ADA
from tests.municipality import municipality_with
from tests.standins_server import running_standins, serving


def login_as(claims: dict[str, Any]) -> Login:
    """The login that such claims are of."""
    person = staff_from(claims) if "roles" in claims else citizen_from(claims, SIGNATURGRUPPEN)
    return Login((person,), "https://broker.example", person.uuid)


HERNING, VALLENSBAEK = "http://localhost:8000", "http://vallensbaek.localhost:8000"
Providers = Callable[[str, str], None]
OpenSession = Callable[..., TestClient]
OWN_PAGE = {"sec-fetch-site": "same-origin", "accept": "text/html"}


@pytest.fixture(scope="session", autouse=True)
def no_connection_stays_open() -> Iterator[None]:
    yield
    asking.client().close()
    asking.client.cache_clear()


@pytest.fixture(scope="session")
def running_forger() -> Iterator[Forger]:
    forger = Forger()
    with serving(forger.as_program()) as base:
        forger.issuer = base
        yield forger


@pytest.fixture
def forger(running_forger: Forger) -> Forger:
    running_forger.behave()
    provider_at.cache_clear()
    return running_forger


@pytest.fixture
def provider(forger: Forger) -> Provider:
    return Provider(forger.issuer)


@pytest.fixture(scope="session")
def standins() -> Iterator[str]:
    with running_standins() as base:
        yield base


@pytest.fixture
def log_in_at(database: Database) -> Providers:
    """Give both municipalities these providers for citizens and staff."""

    def use(citizen_issuer: str, staff_issuer: str) -> None:
        with database.writing.begin() as session:
            for code in ("0657", "0187"):
                row = session.get_one(MunicipalityRow, code)
                row.systems = row.systems | {
                    "citizen_oidc": {"issuer": citizen_issuer, "client_id": "hovedindgang"},
                    "staff_oidc": {"issuer": staff_issuer, "client_id": "hovedindgang"},
                }
        current.forget()
        provider_at.cache_clear()

    return use


@pytest.fixture
def at_standins(log_in_at: Providers, standins: str) -> None:
    log_in_at(f"{standins}/idp/citizen", f"{standins}/idp/staff")


@pytest.fixture
def at_forger(log_in_at: Providers, forger: Forger) -> Forger:
    log_in_at(forger.issuer, forger.issuer)
    return forger


@pytest.fixture
def herning(database: Database) -> Municipality:
    return municipality_with("0657")


@pytest.fixture
def vallensbaek(database: Database) -> Municipality:
    return municipality_with("0187")


@pytest.fixture
def site() -> FastAPI:
    """The pages of login, and pages that tell who came through."""
    app = FastAPI(dependencies=[Depends(refuse_unwelcome)])
    for pages in (routes, choosing, cpr_match_pages):
        app.include_router(pages.router)

    @app.get("/hvem")
    def who(request: Request, visitor: CurrentVisitor) -> dict[str, Any]:
        shown = getattr(request.state, "person", None)
        return {
            "session": visitor.session_id and str(visitor.session_id),
            "shown": shown and [shown.kind, shown.name],
            "ends_at": getattr(request.state, "session_ends_at", None),
        }

    @app.get("/borger")
    def only_for_citizens(citizen: CurrentCitizen) -> str:
        return f"{citizen.name}, {citizen.cpr}, {citizen.loa}"

    @app.get("/personale")
    def only_for_staff(staff: CurrentStaff) -> str:
        return f"{staff.name}, {sorted(staff.roles)}, {list(staff.kle)}"

    @app.exception_handler(LoginNeeded)
    def login_needed(_: Request, needed: LoginNeeded) -> Response:
        return JSONResponse({"back": needed.back, "staff": needed.staff}, 401)

    @app.exception_handler(NotAllowed)
    def not_allowed(*_: Any) -> Response:
        return Response(status_code=403)

    @app.exception_handler(BadRequest)
    def bad_request(*_: Any) -> Response:
        return Response(status_code=400)

    for middleware in (MunicipalityOfHost, SecurityHeaders):
        app.add_middleware(middleware)
    return app


@pytest.fixture
def browser(site: FastAPI, database: Database) -> TestClient:
    """A browser at Herning's host that shows each redirect instead of following it."""
    return browser_at(site, HERNING)


@pytest.fixture
def another_browser(site: FastAPI, database: Database) -> TestClient:
    return browser_at(site, HERNING)


def browser_at(site: ASGIApp, address: str) -> TestClient:
    return TestClient(site, address, follow_redirects=False)


@pytest.fixture
def visits(browser: TestClient, database: Database, herning: Municipality) -> OpenSession:
    """A browser with a session at Herning: Ada's, unless another person's claims are given."""

    def opens(claims: dict[str, Any] | None = ADA) -> TestClient:
        login = None if claims is None else login_as(claims)
        with database.writing.begin() as session:
            key, _ = sessions.open_session(session, herning, login)
        browser.cookies.set("session", key)
        return browser

    return opens
