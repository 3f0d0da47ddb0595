"""A login tells no CPR number: it is typed, and the broker says whether it is theirs."""

import base64
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import structlog
from fastapi import FastAPI
from fastapi.testclient import TestClient
from jose import jwt
from sqlalchemy import func, select, text, update

from app import limits
from app.auth import cpr_match, cpr_match_tries
from app.auth.clearing import clear_out_old
from app.auth.cpr_match_models import CprMatchTries, CprMatchWaiting
from app.auth.cpr_match_tries import NoTriesLeft
from app.auth.logout_token import EVENT
from app.clock import now
from app.database import Database
from app.municipalities import current
from app.municipalities.models import MunicipalityRow
from tests.auth.conftest import HERNING, OWN_PAGE, VALLENSBAEK, browser_at
from tests.auth.forger import Forger, private_pem, public_pem, signed
from tests.auth.people import ADA
from tests.auth.walking import asked_in, forged_return, leave

CPR = "7405880012"
TYPED = "740588-0012"
UUID = str(ADA["mitid.uuid"])
Account = Callable[..., None]


@pytest.fixture
def account(at_forger: Forger, database: Database) -> Account:
    """Set Herning's account at the forger, which matches CPR numbers."""

    def set_up(**changed: str) -> None:
        with database.writing.begin() as session:
            row = session.get_one(MunicipalityRow, "0657")
            kept = row.systems["citizen_oidc"] | changed
            row.systems = row.systems | {"citizen_oidc": kept}
        current.forget()

    set_up(cpr_match_url=f"{at_forger.issuer}/cpr-match")
    return set_up


@pytest.fixture
def asked(account: Account, at_forger: Forger, browser: TestClient) -> TestClient:
    """A browser whose login waits for the CPR number."""
    return logs_in(at_forger, browser)


def logs_in(forger: Forger, browser: TestClient, back: str = "/flytning/dig") -> TestClient:
    way_back = forged_return(forger, leave(browser, back), **{"dk.cpr": None})
    assert browser.get(way_back).headers["location"] == "/log-ind/cpr"
    return browser


def types(browser: TestClient, cpr: str) -> Any:
    return browser.post("/log-ind/cpr", data={"cpr": cpr}, headers=OWN_PAGE)


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


def test_logging_out_ends_it_and_takes_its_cookie(asked: TestClient):
    key = asked.cookies[cpr_match.COOKIE]
    assert 'action="/log-ud"' in asked.get("/log-ind/cpr").text

    asked.post("/log-ud", headers=OWN_PAGE)

    assert cpr_match.COOKIE not in asked.cookies
    asked.cookies.set(cpr_match.COOKIE, key)
    assert types(asked, TYPED).status_code == 400
    assert asked.get("/borger").status_code == 401


@pytest.mark.parametrize(
    ("named", "status"),
    [
        ({"sub": None, "sid": "adas-session"}, 400),
        ({"sub": "a-subject"}, 400),
        ({"sub": None, "sid": "bos-session"}, 303),
        ({"sub": "bo"}, 303),
    ],
    ids=str,
)
def test_a_logout_at_the_provider_ends_it(
    account: Account, at_forger: Forger, browser: TestClient, named: dict[str, Any], status: int
):
    way_back = forged_return(at_forger, leave(browser), **{"dk.cpr": None}, sid="adas-session")
    browser.get(way_back)
    said = {"nonce": None, "jti": f"ends {named}", "events": {EVENT: {}}} | named
    told = TestClient(browser.app, browser.base_url).post(
        "/log-ind/afmeldt", data={"logout_token": signed(at_forger.claims(**said))}
    )
    assert told.status_code == 200, told.text
    assert types(browser, TYPED).status_code == status


@pytest.mark.parametrize("where", ["alle", "another"])
def test_logging_out_everywhere_ends_it_in_every_browser(
    asked: TestClient, at_forger: Forger, another_browser: TestClient, where: str
):
    types(logs_in(at_forger, another_browser), TYPED)
    another_browser.post("/log-ind/overalt", data={"session": where}, headers=OWN_PAGE)
    assert types(asked, TYPED).status_code == (400 if where == "alle" else 303)


