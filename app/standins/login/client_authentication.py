"""Which service is asking: proven by its secret, or by a token signed with its own key.

RFC 6749 section 2.3, and private_key_jwt of OpenID Connect Core 1.0 section 9 (RFC 7523).
"""

import base64
import binascii
import threading
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote_plus

from fastapi import Request
from jose import jwt
from jose.exceptions import JOSEError

from app.standins.login.clients import JWK, Client

METHODS = ("client_secret_basic", "client_secret_post", "private_key_jwt")
ALGORITHMS = {"RS256": "RSA", "ES256": "EC"}
BY_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
AT_MOST_SECONDS = 600


class NotTheClient(Exception):
    """Nobody we know, or they cannot prove it."""


class SpentAssertions:
    """Assertions that were shown once, by client and `jti`, for as long as they would be valid."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._until: dict[tuple[str, str], float] = {}

    def spend(self, client_id: str, jti: str, until: float) -> bool:
        """True the first time."""
        with self._lock:
            now = time.time()
            self._until = {key: end for key, end in self._until.items() if end > now}
            if (client_id, jti) in self._until:
                return False
            self._until[client_id, jti] = until
            return True


def client_behind(
    request: Request,
    said: Mapping[str, str],
    *,
    clients: Mapping[str, Client],
    spent: SpentAssertions,
    audiences: tuple[str, ...],
) -> str:
    """The client id of whoever asks; raises `NotTheClient`. `said` is the posted form.

    `audiences` are the names by which an assertion may call us.
    """
    if said.get("client_assertion_type") == BY_ASSERTION:
        return _by_assertion(said, clients, spent, audiences)
    client_id, secret = _basic(request) or (
        said.get("client_id", ""),
        said.get("client_secret", ""),
    )
    if client_id not in clients or not clients[client_id].has_secret(secret):
        raise NotTheClient
    return client_id


def _by_assertion(
    said: Mapping[str, str],
    clients: Mapping[str, Client],
    spent: SpentAssertions,
    audiences: tuple[str, ...],
) -> str:
    assertion = said.get("client_assertion", "")
    try:
        client_id = jwt.get_unverified_claims(assertion).get("sub")
        header = jwt.get_unverified_header(assertion)
        if not isinstance(client_id, str) or client_id not in clients:
            raise NotTheClient
        key = _key_for(header, clients[client_id])
        claims = jwt.decode(
            assertion,
            dict(key),
            algorithms=[header["alg"]],
            issuer=client_id,
            subject=client_id,
            options={"verify_aud": False, "require_exp": True, "require_jti": True},
        )
    except JOSEError:
        raise NotTheClient from None
    if said.get("client_id", client_id) not in ("", client_id):
        raise NotTheClient
    if not _is_for_us(claims, audiences) or claims["exp"] > time.time() + AT_MOST_SECONDS:
        raise NotTheClient
    if not spent.spend(client_id, str(claims["jti"]), claims["exp"]):
        raise NotTheClient
    return client_id


def _key_for(header: Mapping[str, Any], client: Client) -> JWK:
    """The registered key the assertion names, or the only one that fits when it names none."""
    kind = ALGORITHMS.get(str(header.get("alg")))
    fitting = [
        key
        for key in client.signing_keys
        if key.get("kty") == kind and header.get("kid") in (None, key.get("kid"))
    ]
    if len(fitting) != 1:
        raise NotTheClient
    return fitting[0]


def _is_for_us(claims: Mapping[str, Any], audiences: tuple[str, ...]) -> bool:
    named = claims.get("aud")
    return any(each in audiences for each in (named if isinstance(named, list) else [named]))


def _basic(request: Request) -> tuple[str, str] | None:
    """client_secret_basic; both parts are form-encoded inside (RFC 6749, section 2.3.1)."""
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        client_id, _, secret = base64.b64decode(encoded).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return ("", "")
    return unquote_plus(client_id), unquote_plus(secret)
