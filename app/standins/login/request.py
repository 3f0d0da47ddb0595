"""What a service asks for when it sends somebody to log in, judged before anything is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from app.standins.login.clients import Client
from app.standins.login.grants import Grant
from app.standins.login.levels import LEVELS, USUAL, NotUnderstood, level_asked_for


class NotAClient(Exception):
    """Nobody we know, or an address we must not send anybody to: told on a page of our own."""


class RefusedLogin(Exception):
    """Asked in the wrong way; `address` brings the citizen back with the error."""

    def __init__(self, address: str) -> None:
        super().__init__("refused")
        self.address = address


@dataclass(frozen=True)
class LoginRequest:
    """A login that may be answered.

    `level_asked_for` is »« when the service asks for none; `level` is what one logs in with when
    nothing else is chosen.
    """

    client_id: str
    redirect_uri: str
    state: str
    nonce: str
    challenge: str
    scopes: frozenset[str]
    login_hint: str
    level_asked_for: str
    level: str

    def grant(self, issuer: str, key: str, level: str) -> Grant:
        return Grant(
            issuer=issuer,
            client_id=self.client_id,
            redirect_uri=self.redirect_uri,
            challenge=self.challenge,
            nonce=self.nonce,
            scopes=self.scopes,
            key=key,
            level=level,
        )

    def success(self, code: str, issuer: str) -> str:
        return self._back({"code": code, "iss": issuer})

    def refusal(self, error: str, description: str = "", issuer: str = "") -> str:
        said = {"error": error, "error_description": description, "iss": issuer}
        return self._back({name: value for name, value in said.items() if value})

    def _back(self, said: dict[str, str]) -> str:
        return with_query(self.redirect_uri, said | ({"state": self.state} if self.state else {}))


def read_login_request(query: Mapping[str, str], clients: Mapping[str, Client]) -> LoginRequest:
    """The request in a query string; raises `NotAClient` or `RefusedLogin`.

    `login_hint` is a person's key, or »error:« and an OAuth error; `level` says with it what the
    person chooses (Low, Substantial, High). Both are for tests.
    """
    if query.get("client_id") not in clients:
        raise NotAClient("Tjenesten, du kommer fra, er ikke kendt her (client_id).")
    if not is_of_this_machine(query.get("redirect_uri", "")):
        raise NotAClient("Adressen, du skulle tilbage til, er ikke på denne maskine.")
    level_asked_for, understood = _level_asked_for(query)
    asked = LoginRequest(
        client_id=query["client_id"],
        redirect_uri=query["redirect_uri"],
        state=query.get("state", ""),
        nonce=query.get("nonce", ""),
        challenge=query.get("code_challenge", ""),
        scopes=frozenset(query.get("scope", "").split()),
        login_hint=query.get("login_hint", ""),
        level_asked_for=level_asked_for,
        level=query.get("level") or level_asked_for or USUAL,
    )
    if query.get("response_type") != "code":
        raise RefusedLogin(asked.refusal("unsupported_response_type"))
    if "openid" not in asked.scopes:
        raise RefusedLogin(asked.refusal("invalid_scope"))
    if query.get("code_challenge_method") != "S256" or len(asked.challenge) != 43:
        raise RefusedLogin(asked.refusal("invalid_request"))
    if asked.level not in LEVELS or not understood:
        raise RefusedLogin(asked.refusal("invalid_request"))
    if query.get("prompt") == "none":
        raise RefusedLogin(asked.refusal("login_required"))
    return asked


def _level_asked_for(query: Mapping[str, str]) -> tuple[str, bool]:
    """The level, and whether it was asked for in a way that can be understood."""
    try:
        return level_asked_for(query.get("acr_values", ""), query.get("idp_params", "")), True
    except NotUnderstood:
        return "", False


def is_of_this_machine(address: str) -> bool:
    """True for http(s) addresses of this machine, at any port."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    here = host in ("localhost", "127.0.0.1", "::1") or host.endswith(".localhost")
    return parts.scheme in ("http", "https") and here and not parts.fragment


def with_query(address: str, more: Mapping[str, str]) -> str:
    """The address with more in its query string."""
    parts = urlsplit(address)
    query = urlencode([*parse_qsl(parts.query, keep_blank_values=True), *more.items()])
    return urlunsplit(parts._replace(query=query))
