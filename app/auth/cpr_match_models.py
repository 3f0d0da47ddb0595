"""The tables of CPR match: logins that wait for a CPR number, and how often one was tried."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import now
from app.database import Base
from app.sealed import SealedJSON


class CprMatchWaiting(Base):
    """A login that is good and tells no CPR number; it waits a quarter of an hour for one browser.

    The browser holds a random key, of which we keep the SHA-256. The other two digests are those
    of a session: by them it ends when its person logs out everywhere, or at the provider.
    """

    __tablename__ = "cpr_matches_waiting"

    key_digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    municipality_code: Mapped[str] = mapped_column(ForeignKey("municipalities.code"))
    login: Mapped[dict[str, Any]] = mapped_column(SealedJSON("cpr_matches_waiting.login"))
    login_digest: Mapped[bytes | None] = mapped_column(LargeBinary, index=True)
    sid_digest: Mapped[bytes | None] = mapped_column(LargeBinary, index=True)
    started_at: Mapped[datetime] = mapped_column(default=now, index=True)


class CprMatchTries(Base):
    """When CPR numbers were tried for one person of one provider, however often they logged in.

    `who_digest` is the keyed digest of what `who` holds: "issuer uuid". `tried_at` are moments.
    """

    __tablename__ = "cpr_match_tries"

    who_digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    who: Mapped[str] = mapped_column(SealedJSON("cpr_match_tries.who"))
    tried_at: Mapped[list[str]] = mapped_column(JSON, default=list)
    last_tried_at: Mapped[datetime] = mapped_column(default=now, index=True)
