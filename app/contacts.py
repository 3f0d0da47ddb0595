"""How a citizen wants to be reached: phone and e-mail, as they gave them at »Mine data«.

Theirs to change and to delete, and nobody else's to rely on: a form begins with it and the citizen
may put something else. Kept two years from the last change: longer than most go between two
errands here, and no longer, since numbers change hands and nobody remembers what lies with us.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, Row, UniqueConstraint, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.clock import now
from app.database import Base
from app.ids import new_id
from app.rekeying import Rekeying
from app.sealed import SealedJSON, digest, digests, with_newest_key

KEEP = timedelta(days=2 * 365)
# Of what in their cases somebody wants to be told: all that happens, or what they must know.
News = Literal["all", "needed"]


class ContactRow(Base):
    """One citizen's contact data (kontaktoplysninger) in one municipality.

    `contact` is `{"cpr", "phone", "email", "sms", "news"}`, of which phone and e-mail may be empty;
    `sms` is whether they want one beside each letter and `news` which changes in their cases they
    want to be told of, neither of which was asked at first. `citizen_digest` is the keyed digest of
    whose it is.
    """

    __tablename__ = "contacts"
    __table_args__ = (UniqueConstraint("municipality_code", "citizen_digest"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    municipality_code: Mapped[str] = mapped_column(ForeignKey("municipalities.code"))
    citizen_digest: Mapped[bytes] = mapped_column(LargeBinary)
    contact: Mapped[dict[str, Any]] = mapped_column(SealedJSON("contacts.contact"))
    changed_at: Mapped[datetime] = mapped_column(default=now, index=True)


@dataclass(frozen=True)
class Contact:
    """`phone` is as the question keeps it (+4520304050) or empty, `email` an address or empty;
    `sms` is whether they want one (NemSMS) beside each letter, `news` of what they are told."""

    phone: str
    email: str
    changed_at: datetime
    sms: bool = False
    news: News = "all"


def contact_of(session: Session, municipality_code: str, cpr: str) -> Contact | None:
    """What a citizen has given here; None where they have given nothing."""
    row = _find(session, municipality_code, cpr)
    if row is None:
        return None
    kept = row.contact
    return Contact(
        kept["phone"],
        kept["email"],
        row.changed_at,
        kept.get("sms", False),
        kept.get("news", "all"),
    )


def who_want_sms(
    session: Session, municipality_code: str, cprs: Collection[str]
) -> Collection[str]:
    """Those of these CPR numbers who want an SMS beside each letter."""
    wanted = {each: cpr for cpr in cprs for each in digests(digested(municipality_code, cpr))}
    found = session.execute(
        select(ContactRow.citizen_digest, ContactRow.contact).where(
            ContactRow.municipality_code == municipality_code,
            ContactRow.citizen_digest.in_(wanted),
        )
    )
    return {wanted[row.citizen_digest] for row in found if row.contact.get("sms")}


def keep(
    session: Session,
    municipality_code: str,
    cpr: str,
    *,
    phone: str,
    email: str,
    sms: bool = False,
    news: News = "all",
) -> bool:
    """Keep what a citizen gives, in place of what they gave before; False where nothing is given,
    and so nothing kept."""
    if not phone and not email and not sms and news == "all":
        forget(session, municipality_code, cpr)
        return False
    given = {"cpr": cpr, "phone": phone, "email": email, "sms": sms, "news": news}
    row = _find(session, municipality_code, cpr)
    if row is None:
        row = _begin(session, municipality_code, cpr, given)
    row.contact, row.changed_at = given, now()
    return True


def forget(session: Session, municipality_code: str, cpr: str) -> None:
    """Delete what a citizen has given."""
    row = _find(session, municipality_code, cpr)
    if row is not None:
        session.delete(row)


def clear_out_old(session: Session) -> None:
    """Delete what nobody has changed for two years; the worker does it nightly."""
    session.execute(delete(ContactRow).where(ContactRow.changed_at < now() - KEEP))


def _begin(session: Session, municipality_code: str, cpr: str, given: dict[str, Any]) -> ContactRow:
    row = ContactRow(
        municipality_code=municipality_code,
        citizen_digest=digest(digested(municipality_code, cpr)),
        contact=given,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        # Saved in another tab a moment ago.
        found = _find(session, municipality_code, cpr)
        assert found is not None
        return found
    return row


def _find(session: Session, municipality_code: str, cpr: str) -> ContactRow | None:
    return session.scalars(
        select(ContactRow).where(
            ContactRow.municipality_code == municipality_code,
            ContactRow.citizen_digest.in_(digests(digested(municipality_code, cpr))),
        )
    ).first()


def digested(municipality_code: str, cpr: str) -> str:
    """The text whose keyed digest names a citizen's row."""
    return f"{municipality_code} contact {cpr}"


def _anew(_: Session, rows: Sequence[Row[Any]]) -> Iterator[dict[str, bytes | None]]:
    for row in rows:
        whose = digested(row.municipality_code, row.contact["cpr"])
        yield {"citizen_digest": with_newest_key(row.citizen_digest, [whose])}


CONTACTS = Rekeying(ContactRow, ("citizen_digest",), ("municipality_code", "contact"), _anew)
