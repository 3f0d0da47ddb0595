"""Clears out sessions that have ended and logins that never came back, nightly."""

from sqlalchemy import delete, or_
from sqlalchemy.orm import Session

from app.auth import cpr_match, cpr_match_tries
from app.auth.cpr_match_models import CprMatchTries, CprMatchWaiting
from app.auth.models import LoginUnderWay, LogoutHeard, SessionRow
from app.auth.sessions import longest_idle
from app.auth.under_way import AT_MOST
from app.clock import now


def clear_out_old(session: Session) -> None:
    """Forget what opens nothing any more."""
    moment = now()
    session.execute(
        delete(SessionRow).where(
            or_(
                SessionRow.ends_at <= moment,
                SessionRow.seen_at <= moment - longest_idle(),
                SessionRow.seen_at >= moment + longest_idle(),
            )
        )
    )
    session.execute(delete(LoginUnderWay).where(LoginUnderWay.started_at <= moment - AT_MOST))
    session.execute(
        delete(CprMatchWaiting).where(CprMatchWaiting.started_at <= moment - cpr_match.AT_MOST)
    )
    session.execute(
        delete(CprMatchTries).where(CprMatchTries.last_tried_at <= moment - cpr_match_tries.WITHIN)
    )
    session.execute(delete(LogoutHeard).where(LogoutHeard.kept_until <= moment))
