"""Tells a service that a login is over: OpenID Connect Back-Channel Logout 1.0."""

import time
import uuid

import httpx

from app.standins.login.logins import Login
from app.standins.login.provider import Provider
from app.standins.reaching import client, reachable

PATH = "/log-ind/afmeldt"
EVENT = "http://schemas.openid.net/event/backchannel-logout"
TOKEN_SECONDS = 120


def say_farewell(provider: Provider, login: Login) -> str:
    """Post a logout token to the service; what came of it, in Danish. Takes at most five seconds.

    A service that does not listen keeps its login for as long as it likes: we have ended ours.
    """
    address, host = reachable(login.origin + PATH)
    try:
        answer = client().post(
            address, data={"logout_token": _token(provider, login)}, headers={"host": host}
        )
    except httpx.HTTPError as trouble:
        return f"tjenesten kunne ikke nås ({type(trouble).__name__})"
    if answer.status_code in (200, 204):
        return "tjenesten har fået besked"
    return f"tjenesten tog ikke imod beskeden ({answer.status_code})"


def _token(provider: Provider, login: Login) -> str:
    now = int(time.time())
    claims = {
        "iss": login.issuer,
        "aud": login.client_id,
        "iat": now,
        "exp": now + TOKEN_SECONDS,
        "jti": str(uuid.uuid4()),
        "sub": login.sub,
        "sid": login.sid,
        "events": {EVENT: {}},
    }
    return provider.keys.logout_token(claims, provider.clients[login.client_id])
