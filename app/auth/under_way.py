"""Logins under way: what we said to the provider, kept for the one browser that left with it, and
what they had typed when their session was over."""

import secrets
from dataclasses import asdict, dataclass, field
from datetime import timedelta

from sqlalchemy import Integer, bindparam, delete, select
from sqlalchemy.orm import Session

from app.auth.models import LoginUnderWay
from app.auth.people import Kind, Loa
from app.auth.sessions import digest_of
from app.auth.way_on import WayOn
from app.clock import now
from app.errors import LeftBehind
from app.municipalities.municipality import Municipality

AT_MOST = timedelta(minutes=10)
CLEARED_AT_ONCE = 10
# Made once, since each login asks it.
SOME_OVER = (
    select(LoginUnderWay.state_digest)
    .where(LoginUnderWay.started_at <= bindparam("before"))
    .limit(bindparam("at_once", type_=Integer))
    .with_for_update(skip_locked=True)
)


@dataclass(frozen=True)
class Secrets:
    """What only we and the provider know of one login, and where it leads.

    `level` is the one that was asked for, `left_behind` what comes back with them.
    """

    kind: Kind
    back: str
    redirect_uri: str
    level: Loa | None = None
    left_behind: LeftBehind | None = field(default=None, repr=False)
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48), repr=False)

    @property
    def way_on(self) -> WayOn:
        """Where it leads, apart from the provider."""
        return WayOn(self.back, self.kind, self.level, self.left_behind)


def set_out(session: Session, municipality: Municipality, said: Secrets) -> tuple[str, str]:
    """Keep a login; gives its state, and the key that the browser must show on return."""
    _clear_some_out(session)
    state, browser_key = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    session.add(
        LoginUnderWay(
            state_digest=digest_of(state),
            municipality_code=municipality.code,
            browser_digest=digest_of(browser_key),
            secrets=asdict(said),
        )
    )
    return state, browser_key


def _clear_some_out(session: Session) -> None:
    """Anybody may set out: what never came back must not lie until night. More go than come, so
    that they do not pile up, and few, so that nobody waits for it."""
    found = session.scalars(
        SOME_OVER, {"before": now() - AT_MOST, "at_once": CLEARED_AT_ONCE}
    ).all()
    if found:
        session.execute(delete(LoginUnderWay).where(LoginUnderWay.state_digest.in_(found)))


def come_back(
    session: Session, municipality: Municipality, state: str, browser_key: str
) -> Secrets | None:
    """Take a login up again, once; None for an unknown, used or old one, or another browser's."""
    kept = session.scalars(
        # One statement, so that of two answers at the same time only one gets it.
        delete(LoginUnderWay)
        .where(
            LoginUnderWay.state_digest == digest_of(state),
            LoginUnderWay.browser_digest == digest_of(browser_key),
            LoginUnderWay.municipality_code == municipality.code,
            LoginUnderWay.started_at > now() - AT_MOST,
        )
        .returning(LoginUnderWay.secrets)
    ).one_or_none()
    if kept is None:
        return None
    left = kept.pop("left_behind", None)
    return Secrets(**kept, left_behind=LeftBehind(**left) if left else None)


def cookie_of(state: str) -> str:
    """The name of the cookie with the browser's key: one for each login, so that tabs do not
    take each other's."""
    return f"login-{digest_of(state).hex()[:8]}"
