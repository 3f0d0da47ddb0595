"""A service that proves itself with a key of its own instead of a secret (private_key_jwt)."""

import time
import uuid
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from app.standins.login.client_authentication import BY_ASSERTION
from app.standins.login.clients import Client
from tests.auth.forger import public_jwk, signed, signed_with_the_public_key, unsigned
from tests.standins.logging_in import FETCH, asks, said
from tests.standins_server import running_standins

US = "by-key"
BOTH = "by-key-or-secret"
KEYS = (public_jwk("ours"), public_jwk("curve"))


@pytest.fixture(scope="module")
def keyed() -> Iterator[httpx.Client]:
    """Stand-ins at which two services have registered their keys."""
    clients = {US: Client(signing_keys=KEYS), BOTH: Client("s" * 20, signing_keys=KEYS)}
    with (
        running_standins(clients=clients) as base,
        httpx.Client(base_url=base, trust_env=False, timeout=60) as client,
    ):
        yield client


def claims(keyed: httpx.Client, **changed: Any) -> dict[str, Any]:
    token_endpoint = f"{keyed.base_url}".rstrip("/") + "/idp/citizen/token"
    found = {
        "iss": US,
        "sub": US,
        "aud": token_endpoint,
        "exp": int(time.time()) + 60,
        "jti": str(uuid.uuid4()),
    } | changed
    return {name: value for name, value in found.items() if value is not None}


def fetches(keyed: httpx.Client, assertion: str, **changed: str) -> httpx.Response:
    code = said(asks(keyed, client_id=US, login_hint="ada"))["code"]
    question = {name: value for name, value in FETCH.items() if not name.startswith("client")}
    proof = {"client_assertion_type": BY_ASSERTION, "client_assertion": assertion}
    return keyed.post("/idp/citizen/token", data=question | proof | {"code": code} | changed)


@pytest.mark.parametrize("by", ["ours", "curve"])
def test_either_key_opens(keyed: httpx.Client, by: str):
    assert fetches(keyed, signed(claims(keyed), by)).status_code == 200


def test_the_issuer_is_a_name_for_us_too(keyed: httpx.Client):
    issuer = f"{keyed.base_url}".rstrip("/") + "/idp/citizen"
    named = claims(keyed, aud=["https://elsewhere.example", issuer])
    assert fetches(keyed, signed(named), client_id=US).status_code == 200


def test_an_assertion_is_used_once(keyed: httpx.Client):
    assertion = signed(claims(keyed))
    assert fetches(keyed, assertion).status_code == 200
    again = fetches(keyed, assertion)
    assert (again.status_code, again.json()) == (401, {"error": "invalid_client"})


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "somebody"},
        {"sub": "somebody"},
        {"sub": None},
        {"aud": "https://elsewhere.example/token"},
        {"aud": None},
        {"exp": 1},
        {"exp": None},
        {"exp": 99_999_999_999},
        {"jti": None},
    ],
    ids=str,
)
def test_an_assertion_that_cannot_be_is_refused(keyed: httpx.Client, changed: dict[str, Any]):
    assert fetches(keyed, signed(claims(keyed, **changed))).status_code == 401


def test_a_forged_one_is_refused(keyed: httpx.Client):
    said_of_us = claims(keyed)
    for forged in (
        signed(said_of_us, "theirs"),
        signed(said_of_us, "theirs", kid="ours"),
        unsigned(said_of_us),
        signed_with_the_public_key(said_of_us),
        "nonsense",
        "",
    ):
        assert fetches(keyed, forged).status_code == 401


def test_it_is_no_proof_for_another_client(keyed: httpx.Client):
    assert fetches(keyed, signed(claims(keyed)), client_id=BOTH).status_code == 401


def test_one_without_a_secret_is_not_let_in_by_an_empty_one(keyed: httpx.Client):
    code = said(asks(keyed, client_id=US, login_hint="ada"))["code"]
    question = FETCH | {"client_id": US, "client_secret": "", "code": code}
    assert keyed.post("/idp/citizen/token", data=question).status_code == 401


def test_the_ways_are_said(keyed: httpx.Client):
    found = keyed.get("/idp/citizen/.well-known/openid-configuration").json()
    assert found["token_endpoint_auth_methods_supported"] == [
        "client_secret_basic",
        "client_secret_post",
        "private_key_jwt",
    ]
    assert found["token_endpoint_auth_signing_alg_values_supported"] == ["RS256", "ES256"]
