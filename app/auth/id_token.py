"""Judges an ID token: signed by the provider we asked, for us, now, and for this very login.

OpenID Connect Core 1.0, section 3.1.3.7.
"""

import hmac
from collections.abc import Collection
from typing import Any

from jose import jwt
from jose.exceptions import JOSEError
from jose.utils import base64url_decode

from app.auth.asking import Conversation
from app.auth.provider import JSON, Provider
from app.clock import now

# The algorithm is ours to choose, never the token's; each goes with one kind of key only.
ALGORITHMS = {"RS256": {"kty": "RSA"}, "ES256": {"kty": "EC", "crv": "P-256"}}
LEEWAY_SECONDS = 60
FEWEST_RSA_BITS = 2048
# Several times what any broker's claims take, and little enough to judge at once.
MOST_CHARACTERS = 48 * 1024


# What reading somebody else's token can raise; nesting too deep for Python is a `RecursionError`.
UNREADABLE = (JOSEError, ValueError, TypeError, KeyError, ArithmeticError, RecursionError)


class NotBelieved(Exception):
    """What the provider says is not what it should be; `why` names the respect, not the content."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def claims_in(
    token: str,
    *,
    provider: Provider,
    conversation: Conversation,
    client_id: str,
    nonce: str,
    access_token: str | None,
) -> JSON:
    """The claims of a token that can be believed; raises `NotBelieved`."""
    if len(token) > MOST_CHARACTERS:
        raise NotBelieved("too large")
    key, algorithm = key_for(token, provider, conversation)
    try:
        claims = jwt.decode(
            token,
            key,
            algorithms=[algorithm],
            audience=client_id,
            issuer=provider.issuer,
            access_token=access_token,
            options={
                "leeway": LEEWAY_SECONDS,
                **{f"require_{name}": True for name in ("aud", "iss", "sub", "exp", "iat")},
            },
        )
    except UNREADABLE as problem:
        # Its message may quote the token.
        raise NotBelieved(type(problem).__name__) from None
    _check_the_rest(claims, client_id, nonce)
    return claims


def _check_the_rest(claims: JSON, client_id: str, nonce: str) -> None:
    """What the library leaves to us."""
    said = claims.get("nonce")
    if not isinstance(said, str) or not hmac.compare_digest(said.encode(), nonce.encode()):
        raise NotBelieved("nonce")
    issued = claims["iat"]
    if not isinstance(issued, int | float) or issued > now().timestamp() + LEEWAY_SECONDS:
        raise NotBelieved("time of issue")
    for_several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if for_several else client_id) != client_id:
        raise NotBelieved("authorized party")


def key_for(
    token: str, provider: Provider, conversation: Conversation, kinds: Collection[str] = ("JWT",)
) -> tuple[JSON, str]:
    """The key the token says it is signed with, among the provider's own, and how; `kinds` are
    the values of `typ` it may have, in capitals."""
    try:
        header: dict[str, Any] = jwt.get_unverified_header(token)
    except UNREADABLE:
        raise NotBelieved("not a token") from None
    algorithm = header.get("alg")
    if not isinstance(algorithm, str) or algorithm not in ALGORITHMS:
        raise NotBelieved("algorithm")
    # A token that asks us to understand more than we do, or is of another kind, is not for us.
    typ = str(header.get("typ", "JWT")).upper()
    if {"crit", "zip"} & header.keys() or typ not in kinds:
        raise NotBelieved("header")
    kid = header.get("kid")
    key = _choose(provider.keys(conversation), kid, algorithm) or _choose(
        provider.keys_again(conversation), kid, algorithm
    )
    if key is None:
        raise NotBelieved("unknown key")
    return key, algorithm


def _choose(keys: list[JSON], kid: object, algorithm: str) -> JSON | None:
    """The one key of that name that fits; without a name there must be only one to choose."""
    fitting = [
        key for key in keys if _fits(key, algorithm) and (kid is None or key.get("kid") == kid)
    ]
    return fitting[0] if len(fitting) == 1 else None


def _fits(key: JSON, algorithm: str) -> bool:
    return (
        (key.get("kty") != "RSA" or _bits_of(key) >= FEWEST_RSA_BITS)
        and all(key.get(name) == value for name, value in ALGORITHMS[algorithm].items())
        and key.get("use", "sig") == "sig"
        and key.get("alg", algorithm) == algorithm
    )


def _bits_of(key: JSON) -> int:
    """The length of an RSA key; none for one that cannot be read."""
    try:
        return int.from_bytes(base64url_decode(str(key.get("n", "")).encode())).bit_length()
    except UNREADABLE:
        return 0
