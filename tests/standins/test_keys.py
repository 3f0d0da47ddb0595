"""The provider's keys: they rotate, and tokens are encrypted for whoever wants it."""

from collections.abc import Iterator

import httpx
import pytest
from jose import jwe, jwt

from app.standins.login.clients import Client
from app.standins.login.keys import SigningKeys
from tests.auth.forger import private_pem, public_jwk
from tests.standins.logging_in import asks, claims_of, fetches, logs_in, said
from tests.standins_server import running_standins


def published(world: httpx.Client, realm: str = "citizen") -> list[str]:
    return [key["kid"] for key in world.get(f"/idp/{realm}/jwks").json()["keys"]]


def test_a_new_key_signs_and_the_previous_one_is_published_until_the_next(world: httpx.Client):
    before = published(world)[0]
    code = said(asks(world, login_hint="ada"))["code"]
    old = fetches(world, code).json()
    assert world.post("/idp/rotate").headers["location"] == "/#idp"

    newest, previous = published(world)
    assert newest != before == previous
    assert claims_of(world, old)["name"] == "Ada Holm"
    again = fetches(world, said(asks(world, login_hint="ada"))["code"]).json()
    assert jwt.get_unverified_header(again["id_token"])["kid"] == newest
    assert logs_in(world, "yrsa", "staff")["name"] == "Yrsa Toft"

    world.post("/idp/rotate")
    assert previous not in published(world) == published(world, "staff")
    assert newest in published(world)


@pytest.fixture(scope="module")
def sealing() -> Iterator[httpx.Client]:
    """Stand-ins at which the service has registered a key to encrypt its tokens with."""
    key = public_jwk("sealing", use="enc", alg="RSA-OAEP-256")
    clients = {"hovedindgang": Client("demo-client-secret", encryption_key=key)}
    with (
        running_standins(clients=clients) as base,
        httpx.Client(base_url=base, trust_env=False, timeout=60) as client,
    ):
        yield client


def test_a_token_is_encrypted_for_the_service_alone(sealing: httpx.Client):
    tokens = fetches(sealing, said(asks(sealing, login_hint="ada"))["code"]).json()
    header = jwe.get_unverified_header(tokens["id_token"])
    assert (header["alg"], header["enc"]) == ("RSA-OAEP-256", "A256GCM")
    assert (header["cty"], header["kid"]) == ("JWT", "sealing")
    opened = jwe.decrypt(tokens["id_token"], private_pem("sealing"))
    assert opened is not None
    assert claims_of(sealing, tokens | {"id_token": opened.decode()})["name"] == "Ada Holm"


def test_so_is_the_token_that_says_a_login_is_over():
    client = Client(encryption_key=public_jwk("sealing", use="enc", alg="RSA-OAEP-256"))
    keys = SigningKeys()
    opened = jwe.decrypt(keys.logout_token({"sid": "one"}, client), private_pem("sealing"))
    assert opened is not None
    header = jwt.get_unverified_header(opened.decode())
    assert (header["typ"], header["kid"]) == ("logout+jwt", keys.published[0]["kid"])


def test_that_it_can_is_said(world: httpx.Client):
    found = world.get("/idp/citizen/.well-known/openid-configuration").json()
    assert found["id_token_encryption_alg_values_supported"] == ["RSA-OAEP-256"]
    assert found["id_token_encryption_enc_values_supported"] == ["A256GCM"]
