"""The tables of the outbox: errands, every attempt at each of them, and what they are done at."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import now
from app.database import Base
from app.ids import new_id
from app.sealed import SealedJSON

_OPEN = text("done_at IS NULL AND gave_up_at IS NULL")
_UNDONE = text("done_at IS NULL")
_STUCK = text("done_at IS NULL AND gave_up_at IS NOT NULL")
_BY_HAND = text("by_hand IS NOT NULL")
_LEASED = text("leased_until IS NOT NULL")


class Errand(Base):
    """One thing promised for one submission (ærinde): a receipt, a delivery, a letter.

    `about` says which, where a submission has several of a kind. `target` is where it is done:
    the municipality's code and its name for the system, as »0657 records«.
    `promised_at` never changes: it is the errand's age. `tries_since` is when its ten days began,
    anew each time a person has asked for another try, and `failures` counts from then; `attempts`
    counts them all. `leased_until` stands while somebody is at it, `handed_over_at` since the
    target took it and has yet to say what became of it.
    `notes` are the steps that are done already. `by_hand` is what staff wrote when they did it
    themselves: `{"staff", "note"}`. `dropped_at` is when it was not to be done any more.
    """

    __tablename__ = "errands"
    __table_args__ = (
        Index("ix_errands_open", "target", "due_at", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index(
            "ix_errands_leased",
            "target",
            "leased_until",
            sqlite_where=_LEASED,
            postgresql_where=_LEASED,
        ),
        Index(
            "ix_errands_undelivered",
            "municipality_code",
            "promised_at",
            sqlite_where=_UNDONE,
            postgresql_where=_UNDONE,
        ),
        # Holds all that staff's figures are counted from.
        Index(
            "ix_errands_at_target",
            "municipality_code",
            "target",
            "promised_at",
            "gave_up_at",
            "handed_over_at",
            sqlite_where=_UNDONE,
            postgresql_where=_UNDONE,
        ),
        Index(
            "ix_errands_stuck",
            "municipality_code",
            "promised_at",
            sqlite_where=_STUCK,
            postgresql_where=_STUCK,
        ),
        Index(
            "ix_errands_by_hand",
            "municipality_code",
            "done_at",
            sqlite_where=_BY_HAND,
            postgresql_where=_BY_HAND,
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    about: Mapped[str] = mapped_column(String(40), default="")
    target: Mapped[str] = mapped_column(String(50))
    municipality_code: Mapped[str] = mapped_column(ForeignKey("municipalities.code"))
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submissions.id"), index=True)
    promised_at: Mapped[datetime] = mapped_column(default=now)
    tries_since: Mapped[datetime] = mapped_column(default=now)
    due_at: Mapped[datetime] = mapped_column(default=now)
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    last_problem: Mapped[str | None] = mapped_column(Text)
    notes: Mapped[dict[str, str] | None] = mapped_column(SealedJSON("errands.notes"))
    handed_over_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    gave_up_at: Mapped[datetime | None]
    dropped_at: Mapped[datetime | None]
    by_hand: Mapped[dict[str, Any] | None] = mapped_column(SealedJSON("errands.by_hand"))


class Attempt(Base):
    """One attempt (forsøg) at an errand: when, for how long, what came of it.

    `outcome` is `done`, `handed_over`, `unavailable`, `unreached` (no connection, so that nothing
    can have come to the target), `refused` or `failed` (a mistake of ours); None while it lasts,
    and for ever if whoever was at it died. `said` is the target's own words,
    without anything personal as far as we can tell, and sealed, since we cannot tell for certain.
    """

    __tablename__ = "attempts"

    errand_id: Mapped[UUID] = mapped_column(
        ForeignKey("errands.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(12))
    problem: Mapped[str | None] = mapped_column(Text)
    said: Mapped[str | None] = mapped_column(SealedJSON("attempts.said"))


class Target(Base):
    """How a target is doing (modtager), the same for every worker.

    `failures` counts those in a row. From the third it is down since `down_since`: it rests until
    `rests_until`, and is then tried by one errand. `most_now` is how many may be at it at once
    while it comes back; None when it is well. `next_at` is when it may be asked again without
    being asked too often.
    """

    __tablename__ = "targets"

    name: Mapped[str] = mapped_column(String(50), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    down_since: Mapped[datetime | None]
    rests_until: Mapped[datetime | None]
    most_now: Mapped[int | None]
    next_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    last_problem: Mapped[str | None] = mapped_column(Text)
