"""The table of powers of attorney; people and what it covers are sealed, state is timestamps."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import now
from app.database import Base
from app.ids import new_id
from app.sealed import SealedJSON


class PowerOfAttorney(Base):
    """The right that a citizen has given another to act for them in one municipality (fuldmagt).

    It holds from `accepted_at` to the end of the Danish day `until`. The digests are keyed, of
    both people's CPR numbers in that municipality. `people` is `{"grantor": {"cpr", "name",
    "level"}, "holder": {"cpr", "name"}}`, the holder's name as the grantor wrote it; `covers` is
    what `Scope` keeps. The holder can only decline what waits: one declined after it was accepted
    is one given back.
    """

    __tablename__ = "powers_of_attorney"
    __table_args__ = (
        Index("ix_powers_of_attorney_grantor_digest", "municipality_code", "grantor_digest"),
        Index("ix_powers_of_attorney_holder_digest", "municipality_code", "holder_digest"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    municipality_code: Mapped[str] = mapped_column(ForeignKey("municipalities.code"))
    grantor_digest: Mapped[bytes] = mapped_column(LargeBinary)
    holder_digest: Mapped[bytes] = mapped_column(LargeBinary)
    people: Mapped[dict[str, dict[str, str]]] = mapped_column(
        SealedJSON("powers_of_attorney.people")
    )
    covers: Mapped[dict[str, Any]] = mapped_column(SealedJSON("powers_of_attorney.covers"))
    until: Mapped[date] = mapped_column(index=True)
    granted_at: Mapped[datetime] = mapped_column(default=now)
    accepted_at: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    def state(self, today: date) -> str:
        """`withdrawn`, `declined`, `given_back`, `expired`, `holds` or `waiting`."""
        if self.withdrawn_at is not None:
            return "withdrawn"
        if self.declined_at is not None:
            return "declined" if self.accepted_at is None else "given_back"
        if self.until < today:
            return "expired"
        return "waiting" if self.accepted_at is None else "holds"
