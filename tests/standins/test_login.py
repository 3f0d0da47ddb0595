"""Logging in at the stand-in: the code flow as a service goes through it, and as it must not."""

import httpx
import pytest

from app.standins import persons
from tests.standins.logging_in import FETCH, asks, chooses, claims_of, fetches, said


def test_a_citizen_is_known_by_the_claims_of_a_danish_broker(world: httpx.Client):
    ada = persons.by_key("ada")
    back = said(chooses(world, "ada"))
    assert back["state"] == "the-state"
    assert back["iss"] == f"{world.base_url}".rstrip("/") + "/idp/citizen"
    tokens = fetches(world, back["code"]).json()
    claims = claims_of(world, tokens)
    assert claims["nonce"] == "the-nonce"
    assert claims["dk.cpr"] == ada.cpr
    assert claims["mitid.uuid"] == claims["sub"] == ada.login_id
    assert claims["mitid.identity_name"] == "Ada Holm"
    assert claims["loa"] == "https://data.gov.dk/concept/core/nsis/Substantial"
    assert (claims["idp"], claims["identity_type"]) == ("mitid", "private")
    assert claims["ssn.details.name_address_protected"] is False
    assert claims["at_hash"]
    bearer = {"authorization": f"Bearer {tokens['access_token']}"}
    assert world.get("/idp/citizen/userinfo", headers=bearer).json()["dk.cpr"] == ada.cpr


def test_protection_is_told(world: httpx.Client):
    tokens = fetches(world, said(chooses(world, "nanna"))["code"]).json()
    assert claims_of(world, tokens)["ssn.details.name_address_protected"] is True


def test_without_the_scope_there_is_no_cpr_number(world: httpx.Client):
    code = said(asks(world, scope="openid mitid", login_hint="ada"))["code"]
    assert "dk.cpr" not in claims_of(world, fetches(world, code).json())


def test_a_low_level_is_told_as_low(world: httpx.Client):
    tokens = fetches(world, said(chooses(world, "ada", level="Low"))["code"]).json()
    assert claims_of(world, tokens)["loa"].endswith("/Low")
    hinted = said(asks(world, login_hint="ada", level="High"))["code"]
    assert claims_of(world, fetches(world, hinted).json())["loa"].endswith("/High")


def test_staff_bring_their_roles_and_their_municipality(world: httpx.Client):
    code = said(chooses(world, "aase", "staff"))["code"]
    claims = claims_of(world, fetches(world, code, "staff").json(), "staff")
    assert claims["roles"] == ["frontdesk", "strategist"]
    assert claims["municipality_code"] == "0187"
    assert claims["kle"] == ["23.*"]
    assert claims["identity_type"] == "professional"
    assert "dk.cpr" not in claims


def test_the_page_lists_everybody_and_why_they_exist(world: httpx.Client):
    page = asks(world).text
    for person in persons.everyone().values():
        assert (person.key in page) == person.has_login
    assert "Sidder i bestyrelsen for en forening" in page
    staff_page = asks(world, "staff").text
    assert "Yrsa Toft" in staff_page
    assert "Ada Holm" not in staff_page


def test_a_seventeen_year_old_can_log_in(world: httpx.Client):
    assert "code" in said(chooses(world, "rosa"))


@pytest.mark.parametrize("key", ["kaj", "troels"])
def test_the_dead_and_the_disappeared_are_refused_with_a_way_back(world: httpx.Client, key: str):
    refusal = chooses(world, key)
    assert refusal.status_code == 403
    assert "Du kan ikke logge ind" in refusal.text
    assert "error=access_denied" in refusal.text
    assert "state=the-state" in refusal.text


def test_whoever_gives_up_comes_back_without_a_login(world: httpx.Client):
    back = said(chooses(world, ""))
    assert back["error"] == "access_denied"
    assert "abort" in back["error_description"]
    assert back["state"] == "the-state"


def test_a_code_opens_once(world: httpx.Client):
    code = said(chooses(world, "ada"))["code"]
    assert fetches(world, code).status_code == 200
    again = fetches(world, code)
    assert (again.status_code, again.json()) == (400, {"error": "invalid_grant"})


@pytest.mark.parametrize(
    "changed",
    [
        {"code_verifier": "w" * 43},
        {"code_verifier": ""},
        {"redirect_uri": "http://localhost:8000/log-ind/svar"},
    ],
)
def test_a_stolen_code_is_worth_nothing(world: httpx.Client, changed: dict[str, str]):
    code = said(chooses(world, "ada"))["code"]
    assert fetches(world, code, **changed).json() == {"error": "invalid_grant"}


def test_one_providers_code_does_not_open_the_other(world: httpx.Client):
    code = said(chooses(world, "ada"))["code"]
    assert fetches(world, code, "staff").json() == {"error": "invalid_grant"}


def test_the_client_says_its_secret_in_either_way(world: httpx.Client):
    wrong = fetches(world, "x", client_secret="guess")
    assert (wrong.status_code, wrong.json()) == (401, {"error": "invalid_client"})
    code = said(chooses(world, "ada"))["code"]
    basic = httpx.BasicAuth("hovedindgang", "demo-client-secret")
    question = {n: v for n, v in FETCH.items() if not n.startswith("client")} | {"code": code}
    assert world.post("/idp/citizen/token", data=question, auth=basic).status_code == 200


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"scope": "mitid"}, "invalid_scope"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"prompt": "none"}, "login_required"),
    ],
)
def test_asked_wrongly_the_service_hears_it(
    world: httpx.Client, changed: dict[str, str], error: str
):
    assert said(asks(world, **changed))["error"] == error


@pytest.mark.parametrize(
    "changed",
    [
        {"client_id": "somebody"},
        {"redirect_uri": "https://evil.example/svar"},
        {"redirect_uri": "http://localhost.evil.example/svar"},
        {"redirect_uri": "javascript:alert(1)"},
        {"redirect_uri": ""},
    ],
)
def test_nobody_is_sent_to_an_address_that_is_not_here(
    world: httpx.Client, changed: dict[str, str]
):
    answer = asks(world, **changed)
    assert answer.status_code == 400
    assert "location" not in answer.headers


def test_logging_out_leads_back(world: httpx.Client):
    farewell = {"post_logout_redirect_uri": "http://localhost:8000/", "state": "s"}
    answer = world.get("/idp/citizen/end-session", params=farewell)
    assert answer.headers["location"] == "http://localhost:8000/?state=s"
    elsewhere = {"post_logout_redirect_uri": "https://evil.example/"}
    assert world.get("/idp/citizen/end-session", params=elsewhere).status_code == 200
