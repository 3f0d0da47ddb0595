"""Each way of forging a login: the same calm page, one line in the log, and nobody in it."""

import re
from typing import Any

import httpx
import pytest
import structlog
from fastapi.testclient import TestClient
from jose import jwe

from app.database import Database
from app.municipalities import current
from app.municipalities.models import MunicipalityRow
from tests.auth.forger import (
    Forger,
    encrypted,
    private_pem,
    signed,
)
from tests.auth.forgeries import ENCRYPTED, PLAIN, Login
from tests.auth.people import ADA
from tests.auth.walking import asked_in, leave

FORGED = "/log-ind/svar?state={state}&code={code}"


@pytest.fixture
def with_key(database: Database) -> None:
    """Herning's account can open what is encrypted to it."""
    with database.writing.begin() as session:
        row = session.get_one(MunicipalityRow, "0657")
        row.secrets = (row.secrets or {}) | {"citizen_oidc_decryption_key": private_pem("opens")}
    current.forget()


def under_way(forger: Forger, browser: TestClient) -> Login:
    return Login(forger, asked_in(leave(browser)))


def answered(login: Login, token: str) -> str:
    """The way back, when the provider answers with this token."""
    login.forger.token_answer = {
        "token_type": "Bearer",
        "access_token": "opens-something",
        "id_token": token,
    }
    return FORGED.format(state=login.asked["state"], code=f"code-of-{login.asked['state']}")


def refuse(browser: TestClient, login: Login, way_back: str) -> str:
    """See the way back refused as each must be; gives the calm page without what changes."""
    with structlog.testing.capture_logs() as lines:
        answer = browser.get(way_back)
    assert answer.status_code == 403
    assert "Vi kunne ikke bruge dit login her." in answer.text
    assert browser.get("/borger").status_code == 401
    assert len(lines) == 1
    personal = [*(str(value) for value in ADA.values() if value), *login.asked.values()]
    personal += [login.forger.token_answer["id_token"], "opens-something", "code-of-"]
    # What we ask of everybody is nobody's.
    kept = {"code", "da", "S256", "hovedindgang"}
    found = [each for each in personal if each not in kept and each in str(lines)]
    assert found == []
    return re.sub(r'nonce="[^"]*"', "", answer.text)


def test_the_honest_ones_are_believed(at_forger: Forger, browser: TestClient):
    login = under_way(at_forger, browser)

    assert browser.get(answered(login, login.honest())).status_code == 303
    assert browser.get("/borger").status_code == 200


def test_and_so_they_are_when_encrypted(at_forger: Forger, with_key: None, browser: TestClient):
    login = under_way(at_forger, browser)

    assert browser.get(answered(login, encrypted(login.honest()))).status_code == 303
    assert browser.get("/borger").status_code == 200


@pytest.mark.parametrize("forgery", PLAIN)
def test_a_forged_token_is_refused(at_forger: Forger, browser: TestClient, forgery: str):
    usual = under_way(at_forger, browser)
    calm = refuse(browser, usual, answered(usual, signed(usual.claims(aud="another"))))

    login = under_way(at_forger, browser)
    assert refuse(browser, login, answered(login, PLAIN[forgery](login))) == calm


@pytest.mark.parametrize("forgery", ENCRYPTED)
def test_a_forged_token_is_refused_where_they_come_encrypted(
    at_forger: Forger, with_key: None, browser: TestClient, forgery: str
):
    usual = under_way(at_forger, browser)
    calm = refuse(browser, usual, answered(usual, encrypted(signed(usual.claims(aud="another")))))

    login = under_way(at_forger, browser)
    assert refuse(browser, login, answered(login, ENCRYPTED[forgery](login))) == calm


@pytest.mark.parametrize(
    "forgery", ["RSA1_5", "compressed", "compressed to a thousandth", "oversized"]
)
def test_some_are_refused_before_any_work_is_done(
    at_forger: Forger,
    with_key: None,
    browser: TestClient,
    monkeypatch: pytest.MonkeyPatch,
    forgery: str,
):
    def decrypted(*_: Any) -> bytes:
        raise AssertionError("it was decrypted")

    login = under_way(at_forger, browser)
    way_back = answered(login, ENCRYPTED[forgery](login))
    monkeypatch.setattr(jwe, "decrypt", decrypted)

    refuse(browser, login, way_back)


def test_a_code_somebody_has_used_is_refused(at_forger: Forger, browser: TestClient):
    login = under_way(at_forger, browser)
    way_back = answered(login, login.honest())
    code = way_back.rpartition("code=")[2]
    assert httpx.post(f"{at_forger.issuer}/token", data={"code": code}).status_code == 200

    refuse(browser, login, way_back)


def test_another_logins_state_is_refused(at_forger: Forger, browser: TestClient):
    login, other = under_way(at_forger, browser), under_way(at_forger, browser)

    refuse(
        browser,
        login,
        answered(login, login.honest()).replace(login.asked["state"], other.asked["state"]),
    )


def test_another_browsers_state_is_refused_and_stays_that_browsers(
    at_forger: Forger, browser: TestClient, another_browser: TestClient
):
    login, other = under_way(at_forger, browser), under_way(at_forger, another_browser)
    way_back = answered(login, login.honest())
    pages = []
    for forged in (way_back, way_back.replace(login.asked["state"], "never-said")):
        with structlog.testing.capture_logs() as lines:
            answer = another_browser.get(forged)
        # Who goes back or waits too long meets it too, so it says what they can do.
        assert answer.status_code == 400
        assert "Der gik for lang tid, før du kom tilbage fra login." in answer.text
        assert [line["event"] for line in lines] == ["login refused"]
        personal = [*ADA.values(), *login.asked.values(), "code-of-"]
        kept = {"", "code", "da", "S256", "hovedindgang"}
        assert not [each for each in map(str, personal) if each not in kept and each in str(lines)]
        pages.append(re.sub(r'nonce="[^"]*"', "", answer.text))
    assert pages[0] == pages[1]
    assert another_browser.get("/borger").status_code == 401
    assert at_forger.asked["token"] == 0

    assert browser.get(way_back).status_code == 303
    assert another_browser.get(answered(other, other.honest())).status_code == 303


def test_an_answer_from_another_provider_is_refused(at_forger: Forger, browser: TestClient):
    login = under_way(at_forger, browser)

    refuse(browser, login, f"{answered(login, login.honest())}&iss=https://another.example")
    assert at_forger.asked["token"] == 0
