"""The private keys of our accounts at login providers: judged when given, read when used.

PEM (PKCS #8 or older) or JWK (RFC 7517). RSA of 2,048 bits or more, to sign also P-256
(RFC 7518, sections 3.3, 3.4 and 4.3).
"""

import json
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from jose import jwk
from jose.exceptions import JOSEError

FEWEST_BITS = 2048
# More than any key of ours can need; a longer one would take its time to be read.
MOST_BITS = 8192
Key: TypeAlias = RSAPrivateKey | EllipticCurvePrivateKey


class UnfitKey(Exception):
    """What is wrong with a key, as the rest of a sentence; never the key itself."""


@dataclass(frozen=True)
class PrivateKey:
    """A private key; `name` is what the provider knows it by (`kid`), or empty."""

    key: Key = field(repr=False)
    name: str

    @property
    def algorithm(self) -> str:
        """What it signs with."""
        return "RS256" if isinstance(self.key, RSAPrivateKey) else "ES256"


@lru_cache(maxsize=64)
def signing_key(text: str) -> PrivateKey:
    """The key we sign with; raises `UnfitKey`."""
    found = _read(text)
    if isinstance(found.key, EllipticCurvePrivateKey) and not isinstance(
        found.key.curve, SECP256R1
    ):
        raise UnfitKey("is on another curve than P-256")
    return found


@lru_cache(maxsize=64)
def decryption_key(text: str) -> PrivateKey:
    """The key we decrypt with; raises `UnfitKey`."""
    found = _read(text)
    if not isinstance(found.key, RSAPrivateKey):
        raise UnfitKey("is no RSA key, and decrypting takes one")
    return found


def _read(text: str) -> PrivateKey:
    try:
        found = _from_jwk(text) if text.lstrip().startswith("{") else _from_pem(text)
    except (ValueError, TypeError, KeyError, RecursionError, UnsupportedAlgorithm, JOSEError):
        # The cause may quote the key.
        raise UnfitKey("is no private key in PEM or JWK without a password") from None
    if isinstance(found.key, RSAPrivateKey):
        if not FEWEST_BITS <= found.key.key_size <= MOST_BITS:
            raise UnfitKey(f"has not between {FEWEST_BITS} and {MOST_BITS} bits")
    elif not isinstance(found.key, EllipticCurvePrivateKey):
        raise UnfitKey("is neither RSA nor P-256")
    return found


def _from_pem(text: str) -> PrivateKey:
    return PrivateKey(load_pem_private_key(text.encode(), password=None), "")  # type: ignore[arg-type]


def _from_jwk(text: str) -> PrivateKey:
    said = json.loads(text)
    algorithm = {"RSA": "RS256", "EC": "ES256"}[said["kty"]]
    # Its `alg` and `use` are for others; what it is used for here is asked by name.
    key = jwk.construct(said, algorithm).prepared_key  # type: ignore[attr-defined]
    if not hasattr(key, "private_bytes"):
        raise ValueError("public")
    return PrivateKey(key, str(said.get("kid", "")))
