"""How a service goes through the code flow at the stand-in."""

import base64
import hashlib
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from jose import jwt

VERIFIER = "v" * 43
CHALLENGE = (
    base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
)
BACK = "http://herning.localhost:8000/log-ind/svar"
ASKED = {
    "response_type": "code",
    "client_id": "hovedindgang",
    "redirect_uri": BACK,
    "scope": "openid mitid ssn",
    "state": "the-state",
    "nonce": "the-nonce",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}
FETCH = {
    "grant_type": "authorization_code",
    "redirect_uri": BACK,
    "code_verifier": VERIFIER,
    "client_id": "hovedindgang",
    "client_secret": "demo-client-secret",
}


def asks(world: httpx.Client, realm: str = "citizen", **changed: str) -> httpx.Response:
    return world.get(f"/idp/{realm}/authorize", params=ASKED | changed)


def chooses(
    world: httpx.Client,
    person: str,
    realm: str = "citizen",
    level: str = "Substantial",
    **changed: str,
) -> httpx.Response:
    chosen = {"person": person, "level": level}
    return world.post(f"/idp/{realm}/authorize", params=ASKED | changed, data=chosen)


def said(answer: httpx.Response, back: str = BACK) -> dict[str, str]:
    """What stands in the address the browser is sent back to."""
    assert answer.status_code == 303, answer.text
    address = urlsplit(answer.headers["location"])
    assert f"{address.scheme}://{address.netloc}{address.path}" == back
    return {name: values[0] for name, values in parse_qs(address.query).items()}


def fetches(
    world: httpx.Client, code: str, realm: str = "citizen", **changed: str
) -> httpx.Response:
    return world.post(f"/idp/{realm}/token", data=FETCH | {"code": code} | changed)


def claims_of(
    world: httpx.Client, tokens: dict[str, str], realm: str = "citizen"
) -> dict[str, Any]:
    found = world.get(f"/idp/{realm}/.well-known/openid-configuration").json()
    keys = world.get(found["jwks_uri"]).json()
    return jwt.decode(
        tokens["id_token"],
        keys,
        algorithms=["RS256"],
        audience="hovedindgang",
        issuer=found["issuer"],
        access_token=tokens["access_token"],
    )


def logs_in(
    world: httpx.Client, person: str, realm: str = "citizen", **changed: str
) -> dict[str, Any]:
    """The claims of somebody who has logged in; `changed` is what the service asks for."""
    back = changed.get("redirect_uri", BACK)
    code = said(asks(world, realm, login_hint=person, **changed), back)["code"]
    return claims_of(world, fetches(world, code, realm, redirect_uri=back).json(), realm)
