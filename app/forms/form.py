"""What a form is: what we ask, in which order, and what becomes of the answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from string import Formatter
from typing import Any, ClassVar, Literal

from app.forms.by_post import say_how
from app.forms.capacities import NotSentBy as NotSentBy
from app.forms.conditions import Condition
from app.forms.decisions import Decision as Decision
from app.forms.decisions import IfDecided as IfDecided
from app.forms.known import Known
from app.forms.messages import InvalidAnswer, Translate, say
from app.forms.posted import Posted
from app.forms.questions.question import OneField, Question

CASE_SYSTEMS = {"records": "et sags- og dokumentsystem (ESDH)"}
"""Kinds of case system, by name, as the outline says them."""


@dataclass(frozen=True)
class Filing:
    """Where the case is filed and what it is called; `title` may name questions in braces.

    `system` is the kind of case system it belongs in. Which one it is sent to, the municipality
    decides in its offer of the form.
    """

    system: str
    kle: str
    facet: str
    title: str


@dataclass(frozen=True)
class BeforeYouStart:
    """The start page; `authority` is None when the municipality itself answers."""

    who: str
    minutes: int
    have_ready: tuple[str, ...]
    afterwards: str
    authority: str | None = None


@dataclass(frozen=True)
class Privacy:
    """What we hold and why (GDPR article 13)."""

    purpose: str
    legal_basis: str
    recipients: str


@dataclass(frozen=True)
class Rule:
    """What must hold between answers; the sentence stands beside one question of the step.

    `otherwise` may name the values of its condition in braces.
    """

    condition: Condition
    beside: Question
    otherwise: str


@dataclass(frozen=True)
class StillToDo:
    """What the citizen must do elsewhere, at `address`, once the form is sent, where the condition
    holds; the sentence names {address}."""

    only_if: Condition
    text: str
    address: str

    def say(self, t: Translate) -> str:
        return say(self.text, {"address": self.address}, t)


@dataclass(frozen=True)
class Reading:
    """What came of reading a whole step: the answers that can be used, and problems by key;
    `emptied` are the keys of what stands unanswered on a page that is not finished yet."""

    answers: dict[str, Any] = field(default_factory=dict)
    problems: dict[str, InvalidAnswer] = field(default_factory=dict)
    emptied: set[str] = field(default_factory=set)


class Step:
    """One page of a form."""

    def __init__(
        self,
        slug: str,
        title: str,
        *questions: Question,
        only_if: Condition | None = None,
        rules: tuple[Rule, ...] = (),
    ) -> None:
        self.slug = slug
        self.title = title
        self.questions = questions
        self.only_if = only_if
        self.rules = rules

    def applies(self, answers: Mapping[str, Any], known: Known) -> bool:
        """Asked with the answers given on the path so far."""
        return self.only_if is None or self.only_if.holds(answers, known)

    def read(self, posted: Posted, known: Known, answers: Mapping[str, Any]) -> Reading:
        """All answers of the page, rules between them included; `answers` are the draft's."""
        reading = self._read_each(posted, known, answers)
        if not reading.problems:
            reading.problems.update(self.broken_rules({**answers, **reading.answers}, known))
        return reading

    def read_unfinished(self, posted: Posted, known: Known, answers: Mapping[str, Any]) -> Reading:
        """What is answered so far. What is empty is no problem yet, and no answer either, whatever
        it was before; only what is optional stays answered once it has been gone past. Rules wait
        until the page is finished."""
        reading = self._read_each(posted, known, answers)
        for question in self.questions:
            key = question.key
            if question.is_empty(posted) and (key in reading.problems or key not in answers):
                reading.problems.pop(key, None)
                reading.answers.pop(key, None)
                reading.emptied.add(key)
        return reading

    def _read_each(self, posted: Posted, known: Known, answers: Mapping[str, Any]) -> Reading:
        reading = Reading()
        for question in self.questions:
            try:
                before = answers.get(question.key)
                reading.answers[question.key] = question.read(posted, known, before)
            except InvalidAnswer as problem:
                reading.problems[question.key] = problem
        return reading

    def broken_rules(self, answers: Mapping[str, Any], known: Known) -> dict[str, InvalidAnswer]:
        """The first broken rule beside each question."""
        broken: dict[str, InvalidAnswer] = {}
        for rule in self.rules:
            if rule.beside.key not in broken and not rule.condition.holds(answers, known):
                values = rule.condition.values(answers, known)
                broken[rule.beside.key] = InvalidAnswer(rule.otherwise, **values)
        return broken


