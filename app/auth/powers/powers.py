"""Powers of attorney in the database: given, accepted, declined, withdrawn and found."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import Select, delete, func, or_, select, update
from sqlalchemy.orm import Session

from app.auth.people import Citizen
from app.auth.powers.models import PowerOfAttorney
from app.auth.powers.names import fits
from app.auth.powers.scope import Scope
from app.clock import now, today
from app.municipalities.municipality import Municipality
from app.sealed import digest, digests

# As long as somebody may want to know by what right a case was sent.
KEEP_ENDED = timedelta(days=365)
MOST_OPEN = 50
# Anybody can write a power for somebody; more of them than this is nobody's affairs.
MOST_TOLD = 200
# Whatever became of them: each stands on somebody else's page.
MOST_A_DAY = 20


def digest_name(municipality_code: str, cpr: str) -> str:
    """What the keyed digest of grantor or holder is a digest of."""
    return f"{municipality_code} power of attorney {cpr}"


def grant(
    session: Session,
    municipality: Municipality,
    grantor: Citizen,
    grantor_name: str,
    holder: tuple[str, str],
    scope: Scope,
    until: date,
) -> PowerOfAttorney:
    """Give `holder` (CPR number and name) the right, once they accept it."""
    cpr, name = holder
    power = PowerOfAttorney(
        municipality_code=municipality.code,
        grantor_digest=digest(digest_name(municipality.code, grantor.cpr)),
        holder_digest=digest(digest_name(municipality.code, cpr)),
        people={
            "grantor": {"cpr": grantor.cpr, "name": grantor_name, "level": grantor.loa},
            "holder": {"cpr": cpr, "name": name},
        },
        covers=scope.to_keep(),
        until=until,
    )
    session.add(power)
    return power


def may_give_more(session: Session, municipality: Municipality, grantor: Citizen) -> bool:
    """Whether they have not given so many already that a slip, or a program, must be behind it."""
    given = given_by(session, municipality, grantor)
    return sum(power.state(today()) in ("waiting", "holds") for power in given) < MOST_OPEN


def may_give_more_today(session: Session, municipality: Municipality, grantor: Citizen) -> bool:
    """Whether they have given fewer than they may within a day and a night."""
    given = session.scalar(
        select(func.count()).where(
            PowerOfAttorney.municipality_code == municipality.code,
            PowerOfAttorney.grantor_digest.in_(_digests(municipality, grantor)),
            PowerOfAttorney.granted_at > now() - timedelta(days=1),
        )
    )
    return (given or 0) < MOST_A_DAY


def given_by(
    session: Session, municipality: Municipality, citizen: Citizen
) -> Sequence[PowerOfAttorney]:
    """Every one they have given, newest first."""
    return session.scalars(
        select(PowerOfAttorney)
        .where(
            PowerOfAttorney.municipality_code == municipality.code,
            PowerOfAttorney.grantor_digest.in_(_digests(municipality, citizen)),
        )
        .order_by(PowerOfAttorney.granted_at.desc())
    ).all()


def given_to(
    session: Session, municipality: Municipality, citizen: Citizen
) -> Sequence[PowerOfAttorney]:
    """Every one that waits or holds and names them by CPR number, newest first, whatever name was
    written: whoever shows one asks `is_meant` first."""
    return session.scalars(
        _naming(municipality, citizen).where(
            PowerOfAttorney.withdrawn_at.is_(None),
            PowerOfAttorney.declined_at.is_(None),
            PowerOfAttorney.until >= today(),
        )
    ).all()


def ever_given_to(
    session: Session, municipality: Municipality, citizen: Citizen
) -> Sequence[PowerOfAttorney]:
    """The newest `MOST_TOLD` of those that name them, ended ones too; as for `given_to`."""
    return session.scalars(_naming(municipality, citizen).limit(MOST_TOLD)).all()


def _naming(municipality: Municipality, citizen: Citizen) -> Select[PowerOfAttorney]:
    return (
        select(PowerOfAttorney)
        .where(
            PowerOfAttorney.municipality_code == municipality.code,
            PowerOfAttorney.holder_digest.in_(_digests(municipality, citizen)),
        )
        .order_by(PowerOfAttorney.granted_at.desc())
    )


def is_meant(power: PowerOfAttorney, citizen: Citizen, names: Sequence[str]) -> bool:
    """Whether the power was written for this citizen: their number, and one of their names."""
    holder = power.people["holder"]
    return holder["cpr"] == citizen.cpr and any(fits(holder["name"], name) for name in names)


def accept(session: Session, power_id: UUID) -> None:
    """The holder takes it on; only while it waits."""
    _mark(session, power_id, "accepted_at")


def decline(session: Session, power_id: UUID) -> None:
    """The holder will not have it; only while it waits."""
    _mark(session, power_id, "declined_at")


def withdraw(
    session: Session, municipality: Municipality, grantor: Citizen, power_id: UUID
) -> None:
    """The grantor takes it back, at once; one that is not theirs is left alone."""
    session.execute(
        update(PowerOfAttorney)
        .where(
            PowerOfAttorney.id == power_id,
            PowerOfAttorney.municipality_code == municipality.code,
            PowerOfAttorney.grantor_digest.in_(_digests(municipality, grantor)),
            PowerOfAttorney.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=now())
    )


def give_back(session: Session, power_id: UUID) -> None:
    """The holder will not have it any longer; only while it holds."""
    session.execute(
        update(PowerOfAttorney)
        .where(
            PowerOfAttorney.id == power_id,
            PowerOfAttorney.accepted_at.is_not(None),
            PowerOfAttorney.declined_at.is_(None),
            PowerOfAttorney.withdrawn_at.is_(None),
        )
        .values(declined_at=now())
    )


def clear_out_old(session: Session) -> None:
    """Forget those that ended long ago; the worker does it nightly."""
    long_ago = now() - KEEP_ENDED
    session.execute(
        delete(PowerOfAttorney).where(
            or_(
                PowerOfAttorney.until < today() - KEEP_ENDED,
                PowerOfAttorney.withdrawn_at < long_ago,
                PowerOfAttorney.declined_at < long_ago,
            )
        )
    )


def _mark(session: Session, power_id: UUID, moment: str) -> None:
    session.execute(
        update(PowerOfAttorney)
        .where(
            PowerOfAttorney.id == power_id,
            PowerOfAttorney.accepted_at.is_(None),
            PowerOfAttorney.declined_at.is_(None),
            PowerOfAttorney.withdrawn_at.is_(None),
        )
        .values({moment: now()})
    )


def _digests(municipality: Municipality, citizen: Citizen) -> list[bytes]:
    return digests(digest_name(municipality.code, citizen.cpr))
