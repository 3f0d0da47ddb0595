"""A login tells no CPR number: it is typed, and the broker says whether it is theirs."""

import base64
from typing import Any

import pytest
import structlog
from fastapi.testclient import TestClient
from jose import jwt

from app.database import Database
from app.municipalities.models import MunicipalityRow
from tests.auth.conftest import HERNING
from tests.auth.forger import Forger, private_pem, public_pem
from tests.auth.waiting import CPR, TYPED, UUID, Account, account, asked, logs_in, types
from tests.auth.walking import asked_in, forged_return, leave

__all__ = ["account", "asked"]


def test_the_right_number_leads_on_to_where_they_were_going(asked: TestClient, at_forger: Forger):
    assert "Du kan prøve tre gange på et kvarter." in asked.get("/log-ind/cpr").text
    assert asked.get("/borger").status_code == 401

    answer = types(asked, TYPED)

    assert (answer.status_code, answer.headers["location"]) == (303, "/flytning/dig")
    assert asked.get("/borger").json() == f"Ada Holm, {CPR}, substantial"
    (said,) = at_forger.matched
    secret = base64.b64encode(b"hovedindgang:demo-client-secret").decode()
    assert said == {"authorization": f"Basic {secret}", "uuid": UUID, "cpr": CPR}
    # It waits no more, so the number is not asked for twice.
    assert [cookie.name for cookie in asked.cookies.jar] == ["session"]
    assert asked.get("/log-ind/cpr").status_code == 400


@pytest.mark.parametrize(
    ("status", "said"),
    [(500, {}), (503, {}), (302, {}), (200, []), (200, {"match": "yes"}), (401, {"error": "x"})],
    ids=str,
)
def test_a_broker_that_gives_no_answer_costs_nothing(
    asked: TestClient, at_forger: Forger, status: int, said: Any
):
    at_forger.match_status, at_forger.match_answer = status, said

    for _ in range(4):
        answer = types(asked, TYPED)
    assert answer.status_code == 503
    assert "Login svarer ikke lige nu" in answer.text
    assert f'value="{TYPED}"' in answer.text

    at_forger.match_status, at_forger.match_answer = 200, {"match": True}
    assert types(asked, TYPED).headers["location"] == "/flytning/dig"


def test_a_broker_that_no_longer_knows_the_login_means_a_new_one(
    asked: TestClient, at_forger: Forger
):
    at_forger.match_status = 404

    answer = types(asked, TYPED)

    assert answer.status_code == 400
    assert "/log-ind?tilbage=/flytning/dig" in answer.text
    assert asked.get("/borger").status_code == 401


def test_without_an_endpoint_the_login_is_refused_calmly(
    at_forger: Forger, browser: TestClient, database: Database
):
    answer = browser.get(forged_return(at_forger, leave(browser), **{"dk.cpr": None}))

    assert answer.status_code == 403
    assert "Dit login fortæller os ikke dit CPR-nummer" in answer.text
    assert "Har du brug for hjælp?" in answer.text
    assert "Prøv igen" not in answer.text


def test_the_number_is_not_asked_of_the_provider(account: Account, browser: TestClient):
    assert asked_in(leave(browser))["scope"] == "openid mitid nemlogin"


def test_a_login_that_does_tell_it_is_not_asked(
    account: Account, at_forger: Forger, browser: TestClient
):
    answer = browser.get(forged_return(at_forger, leave(browser, "/flytning/dig")))

    assert answer.headers["location"] == "/flytning/dig"
    assert browser.get("/borger").status_code == 200


@pytest.mark.parametrize("way", ["client_secret_post", "private_key_jwt"])
def test_we_prove_who_we_are_as_at_the_token_endpoint(
    account: Account, at_forger: Forger, browser: TestClient, database: Database, way: str
):
    with database.writing.begin() as session:
        row = session.get_one(MunicipalityRow, "0657")
        row.secrets = (row.secrets or {}) | {"citizen_oidc_signing_key": private_pem("signs")}
    account(client_authentication=way)

    types(logs_in(at_forger, browser), TYPED)

    (said,) = at_forger.matched
    assert said["authorization"] == ""
    assert said["client_id"] == "hovedindgang"
    if way == "client_secret_post":
        assert said["client_secret"] == "demo-client-secret"
        return
    claims = jwt.decode(
        said["client_assertion"],
        public_pem("signs").decode(),
        algorithms=["RS256"],
        audience=at_forger.issuer,
        issuer="hovedindgang",
        subject="hovedindgang",
    )
    assert claims["exp"] - claims["iat"] == 60
    # Each is for one question: the one of the token endpoint was another.
    before = jwt.get_unverified_claims(at_forger.posted["client_assertion"])
    assert claims["jti"] != before["jti"]


def test_no_line_in_the_log_holds_a_person(asked: TestClient, at_forger: Forger):
    with structlog.testing.capture_logs() as lines:
        for match in ({"match": False}, {}, {"match": True}):
            at_forger.match_answer = match
            types(asked, TYPED)

    assert [line["event"] for line in lines] == [
        "login refused",
        "login provider silent",
        "logged in",
    ]
    assert not [each for each in (CPR, TYPED, "Holm", UUID) if each in str(lines)]


def test_the_page_is_at_this_host_alone(asked: TestClient):
    answer = asked.post(
        "/log-ind/cpr", data={"cpr": TYPED}, headers={"origin": "http://evil.example"}
    )

    assert answer.status_code == 400
    assert HERNING not in answer.text
