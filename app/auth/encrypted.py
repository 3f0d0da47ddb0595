"""Opens an ID token that a provider has encrypted to us: a signed token within (RFC 7516, 7519).

RSA-OAEP-256 with A256GCM and nothing else. Whatever is too large, compressed or asks for another
algorithm is refused by its header, before anything is decrypted or unpacked.
"""

import json
from typing import Any

from jose import jwe
from jose.utils import base64url_decode

from app.auth.id_token import MOST_CHARACTERS, UNREADABLE, NotBelieved
from app.municipalities.accounts import OidcClient
from app.municipalities.private_keys import UnfitKey, decryption_key

PARTS = 5
HOW = {"alg": "RSA-OAEP-256", "enc": "A256GCM"}


def signed_inside(token: str, account: OidcClient) -> str:
    """The signed token, decrypted where our account has a key for it; raises `NotBelieved`.

    With a key nothing but an encrypted token will do, and without one nothing but a plain one.
    """
    if len(token) > MOST_CHARACTERS:
        raise NotBelieved("too large")
    encrypted = token.count(".") == PARTS - 1
    if encrypted != bool(account.decryption_key):
        raise NotBelieved("not encrypted" if account.decryption_key else "encrypted")
    return _decrypted(token, account.decryption_key) if encrypted else token


def _decrypted(token: str, key: str) -> str:
    _refuse_header(_header_of(token))
    try:
        found = jwe.decrypt(token, decryption_key(key).key)  # type: ignore[arg-type]
    except UnfitKey:
        raise NotBelieved("we have no key to decrypt with") from None
    except UNREADABLE as problem:
        raise NotBelieved(f"decryption: {type(problem).__name__}") from None
    if found is None:
        raise NotBelieved("decryption")
    try:
        return found.decode("ascii")
    except UnicodeDecodeError:
        raise NotBelieved("no token inside") from None


def _refuse_header(header: dict[str, Any]) -> None:
    if any(header.get(name) != value for name, value in HOW.items()):
        raise NotBelieved("encryption algorithm")
    # `zip` could unpack to any size; `crit` asks us to understand more than we do.
    if "zip" in header or "crit" in header or str(header.get("cty", "JWT")).upper() != "JWT":
        raise NotBelieved("header")


def _header_of(token: str) -> dict[str, Any]:
    try:
        header = json.loads(base64url_decode(token.partition(".")[0].encode()))
    except UNREADABLE:
        raise NotBelieved("not a token") from None
    if not isinstance(header, dict):
        raise NotBelieved("not a token")
    return header