@pytest.mark.parametrize("typed", ["", "123", "abc", "9999990000", "740588001234"])
def test_what_is_no_cpr_number_is_told_beside_the_field_and_costs_no_try(
    asked: TestClient, at_forger: Forger, typed: str
):
    for _ in range(4):
        answer = types(asked, typed)

    assert answer.status_code == 422
    assert "<title>Fejl:" in answer.text
    assert 'id="cpr-error"' in answer.text
    assert f'value="{typed}"' in answer.text
    assert at_forger.asked["match"] == 0
    assert types(asked, TYPED).status_code == 303


def test_three_wrong_numbers_and_then_a_quarter_of_an_hours_rest(
    asked: TestClient, at_forger: Forger, another_browser: TestClient, database: Database
):
    at_forger.match_answer = {"match": False}
    first, second, third = (types(asked, "740588-0011") for _ in range(3))

    assert (first.status_code, second.status_code, third.status_code) == (422, 422, 429)
    assert "to gange til" in first.text
    assert "én gang til" in second.text
    assert "tre gange" not in first.text + second.text
    assert 'value="740588-0011"' in second.text
    assert "Vent et kvarter" in third.text
    assert 0 < int(third.headers["retry-after"]) <= 900
    # Neither the right number, nor a new login, nor another browser gives more.
    at_forger.match_answer = {"match": True}
    assert types(asked, TYPED).status_code == 429
    assert logs_in(at_forger, asked).get("/log-ind/cpr").status_code == 429
    assert types(logs_in(at_forger, another_browser), TYPED).status_code == 429
    assert at_forger.asked["match"] == 3
    assert asked.get("/borger").status_code == 401

    grow_old(database, timedelta(minutes=16))
    assert types(asked, TYPED).status_code == 303


def test_however_many_logins_numbers_have_a_limit_from_one_address(
    asked: TestClient, at_forger: Forger, monkeypatch: pytest.MonkeyPatch
):
    limit = limits.CPR_MATCH_PER_ADDRESS
    monkeypatch.setattr(limits, "CPR_MATCH_PER_ADDRESS", limits.Limit(limit.name, 1, limit.minutes))
    at_forger.match_answer = {"match": False}
    assert types(asked, "740588-0011").status_code == 422

    answer = types(asked, TYPED)

    assert (answer.status_code, int(answer.headers["retry-after"]) > 0) == (429, True)
    assert "Prøv igen om" in answer.text
    assert at_forger.asked["match"] == 1


def test_no_tries_left_keeps_what_they_had_typed_in_a_form(
    asked: TestClient, at_forger: Forger, database: Database
):
    left = {"path": "/flytning/dig", "draft": "1", "fields": {"name": ["what was typed"]}}
    with database.writing.begin() as session:
        row = session.scalars(select(CprMatchWaiting)).one()
        row.login = row.login | {"on": row.login["on"] | {"left_behind": left, "level": "high"}}
    at_forger.match_answer = {"match": False}
    third = [types(asked, "740588-0011") for _ in range(3)][-1]
    for answer in (third, asked.get("/log-ind/cpr")):
        assert answer.status_code == 429
        assert 'action="/flytning/dig"' in answer.text
        assert 'value="what was typed"' in answer.text


def test_the_right_number_gives_three_new_tries_to_the_next_login(
    asked: TestClient, at_forger: Forger, another_browser: TestClient
):
    at_forger.match_answer = {"match": False}
    types(asked, "740588-0011")
    at_forger.match_answer = {"match": True}
    types(asked, TYPED)

    at_forger.match_answer = {"match": False}
    assert "to gange til" in types(logs_in(at_forger, another_browser), "740588-0011").text


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


