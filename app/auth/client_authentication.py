"""How we show a login provider that it is us: a secret, or a token signed with our own key.

OpenID Connect Core 1.0, section 9; RFC 6749, section 2.3.1; RFC 7523.
"""

import uuid
from dataclasses import dataclass, field
from urllib.parse import quote

import httpx
from jose import jwt

from app.auth.asking import ProviderSilent
from app.clock import now
from app.municipalities.accounts import SIGNED, OidcClient
from app.municipalities.private_keys import UnfitKey, signing_key

JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ASSERTION_SECONDS = 60


@dataclass(frozen=True)
class Proof:
    """What goes along with a question: in its headers (`auth`), or among its fields."""

    auth: httpx.Auth = field(default_factory=httpx.Auth)
    fields: dict[str, str] = field(default_factory=dict, repr=False)


def proof_of(account: OidcClient) -> Proof:
    """The proof that this account's provider asks for, new for each question.

    Raises `ProviderSilent` where our own key is missing or unfit.
    """
    if account.client_authentication == SIGNED:
        return Proof(
            fields={
                "client_id": account.client_id,
                "client_assertion_type": JWT_BEARER,
                "client_assertion": _assertion(account),
            }
        )
    if account.client_authentication == "client_secret_post":
        return Proof(
            fields={"client_id": account.client_id, "client_secret": account.client_secret}
        )
    # Form-encoded inside, RFC 6749 section 2.3.1.
    return Proof(
        httpx.BasicAuth(quote(account.client_id, safe=""), quote(account.client_secret, safe=""))
    )


def _assertion(account: OidcClient) -> str:
    """For the issuer alone, used once, within a minute."""
    try:
        key = signing_key(account.signing_key)
    except UnfitKey:
        raise ProviderSilent("we have no key to sign with") from None
    moment = int(now().timestamp())
    claims = {
        "iss": account.client_id,
        "sub": account.client_id,
        "aud": account.issuer,
        "jti": str(uuid.uuid4()),
        "iat": moment,
        "exp": moment + ASSERTION_SECONDS,
    }
    return jwt.encode(
        claims,
        key.key,  # type: ignore[arg-type]
        key.algorithm,
        headers={"kid": key.name} if key.name else None,
    )
