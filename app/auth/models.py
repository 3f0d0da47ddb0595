"""The tables of sessions and logins under way; keys are kept as digests, people sealed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import now
from app.database import Base
from app.ids import new_id
from app.sealed import SealedJSON


class SessionRow(Base):
    """One visit from one browser (session): anonymous, a citizen's, or a member of staff's.

    The cookie holds a random key, of which we keep the SHA-256. `identities` are all that the
    login may be, `person` the one chosen; `acting_for` is whom they act for just now, and how that
    was proven. `login_digest` and `sid_digest` are keyed digests of the provider's names for the
    person and its own session, by which it logs them out here; `login` holds those names, and the
    ID token it is shown then. `browser` says in words where this is. `new_login_at` is a login
    elsewhere that this visit has not been told of; `left_behind` what was typed when it was over.
    """

    __tablename__ = "sessions"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    key_digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    municipality_code: Mapped[str] = mapped_column(ForeignKey("municipalities.code"))
    person: Mapped[dict[str, Any] | None] = mapped_column(SealedJSON("sessions.person"))
    identities: Mapped[list[dict[str, Any]] | None] = mapped_column(
        SealedJSON("sessions.identities")
    )
    acting_for: Mapped[dict[str, Any] | None] = mapped_column(SealedJSON("sessions.acting_for"))
    login: Mapped[dict[str, str] | None] = mapped_column(SealedJSON("sessions.login"))
    login_digest: Mapped[bytes | None] = mapped_column(LargeBinary, index=True)
    sid_digest: Mapped[bytes | None] = mapped_column(LargeBinary, index=True)
    browser: Mapped[str] = mapped_column(String(80), default="")
    new_login_at: Mapped[datetime | None]
    left_behind: Mapped[dict[str, Any] | None] = mapped_column(SealedJSON("sessions.left_behind"))
    opened_at: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime] = mapped_column(default=now)
    ends_at: Mapped[datetime] = mapped_column(index=True)


class LogoutHeard(Base):
    """A logout token that a provider has shown us, kept until it is too old to be shown again."""

    __tablename__ = "logouts_heard"

    token_digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    kept_until: Mapped[datetime] = mapped_column(index=True)


class LoginUnderWay(Base):
    """A login that has left for the provider and not come back; used once, for ten minutes."""

    __tablename__ = "logins_under_way"

    state_digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    municipality_code: Mapped[str] = mapped_column(ForeignKey("municipalities.code"))
    browser_digest: Mapped[bytes] = mapped_column(LargeBinary)
    secrets: Mapped[dict[str, Any]] = mapped_column(SealedJSON("logins_under_way.secrets"))
    started_at: Mapped[datetime] = mapped_column(default=now, index=True)
