"""The login provider's key and its ID tokens, with the claims of a Danish broker."""

import base64
import hashlib
import uuid
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from jose import jwk, jwt

from app.standins.person import NAMESPACE, Colleague, Person

LEVELS = {
    "Low": "https://data.gov.dk/concept/core/nsis/Low",
    "Substantial": "https://data.gov.dk/concept/core/nsis/Substantial",
    "High": "https://data.gov.dk/concept/core/nsis/High",
}
TOKEN_SECONDS = 300
NAME_SCOPES = {"mitid", "profile", "ssn.details_name"}


class SigningKey:
    """An RSA key made when the program starts; it never leaves it."""

    def __init__(self) -> None:
        self._pem = (
            rsa.generate_private_key(public_exponent=65537, key_size=2048)
            .private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            .decode()
        )

    @cached_property
    def public_jwk(self) -> dict[str, Any]:
        public = jwk.construct(self._pem, "RS256").public_key().to_dict()
        found = {name: _as_text(value) for name, value in public.items()}
        fingerprint = hashlib.sha256(found["n"].encode()).digest()[:12]
        return found | {"kid": base64.urlsafe_b64encode(fingerprint).decode(), "use": "sig"}

    def sign(self, claims: dict[str, Any], access_token: str) -> str:
        """A signed ID token; `at_hash` ties it to the access token given with it."""
        return str(
            jwt.encode(
                claims,
                self._pem,
                "RS256",
                headers={"kid": self.public_jwk["kid"]},
                access_token=access_token,
            )
        )


def login_claims(level: str, auth_time: int, nonce: str) -> dict[str, Any]:
    """What the token says of the login itself. Times are seconds since 1970."""
    now = int(datetime.now(UTC).timestamp())
    claims = {
        "iat": now,
        "nbf": now,
        "exp": now + TOKEN_SECONDS,
        "auth_time": auth_time,
        "jti": str(uuid.uuid4()),
        "loa": LEVELS[level],
        "acr": LEVELS[level],
    }
    return claims | ({"nonce": nonce} if nonce else {})


def citizen_claims(person: Person, scopes: set[str]) -> dict[str, Any]:
    """Claims of a private MitID: the CPR number only with the scope `ssn`."""
    today = date.today()
    claims: dict[str, Any] = {
        "sub": person.login_id,
        "idp": "mitid",
        "identity_type": "private",
        "mitid.uuid": person.login_id,
        "mitid.age": person.age(today),
        "mitid.date_of_birth": person.born.isoformat(),
        "mitid.has_cpr": True,
        "mitid.transaction_id": str(uuid.uuid4()),
        "ssn.details.name_address_protected": person.protected,
    }
    if scopes & NAME_SCOPES:
        claims |= {"mitid.identity_name": person.name, "name": person.name}
    if "ssn" in scopes:
        claims["dk.cpr"] = person.cpr
    return claims


def staff_claims(colleague: Colleague) -> dict[str, Any]:
    """Claims of an employee: where they work, in which roles, and for which KLE numbers."""
    return {
        "sub": colleague.login_id,
        "idp": "mitid_erhverv",
        "identity_type": "professional",
        "name": colleague.name,
        "email": colleague.email,
        "nemlogin.name": colleague.name,
        "nemlogin.persistent_professional_id": str(uuid.uuid5(NAMESPACE, colleague.login_id)),
        "roles": list(colleague.roles),
        "municipality_code": colleague.municipality_code,
        "kle": list(colleague.kle),
    }


def _as_text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
