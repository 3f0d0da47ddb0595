"""Access tokens: fetched once, kept until shortly before they end, and anew when refused."""

import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from app.integrations.case_systems import Refused, Unavailable, access_tokens
from app.integrations.case_systems.access_tokens import AccessTokens, Grant, tokens_for
from tests.standins_server import serving

PASSWORD, CLIENT_SECRET = "hemmeligt-kodeord", "klientens-hemmelighed"


@dataclass
class Provider:
    """Gives tokens t1, t2 … and takes those that are `good`; every one where that is None."""

    given: int = 0
    asked: int = 0
    expires_in: object = 300
    good: set[str] | None = None
    forbids: bool = False
    refuses: JSONResponse | None = None
    forms: list[dict[str, object]] = field(default_factory=list)


@pytest.fixture
def provider() -> Provider:
    return Provider()


@pytest.fixture
def base(provider: Provider) -> Iterator[str]:
    app = FastAPI()

    @app.post("/token")
    async def token(request: Request) -> JSONResponse:
        provider.forms.append(dict(await request.form()))
        if provider.refuses is not None:
            return provider.refuses
        provider.given += 1
        said = {"access_token": f"t{provider.given}", "expires_in": provider.expires_in}
        return JSONResponse(said)

    @app.get("/thing")
    def thing(request: Request) -> JSONResponse:
        provider.asked += 1
        if provider.forbids:
            return JSONResponse({}, 403)
        token = request.headers["authorization"].removeprefix("Bearer ")
        refused = provider.good is not None and token not in provider.good
        return JSONResponse({}, 401 if refused else 200)

    with serving(app) as address:
        yield address


def a_grant(base: str, username: str = "bruger") -> Grant:
    return Grant(f"{base}/token", "klient", username, PASSWORD, CLIENT_SECRET)


def ask(tokens: AccessTokens, base: str) -> None:
    tokens.ask("GET", f"{base}/thing")


def test_one_token_serves_many_calls(provider: Provider, base: str):
    tokens = AccessTokens(a_grant(base))
    for _ in range(3):
        ask(tokens, base)
    assert (provider.given, provider.asked) == (1, 3)


def test_one_account_has_one_token(base: str):
    assert tokens_for(a_grant(base)) is tokens_for(a_grant(base))
    assert tokens_for(a_grant(base)) is not tokens_for(a_grant(base, "en-anden"))


def test_threads_fetch_it_once(provider: Provider, base: str):
    tokens = AccessTokens(a_grant(base))
    threads = [threading.Thread(target=ask, args=(tokens, base)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (provider.given, provider.asked) == (1, 8)


@pytest.mark.parametrize(
    ("expires_in", "later", "given"),
    [(300, 260, 1), (300, 271, 2), ("300", 260, 1), (20, 9, 1), (20, 11, 2), (None, 31, 2)],
)
def test_it_is_renewed_shortly_before_it_ends(
    provider: Provider,
    base: str,
    monkeypatch: pytest.MonkeyPatch,
    expires_in: object,
    later: float,
    given: int,
):
    provider.expires_in = expires_in
    moment = [1000.0]
    monkeypatch.setattr(access_tokens, "monotonic", lambda: moment[0])
    tokens = AccessTokens(a_grant(base))
    ask(tokens, base)
    moment[0] += later
    ask(tokens, base)
    assert provider.given == given


def test_a_token_no_longer_taken_is_fetched_anew(provider: Provider, base: str):
    tokens = AccessTokens(a_grant(base))
    ask(tokens, base)
    provider.good = {"t2"}
    ask(tokens, base)
    assert (provider.given, provider.asked) == (2, 3)


def test_a_new_token_refused_too_is_for_a_person(provider: Provider, base: str):
    provider.good = set()
    with pytest.raises(Refused, match=r"option\.username") as refused:
        ask(AccessTokens(a_grant(base)), base)
    assert refused.value.status == 401
    assert (provider.given, provider.asked) == (2, 2)


def test_what_is_forbidden_is_for_a_person(provider: Provider, base: str):
    provider.forbids = True
    with pytest.raises(Refused, match="rettigheder"):
        ask(AccessTokens(a_grant(base)), base)
    assert provider.given == 1


@pytest.mark.parametrize("status", [400, 401, 403])
def test_a_login_refused_names_what_to_mend_and_no_secret(
    provider: Provider, base: str, status: int, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    said = {"error": "invalid_grant", "error_description": f"{PASSWORD} is wrong"}
    provider.refuses = JSONResponse(said, status)
    with pytest.raises(Refused) as refused:
        ask(AccessTokens(a_grant(base)), base)
    text = str(refused.value)
    assert "invalid_grant" in text
    assert "option.client_id" in text
    everywhere = f"{text} {refused.value.words} {a_grant(base)!r} {caplog.text}"
    assert PASSWORD not in everywhere
    assert CLIENT_SECRET not in everywhere


def test_a_login_that_is_down_is_for_later(provider: Provider, base: str):
    provider.refuses = JSONResponse({}, 503)
    with pytest.raises(Unavailable):
        ask(AccessTokens(a_grant(base)), base)


def test_without_a_user_the_client_logs_in_itself(provider: Provider, base: str):
    ask(AccessTokens(a_grant(base, username="")), base)
    assert provider.forms == [
        {
            "grant_type": "client_credentials",
            "client_id": "klient",
            "client_secret": CLIENT_SECRET,
        }
    ]
