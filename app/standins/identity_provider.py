"""Login: OpenID Connect's code flow with PKCE, one provider for citizens and one for staff."""

from collections.abc import Mapping

from fastapi import FastAPI

from app.standins import login_pages, token_endpoint
from app.standins.behaviour import Behaviour, Misbehaving
from app.standins.problems import speak_problems
from app.standins.provider import Provider

FOR_PROGRAMS = ("/.well-known/openid-configuration", "/jwks", "/token", "/userinfo")


def create_identity_provider(behaviour: Behaviour, clients: Mapping[str, str]) -> FastAPI:
    """Both providers as one program; `clients` are client ids and their secrets."""
    app = FastAPI(title="Login (stand-in)", version="1", docs_url=None, redoc_url=None)
    app.state.provider = Provider(clients)
    app.include_router(login_pages.router)
    app.include_router(token_endpoint.router)
    speak_problems(app)
    app.add_middleware(Misbehaving, behaviour=behaviour, paths=FOR_PROGRAMS)
    return app
