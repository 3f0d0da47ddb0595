"""Logged out at the provider: its signed word ends the sessions here, and nobody else's does."""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select, update

from app.auth import clearing
from app.auth.logout_token import EVENT, MOST_BYTES
from app.auth.models import LogoutHeard
from app.clock import now
from app.database import Database
from tests.auth.forger import Forger, signed, signed_with_the_public_key, tampered, unsigned
from tests.auth.walking import forged_return, leave

Word = Callable[..., dict[str, Any]]
_jti = count(1)


@pytest.fixture
def word(at_forger: Forger) -> Word:
    """What an honest logout token says of Ada's session, changed."""

    def say(**changed: Any) -> dict[str, Any]:
        said = {"jti": f"token-{next(_jti)}", "events": {EVENT: {}}, "sid": "adas-session"}
        return at_forger.claims(**({"nonce": None} | said | changed))

    return say


@pytest.fixture
def ada(at_forger: Forger, browser: TestClient) -> TestClient:
    return logs_in(at_forger, browser)


def logs_in(forger: Forger, browser: TestClient, sid: str = "adas-session") -> TestClient:
    browser.get(forged_return(forger, leave(browser), sid=sid))
    assert browser.get("/borger").status_code == 200
    return browser


def says(browser: TestClient, token: str) -> Any:
    """As a program says it: without cookies, and without a word on where it comes from."""
    elsewhere = TestClient(browser.app, browser.base_url)
    return elsewhere.post("/log-ind/afmeldt", data={"logout_token": token})


@pytest.mark.parametrize(
    "named",
    [{}, {"sid": None, "sub": "a-subject"}, {"sub": "a-subject"}],
    ids=["session", "person", "both"],
)
@pytest.mark.parametrize("typ", ["logout+jwt", "JWT"])
def test_a_logout_there_is_one_here(ada: TestClient, word: Word, named: dict, typ: str):
    answer = says(ada, signed(word(**({"sub": None} | named)), typ=typ))
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert ada.get("/borger").status_code == 401


def test_another_session_or_person_stays(ada: TestClient, word: Word):
    for other in ({"sid": "bos-session"}, {"sid": None, "sub": "bo"}, {"sub": "bo"}):
        assert says(ada, signed(word(**({"sub": None} | other)))).status_code == 200
    assert ada.get("/borger").status_code == 200


def test_one_session_of_a_person_ends_and_the_other_stays(
    ada: TestClient, another_browser: TestClient, at_forger: Forger, word: Word
):
    logs_in(at_forger, another_browser, sid="another-session")
    says(ada, signed(word()))
    assert ada.get("/borger").status_code == 401
    assert another_browser.get("/borger").status_code == 200


def test_a_token_is_heard_once(ada: TestClient, at_forger: Forger, word: Word):
    token = signed(word())
    assert says(ada, token).status_code == 200
    logs_in(at_forger, ada)
    answer = says(ada, token)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
    assert ada.get("/borger").status_code == 200


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "somebody-else"},
        {"aud": ["somebody-else"]},
        {"aud": None},
        {"exp": 1},
        {"exp": None},
        {"exp": 99_999_999_999},
        {"exp": "99999999999"},
        {"iat": 99_999_999_990},
        {"iat": None},
        {"jti": None},
        {"jti": ""},
        {"jti": 7},
        {"events": None},
        {"events": {}},
        {"events": [EVENT]},
        {"events": {EVENT: "yes"}},
        {"nonce": "a-nonce"},
        {"sid": None, "sub": None},
        {"sid": ""},
        {"sid": 7},
    ],
    ids=str,
)
def test_a_token_that_is_not_as_it_should_be_ends_nothing(
    ada: TestClient, word: Word, changed: dict[str, Any]
):
    answer = says(ada, signed(word(**changed)))
    assert (answer.status_code, answer.headers["cache-control"]) == (400, "no-store")
    assert answer.json()["error"] == "invalid_request"
    assert ada.get("/borger").status_code == 200


def test_a_token_that_is_not_signed_by_the_provider_ends_nothing(ada: TestClient, word: Word):
    honest = signed(word())
    forged = [
        "",
        "x",
        "a.b.c",
        "x" * (MOST_BYTES + 1),
        unsigned(word()),
        unsigned(word(), "None"),
        signed_with_the_public_key(word()),
        signed(word(), by="theirs"),
        signed(word(), kid="unknown"),
        signed(word(), typ="at+jwt"),
        tampered(honest, sid="another-session"),
    ]
    assert [says(ada, token).status_code for token in forged] == [400] * len(forged)
    assert ada.get("/borger").status_code == 200


@pytest.mark.parametrize(
    ("header", "claims"),
    [
        (b'{"alg":"RS256"}', b'{"iss":' + b"[" * 5000 + b"]" * 5000 + b"}"),
        (b'{"alg":' + b"[" * 5000 + b"]" * 5000 + b"}", b"{}"),
        (b'{"alg":"RS256"}', b'{"iss":' + b"9" * 6000 + b"}"),
        (b'{"alg":"RS256"}', b'{"iss":\xff}'),
        (b'{"alg":"RS256"}', b"[1]"),
    ],
    ids=["deep claims", "deep header", "endless number", "no text", "a list"],
)
def test_a_token_that_cannot_be_read_ends_nothing(ada: TestClient, header: bytes, claims: bytes):
    token = b".".join(urlsafe_b64encode(part).rstrip(b"=") for part in (header, claims, b"x"))
    answer = says(ada, token.decode())
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
    assert ada.get("/borger").status_code == 200


def test_an_id_token_is_no_logout(ada: TestClient, at_forger: Forger):
    assert says(ada, at_forger.token_answer["id_token"]).status_code == 400
    assert ada.get("/borger").status_code == 200


def test_at_one_municipality_it_ends_nothing_at_another(ada: TestClient, word: Word):
    elsewhere = TestClient(ada.app, "http://vallensbaek.localhost:8000")
    token = signed(word())
    assert elsewhere.post("/log-ind/afmeldt", data={"logout_token": token}).status_code == 200
    assert ada.get("/borger").status_code == 200
    assert says(ada, token).status_code == 200, "heard there, it is still new here"
    assert ada.get("/borger").status_code == 401


def test_a_silent_provider_is_not_believed(ada: TestClient, at_forger: Forger, word: Word):
    token = signed(word())
    from app.auth.provider import provider_at

    provider_at.cache_clear()
    at_forger.status = 503
    assert says(ada, token).status_code == 400
    assert ada.get("/borger").status_code == 200


def test_what_was_heard_is_forgotten_when_it_is_too_old_to_be_said(
    ada: TestClient, word: Word, database: Database
):
    says(ada, signed(word()))
    heard = select(func.count()).select_from(LogoutHeard)
    with database.writing.begin() as session:
        clearing.clear_out_old(session)
        assert session.scalar(heard) == 1
        session.execute(update(LogoutHeard).values(kept_until=now() - timedelta(seconds=1)))
        clearing.clear_out_old(session)
        assert session.scalar(heard) == 0
