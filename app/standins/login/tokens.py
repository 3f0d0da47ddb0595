"""What a service fetches after a login: the tokens behind a code, and who it is."""

from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request
from fastapi.responses import JSONResponse

from app.standins.login.claims import claims_of, login_claims
from app.standins.login.client_authentication import NotTheClient
from app.standins.login.grants import TOKEN_SECONDS, Grant
from app.standins.login.levels import IN_DANISH
from app.standins.login.logins import Login
from app.standins.login.provider import CurrentProvider, Provider, Realm, issuer_of, people_of
from app.standins.login.refusals import not_the_client, refusal

router = APIRouter()
Text = Annotated[str, Form()]


@router.post("/{realm}/token")
def give_tokens(
    request: Request,
    realm: Realm,
    provider: CurrentProvider,
    grant_type: Text = "",
    code: Text = "",
    redirect_uri: Text = "",
    code_verifier: Text = "",
    client_id: Text = "",
    client_secret: Text = "",
    client_assertion_type: Text = "",
    client_assertion: Text = "",
) -> JSONResponse:
    said = {
        "client_id": client_id,
        "client_secret": client_secret,
        "client_assertion_type": client_assertion_type,
        "client_assertion": client_assertion,
    }
    try:
        client_id = provider.client_behind(request, realm, said)
    except NotTheClient:
        return not_the_client()
    if grant_type != "authorization_code":
        return refusal("unsupported_grant_type")
    # Redeemed before it is judged: a code that was shown once is spent, rightly or wrongly.
    grant = provider.grants.redeem(code)
    wanted = (issuer_of(request, realm), client_id, redirect_uri)
    if grant is None or (grant.issuer, grant.client_id, grant.redirect_uri) != wanted:
        return refusal("invalid_grant")
    if not grant.is_proven_by(code_verifier):
        return refusal("invalid_grant")
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
    who = people_of(realm, grant.scopes)[grant.key]
    claims = claims_of(who, grant.scopes)
    access_token = provider.grants.give_token(claims | {"iss": grant.issuer})
    client = provider.clients[grant.client_id]
    provider.logins.remember(_login(grant, who.name, claims["sub"]))
    return JSONResponse(
        {
            "token_type": "Bearer",
            "access_token": access_token,
            "expires_in": TOKEN_SECONDS,
            "id_token": provider.keys.id_token(login_claims(grant) | claims, access_token, client),
            "scope": " ".join(sorted(grant.scopes)),
        },
        headers={"cache-control": "no-store"},
    )


def _login(grant: Grant, name: str, sub: str) -> Login:
    back = urlsplit(grant.redirect_uri)
    return Login(
        sid=grant.sid,
        sub=sub,
        name=name,
        issuer=grant.issuer,
        client_id=grant.client_id,
        origin=f"{back.scheme}://{back.netloc}",
        level=IN_DANISH[grant.level],
        began_at=datetime.fromtimestamp(grant.auth_time, UTC),
    )
