"""What programs ask the login providers: where everything is, their keys, tokens, and who it is."""

import base64
import binascii
from typing import Annotated, Any
from urllib.parse import unquote_plus

from fastapi import APIRouter, Form, Request
from fastapi.responses import JSONResponse

from app.standins.grants import TOKEN_SECONDS, Grant
from app.standins.provider import CurrentProvider, Provider, Realm, claims_of, issuer_of
from app.standins.tokens import LEVELS, login_claims

router = APIRouter()


@router.get("/{realm}/.well-known/openid-configuration")
def discover(request: Request, realm: Realm) -> dict[str, Any]:
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
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": ["openid", "profile", "mitid", "ssn", "ssn.details_name"],
        "acr_values_supported": list(LEVELS.values()),
        "authorization_response_iss_parameter_supported": True,
    }


@router.get("/{realm}/jwks")
def show_keys(realm: Realm, provider: CurrentProvider) -> dict[str, Any]:
    return {"keys": [provider.key.public_jwk]}


@router.post("/{realm}/token")
def give_tokens(
    request: Request,
    realm: Realm,
    provider: CurrentProvider,
    grant_type: Annotated[str, Form()] = "",
    code: Annotated[str, Form()] = "",
    redirect_uri: Annotated[str, Form()] = "",
    code_verifier: Annotated[str, Form()] = "",
    client_id: Annotated[str, Form()] = "",
    client_secret: Annotated[str, Form()] = "",
) -> JSONResponse:
    client_id, client_secret = _basic(request) or (client_id, client_secret)
    if not provider.knows(client_id, client_secret):
        return _no("invalid_client", 401)
    if grant_type != "authorization_code":
        return _no("unsupported_grant_type")
    # Redeemed before it is judged: a code that was shown once is spent, rightly or wrongly.
    grant = provider.grants.redeem(code)
    wanted = (issuer_of(request, realm), client_id, redirect_uri)
    if grant is None or (grant.issuer, grant.client_id, grant.redirect_uri) != wanted:
        return _no("invalid_grant")
    if not grant.is_proven_by(code_verifier):
        return _no("invalid_grant")
    return _tokens(realm, provider, grant)


@router.get("/{realm}/userinfo")
def tell_who(request: Request, realm: Realm, provider: CurrentProvider) -> JSONResponse:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    claims = provider.grants.claims_of(token) if scheme.lower() == "bearer" else None
    if claims is None or claims["iss"] != issuer_of(request, realm):
        headers = {"www-authenticate": 'Bearer error="invalid_token"'}
        return JSONResponse({"error": "invalid_token"}, 401, headers)
    return JSONResponse({name: value for name, value in claims.items() if name != "iss"})


def _tokens(realm: Realm, provider: Provider, grant: Grant) -> JSONResponse:
    who = claims_of(realm, grant.key, set(grant.scopes))
    access_token = provider.grants.give_token(who | {"iss": grant.issuer})
    claims = login_claims(grant.level, grant.auth_time, grant.nonce) | who
    claims |= {"iss": grant.issuer, "aud": grant.client_id}
    return JSONResponse(
        {
            "token_type": "Bearer",
            "access_token": access_token,
            "expires_in": TOKEN_SECONDS,
            "id_token": provider.key.sign(claims, access_token),
            "scope": " ".join(sorted(grant.scopes)),
        },
        headers={"cache-control": "no-store"},
    )


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


def _no(error: str, status: int = 400) -> JSONResponse:
    headers = {"cache-control": "no-store"}
    if status == 401:
        headers["www-authenticate"] = 'Basic realm="token"'
    return JSONResponse({"error": error}, status, headers)