def test_it_waits_for_one_browser_at_one_municipality_and_not_for_ever(
    asked: TestClient, site: FastAPI, another_browser: TestClient, database: Database
):
    assert another_browser.get("/log-ind/cpr").status_code == 400
    elsewhere = browser_at(site, VALLENSBAEK)
    elsewhere.cookies.update(asked.cookies)
    assert types(elsewhere, TYPED).status_code == 400

    with database.writing.begin() as session:
        long_ago = now() - cpr_match.AT_MOST - timedelta(seconds=1)
        session.execute(update(CprMatchWaiting).values(started_at=long_ago))
    assert types(asked, TYPED).status_code == 400
    assert asked.get("/borger").status_code == 401


def test_the_cookie_opens_nothing_but_the_page(asked: TestClient):
    (cookie,) = asked.cookies.jar
    assert cookie.name == "cpr-match"
    assert asked.get("/hvem").json()["session"] is None


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


def test_what_is_kept_meanwhile_tells_nothing(
    asked: TestClient, at_forger: Forger, database: Database
):
    at_forger.match_answer = {"match": False}
    types(asked, TYPED)
    with database.reading.begin() as session:
        rows = [
            *session.execute(text("SELECT * FROM cpr_matches_waiting")),
            *session.execute(text("SELECT * FROM cpr_match_tries")),
        ]
    kept = b"".join(
        bytes(each) if isinstance(each, bytes | memoryview) else str(each).encode()
        for row in rows
        for each in row
    )
    assert UUID.encode() not in kept
    assert b"Holm" not in kept
    assert asked.cookies["cpr-match"].encode() not in kept
    assert len(rows) == 2


def test_tries_are_counted_as_they_are_taken(database: Database):
    with database.writing.begin() as session:
        assert [cpr_match_tries.take(session, "iss", "uuid") for _ in range(3)] == [2, 1, 0]
        cpr_match_tries.give_back(session, "iss", "uuid")
        assert cpr_match_tries.take(session, "iss", "uuid") == 0
        with pytest.raises(NoTriesLeft) as spent:
            cpr_match_tries.take(session, "iss", "uuid")
        assert 890 <= spent.value.seconds <= 901
        # Another person, or the same name at another provider, has tries of their own.
        assert cpr_match_tries.take(session, "iss", "another") == 2
        assert cpr_match_tries.take(session, "another", "uuid") == 2


def test_however_many_try_at_once_three_are_let_through(committed_database: Database):
    together = threading.Barrier(8)

    def tries() -> bool:
        together.wait()
        try:
            with committed_database.writing.begin() as session:
                cpr_match_tries.take(session, "iss", "uuid")
        except NoTriesLeft:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        let_through = [each.result() for each in [threads.submit(tries) for _ in range(8)]]
    assert sum(let_through) == 3


def test_what_no_longer_counts_is_cleared_out(
    asked: TestClient, at_forger: Forger, database: Database
):
    at_forger.match_answer = {"match": False}
    types(asked, TYPED)
    with database.writing.begin() as session:
        clear_out_old(session)
        assert kept_of(session) == [1, 1]
    with database.writing.begin() as session:
        session.execute(update(CprMatchWaiting).values(started_at=now() - timedelta(hours=1)))
        session.execute(update(CprMatchTries).values(last_tried_at=now() - timedelta(hours=1)))
        clear_out_old(session)
        assert kept_of(session) == [0, 0]


def kept_of(session: Any) -> list[int]:
    tables = (CprMatchWaiting, CprMatchTries)
    return [session.scalar(select(func.count()).select_from(table)) for table in tables]


def grow_old(database: Database, by: timedelta) -> None:
    """Let every try have been that much earlier."""
    earlier = (now() - by).isoformat()
    with database.writing.begin() as session:
        for row in session.scalars(select(CprMatchTries)):
            row.tried_at = [earlier for _ in row.tried_at]


def test_the_page_is_at_this_host_alone(asked: TestClient):
    answer = asked.post(
        "/log-ind/cpr", data={"cpr": TYPED}, headers={"origin": "http://evil.example"}
    )

    assert answer.status_code == 400
    assert HERNING not in answer.text
