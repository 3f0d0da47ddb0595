"""Judges and obeys a logout token: a provider's word that somebody has logged out there.

OpenID Connect Back-Channel Logout 1.0, sections 2.4 and 2.6.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from jose import jwt
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.auth.asking import Conversation
from app.auth.cpr_match_models import CprMatchWaiting
from app.auth.id_token import LEEWAY_SECONDS, UNREADABLE, NotBelieved, key_for
from app.auth.models import LogoutHeard, SessionRow
from app.auth.provider import JSON, provider_at
from app.auth.sessions import digest_of, name_of_login, name_of_sid
from app.clock import now
from app.municipalities.accounts import OidcClient
from app.municipalities.municipality import Municipality
from app.sealed import digests

EVENT = "http://schemas.openid.net/event/backchannel-logout"
KINDS = ("JWT", "LOGOUT+JWT", "APPLICATION/LOGOUT+JWT")
MOST_BYTES = 16_384
# Logouts are said at once; one that would be good for longer is not kept in mind for ever.
LONGEST_GOOD = timedelta(hours=1)


@dataclass(frozen=True)
class LoggedOut:
    """Whose session has ended at the provider: `sid` names the session, `subject` the person;
    one of the two may be empty. `jti` is the token's own name."""

    issuer: str
    jti: str
    good_until: datetime
    sid: str = field(default="", repr=False)
    subject: str = field(default="", repr=False)


def read(municipality: Municipality, token: str) -> LoggedOut:
    """What the token says; raises `NotBelieved`, or `ProviderSilent` where its keys cannot be
    had."""
    if not token or len(token) > MOST_BYTES:
        raise NotBelieved("no token")
    accounts = _accounts_at(municipality, _issuer_in(token))
    issuer = accounts[0].issuer
    key, algorithm = key_for(token, provider_at(issuer), Conversation(), kinds=KINDS)
    try:
        claims: JSON = jwt.decode(
            token,
            key,
            algorithms=[algorithm],
            issuer=issuer,
            options={
                "leeway": LEEWAY_SECONDS,
                "verify_aud": False,  # several accounts may fit: judged below
                **{f"require_{name}": True for name in ("iss", "iat", "exp", "jti")},
            },
        )
    except UNREADABLE as problem:
        # Its message may quote the token.
        raise NotBelieved(type(problem).__name__) from None
    _check_the_rest(claims, accounts)
    return LoggedOut(
        issuer=issuer,
        jti=claims["jti"],
        good_until=datetime.fromtimestamp(claims["exp"], UTC),
        sid=claims.get("sid", ""),
        subject=claims.get("sub", ""),
    )


def obey(session: Session, municipality: Municipality, told: LoggedOut) -> int:
    """End the sessions it is about, and the logins that still wait for a CPR number; gives how
    many. Raises `NotBelieved` for one heard before."""
    until = told.good_until + timedelta(seconds=LEEWAY_SECONDS)
    heard = LogoutHeard(
        token_digest=digest_of(f"{municipality.code} {told.issuer} {told.jti}"), kept_until=until
    )
    try:
        with session.begin_nested():
            session.add(heard)
    except IntegrityError:
        raise NotBelieved("heard before") from None
    return sum(_end(session, table, municipality, told) for table in (SessionRow, CprMatchWaiting))


def _end(
    session: Session,
    table: type[SessionRow] | type[CprMatchWaiting],
    municipality: Municipality,
    told: LoggedOut,
) -> int:
    theirs = [table.municipality_code == municipality.code]
    if told.sid:
        theirs.append(table.sid_digest.in_(digests(name_of_sid(told.issuer, told.sid))))
    if told.subject:
        name = name_of_login(told.issuer, told.subject)
        theirs.append(table.login_digest.in_(digests(name)))
    ended = session.execute(delete(table).where(*theirs))
    return int(ended.rowcount)  # type: ignore[attr-defined]


def _issuer_in(token: str) -> object:
    """The provider it says it is from: it chooses among our own, and is judged again later."""
    try:
        return jwt.get_unverified_claims(token).get("iss")
    except UNREADABLE:
        raise NotBelieved("not a token") from None


def _accounts_at(municipality: Municipality, issuer: object) -> list[OidcClient]:
    ours = (municipality.citizen_oidc, municipality.staff_oidc)
    found = [account for account in ours if account.issuer and account.issuer == issuer]
    if not found:
        raise NotBelieved("another issuer")
    return found


def _check_the_rest(claims: JSON, accounts: list[OidcClient]) -> None:
    """What the library leaves to us."""
    said = claims.get("aud")
    audience = said if isinstance(said, list) else [said]
    if not any(account.client_id in audience for account in accounts):
        raise NotBelieved("audience")
    if "nonce" in claims:
        raise NotBelieved("nonce")
    events = claims.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(EVENT), dict):
        raise NotBelieved("events")
    if not isinstance(claims["jti"], str) or not claims["jti"]:
        raise NotBelieved("jti")
    named = [claims[name] for name in ("sid", "sub") if name in claims]
    if not named or not all(isinstance(name, str) and name for name in named):
        raise NotBelieved("neither session nor person")
    moment = now().timestamp()
    if not isinstance(claims["iat"], int | float) or claims["iat"] > moment + LEEWAY_SECONDS:
        raise NotBelieved("time of issue")
    until = claims["exp"]
    if not isinstance(until, int | float) or until > moment + LONGEST_GOOD.total_seconds():
        raise NotBelieved("good for too long")
