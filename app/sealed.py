"""Sealing: what is personal is unreadable in the database without our keys.

AES-256-GCM (NIST SP 800-38D); a sealed value is one version byte, four bytes naming the key,
a nonce of twelve bytes, and the ciphertext. Keys rotate: the newest seals, all of them open.
What we must look up by is kept beside it as a keyed digest (HMAC-SHA-256).
"""

import hashlib
import hmac
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator

from app.settings import settings

VERSION = b"\x01"
KEY_ID_BYTES = 4
NONCE_BYTES = 12


class CannotOpen(Exception):
    """A sealed value that none of our keys opens: a key is missing, or the value was changed."""


@dataclass(frozen=True)
class Keys:
    """What is derived from one secret: a name, a key that seals, a key that digests."""

    name: bytes
    sealing: AESGCM
    digesting: bytes


def _derive(secret: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret.encode())


@cache
def _keys_of(secrets: tuple[str, ...]) -> tuple[Keys, ...]:
    return tuple(
        Keys(
            name=_derive(secret, b"hovedindgang name")[:KEY_ID_BYTES],
            sealing=AESGCM(_derive(secret, b"hovedindgang sealing")),
            digesting=_derive(secret, b"hovedindgang digest"),
        )
        for secret in secrets
    )


def keys() -> tuple[Keys, ...]:
    """The keys of this process, newest first."""
    return _keys_of(settings().keys)


def seal(plain: bytes, place: str) -> bytes:
    """Seal with the newest key, bound to `place` so that it cannot be moved to another column."""
    newest = keys()[0]
    nonce = os.urandom(NONCE_BYTES)
    return VERSION + newest.name + nonce + newest.sealing.encrypt(nonce, plain, place.encode())


def unseal(sealed: bytes, place: str) -> bytes:
    """Open what `seal` closed; raises `CannotOpen`."""
    name = sealed[1 : 1 + KEY_ID_BYTES]
    nonce = sealed[1 + KEY_ID_BYTES : 1 + KEY_ID_BYTES + NONCE_BYTES]
    body = sealed[1 + KEY_ID_BYTES + NONCE_BYTES :]
    for key in keys():
        if sealed[:1] == VERSION and key.name == name:
            try:
                return key.sealing.decrypt(nonce, body, place.encode())
            except InvalidTag:
                break
    # Raised without the value or its cause: neither may reach a log.
    raise CannotOpen(f"a value sealed for {place} cannot be opened") from None


def digest(value: str) -> bytes:
    """A keyed digest to look a value up by; the value cannot be found from it without the key."""
    return hmac.new(keys()[0].digesting, value.encode(), hashlib.sha256).digest()


def digests(value: str) -> list[bytes]:
    """The digests a value may have been stored under, newest key first."""
    return [hmac.new(key.digesting, value.encode(), hashlib.sha256).digest() for key in keys()]


def with_newest_key(kept: bytes, values: Iterable[str]) -> bytes | None:
    """The digest by the newest key of the value that `kept` is a digest of, by any of our keys;
    None if it is of none of these values."""
    for value in values:
        found = digests(value)
        if kept in found:
            return found[0]
    return None


class SealedJSON(TypeDecorator[Any]):
    """A column holding a JSON value, sealed. It notices assignment, not mutation."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        if value is None:
            return None
        plain = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return seal(plain.encode(), self.place)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(unseal(value, self.place))


class SealedBytes(TypeDecorator[bytes]):
    """A column holding bytes, sealed."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else seal(value, self.place)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else unseal(value, self.place)