def already_begun() -> InvalidAnswer:
    """What is said beside `Form.about` when another open draft is about the same."""
    return InvalidAnswer("Du er allerede i gang med det. Find kladden under »Mine sager«.")


class Form:
    """A form (formular): the definition, never the filled-in thing."""

    slug: ClassVar[str]
    title: ClassVar[str]
    version: ClassVar[int] = 1
    languages: ClassVar[tuple[str, ...]] = ("da", "en")
    login: ClassVar[Literal["none", "low", "substantial", "high"]] = "substantial"
    applicants: ClassVar[tuple[str, ...]] = ("citizen",)
    """Who may apply: "citizen", "company" (companies and associations), or both."""
    not_sent_by: ClassVar[tuple[NotSentBy, ...]] = ()
    """Who may not send it for another citizen; all others with a right to act may."""

    steps: ClassVar[tuple[Step, ...]]
    about: ClassVar[Question | None] = None
    """What one draft is about, where a citizen may have several at once."""
    proof: ClassVar[tuple[OneField, ...]] = ()
    """Without login: answers only the sender knows, which open the receipt with its reference."""

    before_you_start: ClassVar[BeforeYouStart]
    what_happens_next: ClassVar[str]
    """Says how letters come as »{by_post}« (`by_post.py`)."""
    when_we_answer: ClassVar[IfDecided | None] = None
    """Said after `what_happens_next`, where the municipality promises an answer in time."""
    still_to_do: ClassVar[tuple[StillToDo, ...]] = ()
    """Said last, to whom it concerns: without it, they have nothing more to do."""
    is_decision: ClassVar[bool] = False
    complaint: ClassVar[str | None] = None
    """How to complain, where the answer is a decision."""

    filing: ClassVar[Filing]
    keep_days: ClassVar[int]
    count_by: ClassVar[tuple[Question, ...]] = ()
    """The only answers that figures may ever be made of; so far none are, only of how many began
    and sent."""
    privacy: ClassVar[Privacy]

    life_situations: ClassVar[tuple[str, ...]] = ()
    """By the names the front page knows them by, such as "bolig-og-flytning"."""
    search_words: ClassVar[tuple[str, ...]] = ()

    questions: ClassVar[dict[str, Question]]
    """Every question declared, by key."""
    decisions: ClassVar[dict[str, Decision]]
    """What a municipality may decide, by key."""

    def __init_subclass__(cls) -> None:
        cls.questions = {}
        cls.decisions = {}
        for name, value in list(vars(cls).items()):
            if isinstance(value, Question) and name not in Form.__annotations__:
                value.key = name
                cls.questions[name] = value
            elif isinstance(value, Decision):
                value.key = name
                cls.decisions[name] = value

    @classmethod
    def only_for_companies(cls) -> bool:
        """Whether it is shown as a form on virk.dk."""
        return cls.applicants == ("company",)

    @classmethod
    def say_what_happens_next(
        cls, known: Known, t: Translate, answers: Mapping[str, Any], own: str | None = None
    ) -> str:
        """What happens next and when, and what the citizen must do; `own` is the municipality's
        own wording of the first."""
        then = say_how(t(own or cls.what_happens_next), known, t)
        when = cls.when_we_answer.of(known) if cls.when_we_answer else None
        said = [then, when.say(t) if when else "", cls.say_what_to_do(known, t, answers)]
        return " ".join(filter(None, said))

    @classmethod
    def say_what_to_do(cls, known: Known, t: Translate, answers: Mapping[str, Any]) -> str:
        """What is still to do for whoever gave these answers; empty when nothing is."""
        return " ".join(
            each.say(t) for each in cls.still_to_do if each.only_if.holds(answers, known)
        )

    @classmethod
    def case_title(cls, answers: Mapping[str, Any]) -> str:
        """What the case is called, in Danish: »Flytning pr. 01.12.2026«."""
        named = {
            key: cls.questions[key].write_short(answers.get(key))
            for key in names_in(cls.filing.title)
        }
        return cls.filing.title.format(**named)


def names_in(title: str) -> list[str]:
    """The keys a case title names in braces."""
    return [name for _, name, _, _ in Formatter().parse(title) if name]
