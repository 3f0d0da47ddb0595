"""A date in three fields; a whole date typed into the first of them is understood too."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

from app.forms.conditions import Answers, OneAnswer
from app.forms.dates import MAX_LENGTH, date_of, understand_date
from app.forms.decisions import Decision, IfDecided
from app.forms.known import Known
from app.forms.messages import InvalidAnswer, Message, Translate, in_danish, write_date
from app.forms.posted import Posted
from app.forms.questions.question import Question, Words


@dataclass(frozen=True)
class Late:
    """A date further back than this is accepted, with a warning; `fine` is said after it."""

    after_days: int
    text: str
    fine: IfDecided


class Date(Question):
    """Kept as YYYY-MM-DD. Limits are days from today, or what the municipality decides."""

    kind = "date"
    when_missing: ClassVar[str] = "Skriv datoen med dag, måned og år."

    def __init__(
        self,
        label: str,
        *,
        at_most_days_ahead: int | Decision | None = None,
        at_most_days_back: int | Decision | None = None,
        too_late: str = "Vælg en dato, der ikke er senere end {latest}.",
        too_early: str = "Vælg en dato, der ikke er tidligere end {earliest}.",
        late: Late | None = None,
        autocomplete: str | None = None,
        **rest: Any,
    ) -> None:
        super().__init__(label, **rest)
        self.at_most_days_ahead = at_most_days_ahead
        self.at_most_days_back = at_most_days_back
        self.too_late = too_late
        self.too_early = too_early
        self.late = late
        self.autocomplete = autocomplete

    def parse(self, posted: Posted, known: Known, before: Any) -> str | None:
        day, month, year = (posted.one(name) for name in self.field_names())
        if not (day or month or year):
            return None
        if max(map(len, (day, month, year))) > MAX_LENGTH:
            raise InvalidAnswer("Skriv kun én dato, med dag, måned og år.")
        if day and not (month or year) and not re.fullmatch("[0-9]{1,2}", day):
            return understand_date(day, known.today).isoformat()
        return date_of(day, month, year, known.today).isoformat()

    def well_formed(self, answer: Any) -> bool:
        if not isinstance(answer, str) or not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", answer):
            return False
        try:
            date.fromisoformat(answer)
        except ValueError:
            return False
        return True

    def judge(self, answer: Any, known: Known) -> None:
        chosen = date.fromisoformat(answer)
        earliest, latest = self.earliest(known), self.latest(known)
        if latest is not None and chosen > latest:
            raise InvalidAnswer(self.too_late, latest=latest)
        if earliest is not None and chosen < earliest:
            raise InvalidAnswer(self.too_early, earliest=earliest)

    def earliest(self, known: Known) -> date | None:
        days = _days(self.at_most_days_back, known)
        return None if days is None else _days_after(known.today, -days)

    def latest(self, known: Known) -> date | None:
        days = _days(self.at_most_days_ahead, known)
        return None if days is None else _days_after(known.today, days)

    def warning(self, answer: Any, known: Known) -> Message | None:
        if self.late is None or not self.well_formed(answer):
            return None
        if (known.today - date.fromisoformat(answer)).days <= self.late.after_days:
            return None
        warning, fine = Message(self.late.text), self.late.fine.of(known)
        return Message("{warning} {fine}", warning=warning, fine=fine) if fine else warning

    def field_names(self) -> tuple[str, ...]:
        return (f"{self.key}-day", f"{self.key}-month", f"{self.key}-year")

    def spell(self, answer: Any, known: Known) -> Words:
        chosen = date.fromisoformat(answer)
        parts = (chosen.day, chosen.month, chosen.year)
        return dict(zip(self.field_names(), map(str, parts), strict=True))

    def put(self, answer: Any, t: Translate, language: str) -> str:
        return write_date(date.fromisoformat(answer), t)

    def write_short(self, answer: Any) -> str:
        return f"{date.fromisoformat(answer):%d.%m.%Y}" if self.well_formed(answer) else ""

    def shape(self) -> dict[str, Any]:
        return {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}

    def rules(self) -> Iterator[str]:
        if self.at_most_days_ahead is not None:
            yield _say_limit("senest", self.at_most_days_ahead, "frem", "tilbage")
        if self.at_most_days_back is not None:
            yield _say_limit("tidligst", self.at_most_days_back, "tilbage", "frem")
        if self.late is not None:
            yield f"mere end {self.late.after_days} dage tilbage giver en advarsel:"
            yield self.late.text
            yield f"og hvis kommunen har bestemt »{self.late.fine.decision.label}«:"
            yield self.late.fine.text

    def texts(self) -> Iterator[str]:
        yield from super().texts()
        if self.at_most_days_ahead is not None:
            yield self.too_late
        if self.at_most_days_back is not None:
            yield self.too_early
        if self.late is not None:
            yield from (self.late.text, self.late.fine.text)

    def is_before(self, limit: "date | Date") -> "Compared":
        return Compared(self, limit, after=False)

    def is_after(self, limit: "date | Date") -> "Compared":
        return Compared(self, limit, after=True)

    def is_within(self, days: int | Decision, *, of: "Date") -> "Within":
        return Within(self, days, of)


@dataclass(frozen=True)
class Compared(OneAnswer):
    """A date before or after a fixed date, or the answer to another date question."""

    limit: date | Date
    after: bool

    def fits(self, answer: Any, answers: Answers, known: Known) -> bool:
        limit: Any = self.limit
        limit = limit.isoformat() if isinstance(limit, date) else answers.get(limit.key)
        if not isinstance(answer, str) or not isinstance(limit, str):
            return False
        return answer > limit if self.after else answer < limit

    @property
    def phrase(self) -> str:
        when = "efter" if self.after else "før"
        if isinstance(self.limit, date):
            return f"er {when} den {write_date(self.limit, in_danish)}"
        return f"er {when} »{self.limit.label}«"

    def others(self) -> tuple[Question, ...]:
        return () if isinstance(self.limit, date) else (self.limit,)


@dataclass(frozen=True)
class Within(OneAnswer):
    """A date at most so many days after another, or after today where that was not asked.

    {latest} is the last of those days.
    """

    days: int | Decision
    of: Date

    def fits(self, answer: Any, answers: Answers, known: Known) -> bool:
        latest = self._latest(answers, known)
        return isinstance(answer, str) and (latest is None or answer <= latest.isoformat())

    def values(self, answers: Answers, known: Known) -> dict[str, Any]:
        return {"latest": self._latest(answers, known)}

    def _latest(self, answers: Answers, known: Known) -> date | None:
        days = _days(self.days, known)
        start: Any = answers.get(self.of.key)
        first = date.fromisoformat(start) if self.of.well_formed(start) else known.today
        return None if days is None else _days_after(first, days)

    @property
    def phrase(self) -> str:
        limit = _say_limit("senest", self.days, "derefter", "før")
        return f"regnet fra »{self.of.label}« (ellers fra i dag) er {limit}"

    def others(self) -> tuple[Question, ...]:
        return (self.of,)


def _days(limit: int | Decision | None, known: Known) -> int | None:
    return limit.of(known) if isinstance(limit, Decision) else limit


def _days_after(day: date, days: int) -> date | None:
    """None beyond the calendar: a limit so far away is none."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def _say_limit(which: str, limit: int | Decision, onward: str, other_way: str) -> str:
    if isinstance(limit, Decision):
        default = "ingen grænse" if limit.default is None else f"{limit.default} {limit.unit}"
        decided = f"så mange dage {onward}, som kommunen bestemmer"
        return f"{which} {decided} (»{limit.label}«, ellers {default})"
    if limit == 0:
        return f"{which} i dag"
    days = "1 dag" if abs(limit) == 1 else f"{abs(limit)} dage"
    return f"{which} {days} {onward if limit > 0 else other_way}"
