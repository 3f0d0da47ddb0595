"""Begins and ends acting for another: a line in the session, that every page tells."""

from uuid import UUID

from fastapi import Request
from sqlalchemy import update

from app.auth.acting_for import ActingFor, to_keep
from app.auth.models import SessionRow
from app.auth.visitor import Visitor
from app.database import database


def begin_acting(session_id: UUID, acting_for: ActingFor) -> None:
    """From the next page on they act for the other."""
    _keep(session_id, acting_for)


def end_acting(request: Request, visitor: Visitor) -> None:
    """From this page on they act for themselves."""
    if visitor.session_id is not None:
        _keep(visitor.session_id, None)
    request.state.acting_for = None


def _keep(session_id: UUID, acting_for: ActingFor | None) -> None:
    kept = None if acting_for is None else to_keep(acting_for)
    with database().writing.begin() as session:
        session.execute(
            update(SessionRow).where(SessionRow.id == session_id).values(acting_for=kept)
        )
