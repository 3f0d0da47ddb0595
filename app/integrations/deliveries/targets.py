"""How each target of a municipality is doing, and what is promised there and not done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, Integer, case, cast, func, select
from sqlalchemy.orm import Session

from app.auth.kle import EVERYTHING, covered
from app.auth.people import Staff
from app.clock import now
from app.languages import Translate
from app.municipalities.municipality import Municipality
from app.outbox import COUNTING, DIGITAL_POST, MAIL, OURSELVES, Errand, name_of, target_of
from app.outbox.models import Target
from app.outbox.undone import AGES
from app.submissions.models import Submission

Health = Literal["unused", "well", "unsteady", "down", "returning"]


@dataclass(frozen=True)
class Counts:
    """What is promised at one target and not done.

    Of what waits, how many by age, youngest first: under an hour, a day, ten days, and older. Then
    how many wait for a person, and how many the target has taken and says more about later.
    `oldest` is when the oldest of them all was promised.
    """

    ages: tuple[int, int, int, int] = (0, 0, 0, 0)
    stuck: int = 0
    handed_over: int = 0
    oldest: datetime | None = None

    @property
    def waiting(self) -> int:
        """How many wait for their turn."""
        return sum(self.ages)


@dataclass(frozen=True)
class ShownTarget:
    """A target (modtager) as staff see it; `is_known` is False for a case system that is gone."""

    name: str
    is_known: bool
    counts: Counts
    health: Health
    down_since: datetime | None = None
    rests_until: datetime | None = None
    last_problem: str | None = None


def targets_of(session: Session, municipality: Municipality, staff: Staff) -> list[ShownTarget]:
    """Every target of the municipality: its case systems by name, then our own and those there
    were once."""
    counts = _counts(session, municipality, staff)
    own = [*municipality.case_systems, DIGITAL_POST, OURSELVES]
    if COUNTING in counts or any(each.counting for each in municipality.offers.values()):
        own.append(COUNTING)
    if MAIL in counts or municipality.smtp_url:
        own.append(MAIL)
    names = [*own, *sorted(counts.keys() - set(own))]
    rows = session.scalars(
        select(Target).where(Target.name.in_([target_of(municipality.code, n) for n in names]))
    )
    found = {row.name: row for row in rows}
    return [
        _shown(name, name in own, counts.get(name, Counts()), found.get(_full(municipality, name)))
        for name in names
    ]


def name_in_words(name: str, t: Translate) -> str:
    """What staff call a target: its own name, but for those that are not the municipality's."""
    return {
        OURSELVES: t("Vores egne kvitteringer"),
        DIGITAL_POST: t("Digital Post"),
        COUNTING: t("Tælleren"),
        MAIL: t("Mailserveren"),
    }.get(name, name)


def in_words(age: timedelta, t: Translate) -> str:
    """How long something has waited."""
    minutes = int(age.total_seconds() // 60)
    if minutes < 2:
        return t("højst to minutter")
    if minutes < 2 * 60:
        return t("{count} minutter").format(count=minutes)
    if minutes < 2 * 24 * 60:
        return t("{count} timer").format(count=minutes // 60)
    return t("{count} dage").format(count=minutes // (24 * 60))


def longest_wait(targets: Sequence[ShownTarget], t: Translate) -> str | None:
    """How long the oldest errand has waited, in words; None when none does."""
    promised = [each.counts.oldest for each in targets if each.counts.oldest]
    return in_words(now() - min(promised), t) if promised else None


def _full(municipality: Municipality, name: str) -> str:
    return target_of(municipality.code, name)


def _counts(session: Session, municipality: Municipality, staff: Staff) -> Mapping[str, Counts]:
    """One walk through the index of what is not done; whoever may see everything needs no look
    at the submissions."""
    moment = now()
    waits = Errand.gave_up_at.is_(None) & Errand.handed_over_at.is_(None)
    edges = [moment - age for age in AGES.values()]
    promised = Errand.promised_at
    asked = select(
        Errand.target,
        _number(waits & (promised > edges[0])),
        _number(waits & (promised <= edges[0]) & (promised > edges[1])),
        _number(waits & (promised <= edges[1]) & (promised > edges[2])),
        _number(waits & (promised <= edges[2])),
        func.count(Errand.gave_up_at),
        _number(Errand.gave_up_at.is_(None) & Errand.handed_over_at.is_not(None)),
        func.min(promised),
    ).where(Errand.municipality_code == municipality.code, Errand.done_at.is_(None))
    if EVERYTHING not in staff.kle:
        asked = asked.join(Submission, Submission.id == Errand.submission_id)
        asked = asked.where(covered(staff.kle, Submission.kle))
    return {
        name_of(target): Counts((hour, day, ten_days, older), stuck, handed_over, oldest)
        for target, hour, day, ten_days, older, stuck, handed_over, oldest in session.execute(
            asked.group_by(Errand.target)
        )
    }


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return cast(func.coalesce(func.sum(case((condition, 1), else_=0)), 0), Integer)


def _shown(name: str, is_known: bool, counts: Counts, row: Target | None) -> ShownTarget:
    if row is None:
        return ShownTarget(name, is_known, counts, "unused")
    return ShownTarget(
        name,
        is_known,
        counts,
        _health(row),
        row.down_since,
        row.rests_until if row.rests_until and row.rests_until > now() else None,
        row.last_problem,
    )


def _health(row: Target) -> Health:
    if row.down_since is not None:
        return "down"
    if row.most_now is not None:
        return "returning"
    return "unsteady" if row.failures else "well"
