"""Who may ask SBSYS, and the bearer tokens it has given them."""

import secrets
from typing import Any

from fastapi import Request
from starlette.exceptions import HTTPException

from app.standins.kept import Kept

DEMO_CLIENT_ID = "hovedindgang"
DEMO_CLIENT_SECRET = "demo-sbsys-client-secret"
DEMO_USERNAME = "hovedindgang"
DEMO_PASSWORD = "demo sbsys password"
SECONDS = 300
SHELF = "sbsys-tokens"


class Tokens:
    """Good until the stand-ins begin afresh."""

    def __init__(self, kept: Kept) -> None:
        self.kept = kept

    def may_have_one(
        self, grant_type: str, client_id: str, client_secret: str, username: str, password: str
    ) -> bool:
        """Whoever knows the client's secret; with the password grant, the user's too."""
        if (client_id, client_secret) != (DEMO_CLIENT_ID, DEMO_CLIENT_SECRET):
            return False
        as_user = (username, password) == (DEMO_USERNAME, DEMO_PASSWORD)
        return grant_type == "client_credentials" or (grant_type == "password" and as_user)

    def new(self) -> dict[str, Any]:
        token = secrets.token_urlsafe(32)
        self.kept.put(SHELF, token, {})
        return {"access_token": token, "token_type": "bearer", "expires_in": SECONDS}

    def needed(self, request: Request) -> None:
        """Raise 401 for a call without a token of ours."""
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        if kind != "Bearer" or self.kept.get(SHELF, token) is None:
            raise HTTPException(401, "Token needed")
