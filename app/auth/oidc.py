"""Login at a provider: OpenID Connect's code flow with PKCE, state and nonce (RFC 9700).

No database transaction is open while the provider is asked.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

import httpx
from authlib.common.errors import AuthlibBaseError  # type: ignore[import-untyped]
from authlib.oauth2 import OAuth2Client  # type: ignore[import-untyped]

from app.auth.asking import Conversation, ProviderSilent
from app.auth.claims import CITIZEN_SCOPE, STAFF_SCOPE, citizen_from, staff_from
from app.auth.id_token import NotBelieved, claims_in
from app.auth.people import Kind, Login
from app.auth.provider import Endpoints, provider_at
from app.auth.under_way import Secrets
from app.municipalities.municipality import Municipality, OidcClient

LOGOUT_SECONDS = 2.0


class LoginRefused(Exception):
    """The provider said no; `denied` when the person gave up there, or may not log in."""

    def __init__(self, why: str, *, denied: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.denied = denied


@dataclass(frozen=True)
class Answer:
    """What the provider sent the browser back with."""

    code: str
    error: str
    issuer: str


def account_of(municipality: Municipality, kind: Kind) -> OidcClient:
    """Our account at the provider for citizens, or the one for staff."""
    return municipality.staff_oidc if kind == "staff" else municipality.citizen_oidc


def endpoints_of(account: OidcClient, conversation: Conversation) -> Endpoints:
    """Where the account's provider does what; raises `ProviderSilent`."""
    if not account.issuer:
        raise ProviderSilent("the municipality has no login provider")
    return provider_at(account.issuer).endpoints(conversation)


def address_to_leave_for(
    endpoints: Endpoints, account: OidcClient, said: Secrets, state: str, language: str
) -> str:
    """The provider's address that the browser is sent to."""
    address, _ = _client(account, said).create_authorization_url(
        endpoints.authorize,
        state=state,
        nonce=said.nonce,
        code_verifier=said.verifier,
        ui_locales=language,
    )
    return str(address)


def login_behind(account: OidcClient, said: Secrets, answer: Answer) -> Login:
    """Who has logged in; raises `LoginRefused`, `NotBelieved` or `ProviderSilent`."""
    conversation = Conversation()
    endpoints = endpoints_of(account, conversation)
    # Before anything else: the answer may be from another provider than the one we asked.
    if answer.issuer != account.issuer and (answer.issuer or endpoints.names_itself):
        raise NotBelieved("answer names another issuer")
    if answer.error:
        raise _refusal(answer.error)
    if not answer.code:
        raise NotBelieved("answer without code")
    token = _fetch_token(endpoints, account, said, answer.code, conversation)
    id_token = token.get("id_token")
    if not isinstance(id_token, str):
        raise NotBelieved("no ID token")
    access_token = token.get("access_token")
    claims = claims_in(
        id_token,
        provider=provider_at(account.issuer),
        conversation=conversation,
        client_id=account.client_id,
        nonce=said.nonce,
        access_token=access_token if isinstance(access_token, str) else None,
    )
    person = staff_from(claims) if said.kind == "staff" else citizen_from(claims)
    return Login(
        identities=(person,),
        issuer=account.issuer,
        subject=str(claims["sub"]),
        sid=str(claims.get("sid", "")),
        id_token=id_token,
    )


def address_to_end_at(account: OidcClient, farewell: str) -> str | None:
    """The provider's own logout (OpenID Connect RP-Initiated Logout 1.0); None without one.

    We keep no ID token to show there: the client id is enough to know where to send people back.
    """
    try:
        address = endpoints_of(account, Conversation(LOGOUT_SECONDS)).end_session
    except ProviderSilent:
        return None
    if not address:
        return None
    rest = urlencode({"client_id": account.client_id, "post_logout_redirect_uri": farewell})
    return f"{address}{'&' if '?' in address else '?'}{rest}"


def _fetch_token(
    endpoints: Endpoints, account: OidcClient, said: Secrets, code: str, conversation: Conversation
) -> dict[str, Any]:
    """Exchange the code for tokens."""
    try:
        token = _client(account, said, session=conversation).fetch_token(
            endpoints.token,
            grant_type="authorization_code",
            code=code,
            code_verifier=said.verifier,
            # Form-encoded inside, RFC 6749 section 2.3.1.
            auth=httpx.BasicAuth(
                quote(account.client_id, safe=""), quote(account.client_secret, safe="")
            ),
        )
    except AuthlibBaseError as problem:
        raise LoginRefused(f"token endpoint: {_known(problem.error)}") from None
    except (httpx.HTTPStatusError, ValueError, RecursionError) as problem:
        raise ProviderSilent(f"token endpoint: {type(problem).__name__}") from None
    return dict(token)


def _client(account: OidcClient, said: Secrets, session: Conversation | None = None) -> Any:
    return OAuth2Client(
        session,
        client_id=account.client_id,
        client_secret=account.client_secret,
        scope=STAFF_SCOPE if said.kind == "staff" else CITIZEN_SCOPE,
        redirect_uri=said.redirect_uri,
        code_challenge_method="S256",
    )


def _refusal(error: str) -> Exception:
    if error in {"server_error", "temporarily_unavailable"}:
        return ProviderSilent(f"answer: {error}")
    return LoginRefused(f"answer: {_known(error)}", denied=error == "access_denied")


def _known(error: object) -> str:
    # Anything but the standards' own codes could carry what it likes into the log.
    return str(error) if str(error) in ERRORS else "another error"


ERRORS = frozenset(
    {
        "access_denied",
        "account_selection_required",
        "consent_required",
        "interaction_required",
        "invalid_client",
        "invalid_grant",
        "invalid_request",
        "invalid_scope",
        "login_required",
        "unauthorized_client",
        "unsupported_grant_type",
        "unsupported_response_type",
    }
)
