"""Who a client is, over real connections: its own word for it counts only from a proxy of ours."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from app.operations import routes
from app.operations.connections import how_to_serve
from app.settings import Settings, UnsafeSettings, refuse_unsafe, settings
from tests.databases import SQLiteDatabases
from tests.service import Service, the_app
from tests.standins_server import serving

pytestmark = pytest.mark.long

# What somebody can say of themselves, as a proxy of each kind would say it of a client.
CLAIMS = {
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "vallensbaek.localhost",
    "X-Forwarded-Port": "443",
    "X-Real-IP": "203.0.113.9",
    "Forwarded": "for=203.0.113.9;proto=https;host=vallensbaek.localhost",
    "Via": "1.1 proxy.example",
    "True-Client-IP": "203.0.113.9",
    "CF-Connecting-IP": "203.0.113.9",
}
HERE = "127.0.0.1"


@pytest.fixture
def databases(sqlite_databases: SQLiteDatabases) -> SQLiteDatabases:
    """One kind of database will do: nothing here is about it."""
    return sqlite_databases


async def mirror(scope: Scope, receive: Receive, send: Send) -> None:
    """Says whom the service takes the client for."""
    said = {"client": scope["client"][0], "scheme": scope["scheme"]}
    await JSONResponse(said)(scope, receive, send)


@contextmanager
def behind(proxies: str, app: Any = mirror) -> Iterator[httpx.Client]:
    """Somebody on this machine, which stands in TRUSTED_PROXIES or not."""
    found = settings().model_copy(update={"trusted_proxies": proxies})
    with (
        serving(app, **how_to_serve(found), lifespan="off") as base,
        httpx.Client(base_url=base, trust_env=False) as client,
    ):
        yield client


@pytest.mark.parametrize("proxies", ["", "10.0.0.5", "10.0.0.0/8, 2001:db8::/32"])
def test_a_stranger_cannot_say_who_they_are(proxies: str):
    with behind(proxies) as stranger:
        for name, value in CLAIMS.items():
            said = stranger.get("/", headers={name: value}).json()
            assert said == {"client": HERE, "scheme": "http"}, name
        assert stranger.get("/", headers=CLAIMS).json() == {"client": HERE, "scheme": "http"}


@pytest.mark.parametrize("proxies", [HERE, "127.0.0.0/8, 10.0.0.5"])
def test_our_own_proxy_says_whom_it_asks_for(proxies: str):
    with behind(proxies) as proxy:
        said = proxy.get("/", headers=CLAIMS).json()
        assert said == {"client": "203.0.113.9", "scheme": "https"}
        assert proxy.get("/").json() == {"client": HERE, "scheme": "http"}


@pytest.mark.parametrize(
    "line",
    ["127.0.0.1, 203.0.113.9", "10.9.9.9, ::1, 203.0.113.9", "203.0.113.9, 127.0.0.1"],
)
def test_what_a_client_wrote_before_our_proxy_did_is_not_believed(line: str):
    with behind(HERE) as proxy:
        said = proxy.get("/", headers={"X-Forwarded-For": line}).json()
        assert said["client"] == "203.0.113.9"
        two_lines = [("X-Forwarded-For", "127.0.0.1"), ("X-Forwarded-For", "203.0.113.9")]
        assert proxy.get("/", headers=two_lines).json()["client"] == "203.0.113.9"


def test_a_header_nobody_sets_alone_is_believed_from_nobody():
    """Our own proxy says it in X-Forwarded-For; a client may have written the others through it."""
    with behind(HERE) as proxy:
        for name in ("Forwarded", "X-Real-IP", "True-Client-IP", "CF-Connecting-IP"):
            said = proxy.get("/", headers={name: CLAIMS[name]}).json()
            assert said == {"client": HERE, "scheme": "http"}, name


@pytest.mark.parametrize("proxies", ["", HERE])
def test_the_municipality_is_that_of_the_host_alone(committed_service: Service, proxies: str):
    with behind(proxies, the_app()) as client:
        page = client.get("/", headers={"host": "localhost", **CLAIMS})
    assert page.status_code == 200
    assert "Herning Kommune" in page.text
    assert "Vallensbæk" not in page.text


@pytest.fixture
def asks(committed_service: Service, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The status of `/metrics` for somebody at this machine."""

    def status(proxies: str, token: str = "", **headers: str) -> int:
        found = settings().model_copy(update={"trusted_proxies": proxies, "metrics_token": token})
        monkeypatch.setattr(routes, "settings", lambda: found)
        with behind(proxies, the_app()) as client:
            said = {name.replace("_", "-"): value for name, value in headers.items()}
            return client.get("/metrics", headers=said).status_code

    return status


def test_figures_are_shown_at_this_machine(asks):
    assert asks("") == 200
    assert asks("10.0.0.5") == 200
    assert asks("", host="localhost:9000") == 200


@pytest.mark.parametrize("name", CLAIMS)
def test_figures_are_shut_to_whoever_comes_through_a_proxy(asks, name: str):
    for proxies in ("", "10.0.0.5", HERE):
        assert asks(proxies, **{name: CLAIMS[name]}) == 403
        assert asks(proxies, **{name: HERE}) == 403, "nor do they say they are here"


def test_figures_are_shut_to_a_proxy_that_says_nothing(asks):
    assert asks(HERE) == 403, "it stands in TRUSTED_PROXIES"
    assert asks("", host="selvbetjening.herning.example") == 403, "it passes on the name asked for"


def test_with_a_token_nothing_else_is_looked_at(asks):
    token = "a-token-for-the-one-who-watches"
    assert asks("", token) == 403
    assert asks(HERE, token, authorization=f"Bearer {token}", forwarded="for=203.0.113.9") == 200


@pytest.mark.parametrize("proxies", ["*", "proxy.example", "10.0.0.5,*", "0.0.0.0/0", "::/0"])
def test_who_would_trust_everybody_does_not_start(proxies: str):
    with pytest.raises(UnsafeSettings, match="TRUSTED_PROXIES"):
        refuse_unsafe(Settings(environment="demo", trusted_proxies=proxies))
