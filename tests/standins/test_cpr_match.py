"""CPR match: a typed number belongs to whoever has logged in, or it does not."""

import httpx
import pytest

from app.standins import persons
from tests.standins.logging_in import logs_in
from tests.standins_server import behave

BASIC = httpx.BasicAuth("hovedindgang", "demo-client-secret")
ADDRESS = "/idp/citizen/cpr-match"


def matched(
    world: httpx.Client, uuid: str, cpr: str, auth: httpx.BasicAuth | None = BASIC
) -> httpx.Response:
    return world.post(
        ADDRESS, json={"uuid": uuid, "cpr": cpr}, auth=auth or httpx.USE_CLIENT_DEFAULT
    )


def test_the_right_number_and_the_wrong_one(world: httpx.Client):
    uuid = logs_in(world, "ada", scope="openid mitid")["mitid.uuid"]
    ada, bo = persons.by_key("ada"), persons.by_key("bo")
    assert matched(world, uuid, ada.cpr).json() == {"match": True}
    assert matched(world, uuid, bo.cpr).json() == {"match": False}


def test_somebody_who_is_not_there_is_not_found(world: httpx.Client):
    answer = matched(world, "6f1d5a52", "7405880118")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("cpr", ["740588-0118", "740588011", "", "abcdefghij"])
def test_what_is_no_number_is_refused_and_not_repeated(world: httpx.Client, cpr: str):
    answer = matched(world, persons.by_key("ada").login_id, cpr)
    assert answer.status_code == 422
    assert not cpr or cpr not in answer.text


@pytest.mark.parametrize("auth", [None, httpx.BasicAuth("hovedindgang", "guess")])
def test_only_a_service_we_know_may_ask(world: httpx.Client, auth: httpx.BasicAuth | None):
    ada = persons.by_key("ada")
    answer = matched(world, ada.login_id, ada.cpr, auth)
    assert (answer.status_code, answer.json()) == (401, {"error": "invalid_client"})
    assert answer.headers["www-authenticate"].startswith("Basic")


def test_it_fails_when_login_does(world: httpx.Client, base: str):
    ada = persons.by_key("ada")
    behave(base, "idp", "down", count=1)
    assert matched(world, ada.login_id, ada.cpr).status_code == 503
