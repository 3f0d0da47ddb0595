"""The provider's signing keys: one that signs, and the one before it, still published.

They are made when the program starts and never leave it.
"""

import base64
import hashlib
import threading
from functools import cached_property
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from jose import jwe, jwk, jwt
from jose.exceptions import JOSEError

from app.standins.login.clients import Client

ALGORITHM = "RS256"
KEY_ENCRYPTION, CONTENT_ENCRYPTION = "RSA-OAEP-256", "A256GCM"


class SigningKey:
    """An RSA key; its name is taken from itself."""

    def __init__(self) -> None:
        self._pem = (
            rsa.generate_private_key(public_exponent=65537, key_size=2048)
            .private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            .decode()
        )

    @cached_property
    def public_jwk(self) -> dict[str, Any]:
        public = jwk.construct(self._pem, ALGORITHM).public_key().to_dict()
        found = {name: _as_text(value) for name, value in public.items()}
        fingerprint = hashlib.sha256(found["n"].encode()).digest()[:12]
        return found | {"kid": base64.urlsafe_b64encode(fingerprint).decode(), "use": "sig"}

    def sign(self, claims: dict[str, Any], access_token: str | None, kind: str) -> str:
        headers = {"kid": self.public_jwk["kid"], "typ": kind}
        return str(jwt.encode(claims, self._pem, ALGORITHM, headers, access_token))


class SigningKeys:
    """The newest key signs; the previous one is published until the next rotation."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._keys: tuple[SigningKey, ...] = (SigningKey(),)

    def rotate(self) -> None:
        new = SigningKey()
        with self._lock:
            self._keys = (new, self._keys[0])

    @property
    def published(self) -> list[dict[str, Any]]:
        """Public keys as JWKs, the newest first."""
        return [key.public_jwk for key in self._keys]

    def id_token(self, claims: dict[str, Any], access_token: str, client: Client) -> str:
        """A signed ID token; `at_hash` ties it to the access token given with it."""
        return _sealed(self._keys[0].sign(claims, access_token, "JWT"), client)

    def logout_token(self, claims: dict[str, Any], client: Client) -> str:
        """Encrypted where ID tokens are (OpenID Connect Back-Channel Logout 1.0, section 2.4)."""
        return _sealed(self._keys[0].sign(claims, None, "logout+jwt"), client)

    def claims_in(self, id_token: str) -> dict[str, Any] | None:
        """What one of our own ID tokens says, be it long expired; None for anything else."""
        options = {"verify_aud": False, "verify_exp": False, "verify_at_hash": False}
        try:
            return jwt.decode(
                id_token, {"keys": self.published}, algorithms=[ALGORITHM], options=options
            )
        except JOSEError:
            return None


def _sealed(token: str, client: Client) -> str:
    if client.encryption_key is None:
        return token
    sealed: bytes = jwe.encrypt(
        token,
        dict(client.encryption_key),
        encryption=CONTENT_ENCRYPTION,
        algorithm=KEY_ENCRYPTION,
        cty="JWT",
        kid=client.encryption_key.get("kid"),
    )
    return sealed.decode()


def _as_text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
