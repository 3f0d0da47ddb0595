"""Login at a provider: OpenID Connect's code flow with PKCE, state and nonce (RFC 9700).

No database transaction is open while the provider is asked.
"""

from dataclasses import dataclass
from typing import Any, Literal

import httpx
from authlib.common.errors import AuthlibBaseError  # type: ignore[import-untyped]
from authlib.oauth2 import OAuth2Client  # type: ignore[import-untyped]

from app.auth.asking import Conversation, ProviderSilent
from app.auth.claims import (
    STAFF_SCOPE,
    NoCprNumber,
    identities_from,
    staff_from,
)
from app.auth.client_authentication import proof_of
from app.auth.encrypted import signed_inside
from app.auth.id_token import NotBelieved, claims_in
from app.auth.people import USUAL_LEVEL, Identity, Kind, Loa, Login
from app.auth.profiles import BY_NAME
from app.auth.provider import Endpoints, provider_at
from app.auth.under_way import Secrets
from app.municipalities.accounts import OidcClient
from app.municipalities.municipality import Municipality


class LoginRefused(Exception):
    """The login came to nothing. `reason` is »denied« when the person gave up at the provider, or
    may not log in; »no_cpr« when the login tells no CPR number and none can be matched."""

    def __init__(
        self, why: str, *, reason: Literal["failed", "denied", "no_cpr"] = "failed"
    ) -> None:
        super().__init__(why)
        self.why = why
        self.reason = reason


class CprNeeded(Exception):
    """The login is good, and waits for its CPR number: its only identity has none."""

    def __init__(self, login: Login) -> None:
        super().__init__("CPR number needed")
        self.login = login


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
    endpoints: Endpoints,
    account: OidcClient,
    said: Secrets,
    state: str,
    language: str,
    *,
    level: Loa | None = None,
    again: bool = False,
) -> str:
    """The provider's address that the browser is sent to.

    `level` is how sure the login must be, and `again` asks for a new one whoever is logged in
    there. A provider may give less than was asked: whoever needs the level looks at what came.
    """
    asked = {"prompt": "login"} if again else {}
    if said.kind != "staff":
        profile = BY_NAME[account.profile]
        asked |= profile.asking_for(level or USUAL_LEVEL, again=again)
    address, _ = _client(account, said).create_authorization_url(
        endpoints.authorize,
        state=state,
        nonce=said.nonce,
        code_verifier=said.verifier,
        ui_locales=language,
        **asked,
    )
    return str(address)


def login_behind(account: OidcClient, said: Secrets, answer: Answer) -> Login:
    """Who has logged in; raises `LoginRefused`, `CprNeeded`, `NotBelieved` or `ProviderSilent`."""
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
    id_token = signed_inside(id_token, account)
    access_token = token.get("access_token")
    claims = claims_in(
        id_token,
        provider=provider_at(account.issuer),
        conversation=conversation,
        client_id=account.client_id,
        nonce=said.nonce,
        access_token=access_token if isinstance(access_token, str) else None,
    )
    return _login(account, said.kind, claims, id_token)


def _login(account: OidcClient, kind: Kind, claims: dict[str, Any], id_token: str) -> Login:
    profile = BY_NAME[account.profile]

    def of(*identities: Identity) -> Login:
        return Login(
            identities=identities,
            issuer=account.issuer,
            subject=str(claims["sub"]),
            sid=str(claims.get(profile.sid, "")),
            id_token=id_token,
        )

    if kind == "staff":
        return of(staff_from(claims))
    try:
        return of(*identities_from(claims, profile))
    except NoCprNumber as missing:
        if not account.cpr_match_url:
            # A register could not tell who typed a number: nobody but the broker can.
            raise LoginRefused("no CPR number, and none can be matched", reason="no_cpr") from None
        raise CprNeeded(of(missing.person)) from None


def _fetch_token(
    endpoints: Endpoints, account: OidcClient, said: Secrets, code: str, conversation: Conversation
) -> dict[str, Any]:
    """Exchange the code for tokens."""
    proof = proof_of(account)
    try:
        token = _client(account, said, session=conversation).fetch_token(
            endpoints.token,
            grant_type="authorization_code",
            code=code,
            code_verifier=said.verifier,
            auth=proof.auth,
            **proof.fields,
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
        scope=_scope(account, said.kind),
        redirect_uri=said.redirect_uri,
        code_challenge_method="S256",
    )


def _scope(account: OidcClient, kind: Kind) -> str:
    if kind == "staff":
        return STAFF_SCOPE
    return BY_NAME[account.profile].scopes(by_match=bool(account.cpr_match_url))


def _refusal(error: str) -> Exception:
    if error in {"server_error", "temporarily_unavailable"}:
        return ProviderSilent(f"answer: {error}")
    reason: Literal["failed", "denied"] = "denied" if error == "access_denied" else "failed"
    return LoginRefused(f"answer: {_known(error)}", reason=reason)


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
