"""Our account at a login provider: where it is, who we are there, and how it writes of people."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# The brokers whose claims `auth/profiles` can read; the first is what nobody has chosen.
PROFILES = ("signaturgruppen", "idura", "signicat", "nemlogin")
# How we show the provider that it is us (OpenID Connect Core 1.0, section 9).
SIGNED = "private_key_jwt"
CLIENT_AUTHENTICATIONS = ("client_secret_basic", "client_secret_post", SIGNED)


@dataclass(frozen=True)
class OidcClient:
    """Our account at a login provider.

    `cpr_match_url` is where the broker says whether a CPR number is the person's, empty where the
    login itself tells the number. The keys are private, as PEM or JWK: `signing_key` for
    `private_key_jwt`, `decryption_key` where the provider encrypts its ID tokens to us.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    profile: str = PROFILES[0]
    client_authentication: str = CLIENT_AUTHENTICATIONS[0]
    cpr_match_url: str = ""
    signing_key: str = field(default="", repr=False)
    decryption_key: str = field(default="", repr=False)


def account_in(systems: Mapping[str, Any], secrets: Mapping[str, str], name: str) -> OidcClient:
    """The account called `name`, as a municipality's row keeps it."""
    kept = systems.get(name, {})
    return OidcClient(
        issuer=kept.get("issuer", ""),
        client_id=kept.get("client_id", ""),
        client_secret=secrets.get(name, ""),
        profile=kept.get("profile", PROFILES[0]),
        client_authentication=kept.get("client_authentication", CLIENT_AUTHENTICATIONS[0]),
        cpr_match_url=kept.get("cpr_match_url", ""),
        signing_key=secrets.get(f"{name}_signing_key", ""),
        decryption_key=secrets.get(f"{name}_decryption_key", ""),
    )
