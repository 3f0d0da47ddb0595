"""What a provider says of itself: where everything is, what it can do, and its public keys."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from app.standins.login.client_authentication import ALGORITHMS, METHODS
from app.standins.login.keys import ALGORITHM, CONTENT_ENCRYPTION, KEY_ENCRYPTION
from app.standins.login.levels import LEVELS
from app.standins.login.provider import CurrentProvider, Realm, issuer_of

SCOPES = ("openid", "profile", "mitid", "ssn", "ssn.details_name", "nemlogin")

router = APIRouter()


@router.get("/{realm}/.well-known/openid-configuration")
def discover(request: Request, realm: Realm) -> dict[str, Any]:
    """OpenID Connect Discovery 1.0."""
    issuer = issuer_of(request, realm)
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": f"{issuer}/token",
        "userinfo_endpoint": f"{issuer}/userinfo",
        "jwks_uri": f"{issuer}/jwks",
        "end_session_endpoint": f"{issuer}/end-session",
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [ALGORITHM],
        "id_token_encryption_alg_values_supported": [KEY_ENCRYPTION],
        "id_token_encryption_enc_values_supported": [CONTENT_ENCRYPTION],
        "token_endpoint_auth_methods_supported": list(METHODS),
        "token_endpoint_auth_signing_alg_values_supported": list(ALGORITHMS),
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": list(SCOPES),
        "acr_values_supported": list(LEVELS.values()),
        "prompt_values_supported": ["none", "login"],
        "authorization_response_iss_parameter_supported": True,
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
    }


@router.get("/{realm}/jwks")
def show_keys(realm: Realm, provider: CurrentProvider) -> dict[str, Any]:
    return {"keys": provider.keys.published}


@router.post("/rotate")
def rotate_keys(provider: CurrentProvider) -> Response:
    """Sign with a new key from now on; the previous one is published until the next time."""
    provider.keys.rotate()
    return RedirectResponse("/#idp", 303)
