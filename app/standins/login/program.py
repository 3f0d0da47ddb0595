"""Login as a program of its own: one provider for citizens and companies, and one for staff."""

from collections.abc import Mapping

from fastapi import FastAPI

from app.standins.behaviour import Behaviour, Misbehaving
from app.standins.login import asking, cpr_match, discovery, leaving, tokens
from app.standins.login.clients import Client
from app.standins.login.provider import Provider
from app.standins.problems import speak_problems

FOR_PROGRAMS = ("/.well-known/openid-configuration", "/jwks", "/token", "/userinfo", "/cpr-match")


def create_login(
    behaviour: Behaviour, outcome: Behaviour, clients: Mapping[str, Client]
) -> FastAPI:
    """Both providers; `outcome` is how the next logins end, whoever tries."""
    app = FastAPI(title="Login (stand-in)", version="1", docs_url=None, redoc_url=None)
    app.state.provider = Provider(clients, outcome)
    for part in (asking, discovery, tokens, cpr_match, leaving):
        app.include_router(part.router)
    speak_problems(app)
    app.add_middleware(Misbehaving, behaviour=behaviour, paths=FOR_PROGRAMS)
    return app
