"""When a step is shown, as values: they can be tested, and they can say themselves in Danish."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from app.forms.messages import in_danish, write_date

if TYPE_CHECKING:
    from app.forms.questions.question import Question

Answers = Mapping[str, Any]


class Condition(ABC):
    """Asked only about answers on the path taken; one not given fails, unless under »not«."""

    @abstractmethod
    def holds(self, answers: Answers) -> bool: ...

    @abstractmethod
    def say(self) -> str:
        """The condition in Danish, to stand after »hvis«."""

    @abstractmethod
    def leaves(self) -> Iterator["OneAnswer"]:
        """The plain conditions it is made of, one question each."""

    def __and__(self, other: "Condition") -> "All":
        return All((self, other))

    def __or__(self, other: "Condition") -> "Any_":
        return Any_((self, other))

    def __invert__(self) -> "Not":
        return Not(self)


@dataclass(frozen=True)
class OneAnswer(Condition):
    """A condition on the answer to one question."""

    question: "Question"

    def holds(self, answers: Answers) -> bool:
        answer = answers.get(self.question.key)
        return answer is not None and self.fits(answer, answers)

    @abstractmethod
    def fits(self, answer: Any, answers: Answers) -> bool: ...

    @property
    @abstractmethod
    def phrase(self) -> str:
        """What is said of the answer, verb first: »er »Ja««."""

    def say(self) -> str:
        return f"»{self.question.label}« {self.phrase}"

    def leaves(self) -> Iterator["OneAnswer"]:
        yield self

    def options(self) -> tuple[Any, ...]:
        """The options it names, so that a misspelt one is found as the program starts."""
        return ()

    def others(self) -> tuple["Question", ...]:
        """Further questions it compares with."""
        return ()

    def _written(self, option: Any) -> str:
        return f"»{self.question.write(option, in_danish, 'da') or option}«"


@dataclass(frozen=True)
class AnswerIs(OneAnswer):
    option: Any

    def fits(self, answer: Any, answers: Answers) -> bool:
        # 1 == True in Python, but »1« is not »Ja«
        return type(answer) is type(self.option) and bool(answer == self.option)

    @property
    def phrase(self) -> str:
        return f"er {self._written(self.option)}"

    def options(self) -> tuple[Any, ...]:
        return (self.option,)


@dataclass(frozen=True)
class AnswerIsAnyOf(OneAnswer):
    any_of: tuple[Any, ...]

    def fits(self, answer: Any, answers: Answers) -> bool:
        return answer in self.any_of

    @property
    def phrase(self) -> str:
        return "er " + " eller ".join(map(self._written, self.any_of))

    def options(self) -> tuple[Any, ...]:
        return self.any_of


@dataclass(frozen=True)
class Includes(OneAnswer):
    """One of several choices was ticked."""

    option: str

    def fits(self, answer: Any, answers: Answers) -> bool:
        return isinstance(answer, list) and self.option in answer

    @property
    def phrase(self) -> str:
        return f"omfatter {self._written([self.option])}"

    def options(self) -> tuple[Any, ...]:
        return (self.option,)


@dataclass(frozen=True)
class AtLeast(OneAnswer):
    """A number, or the number of people or choices."""

    number: int

    def fits(self, answer: Any, answers: Answers) -> bool:
        size = len(answer) if isinstance(answer, list) else answer
        return isinstance(size, int) and size >= self.number

    @property
    def phrase(self) -> str:
        written = self.question.write(self.number, in_danish, "da") or self.number
        return f"er mindst {written}"


@dataclass(frozen=True)
class Before(OneAnswer):
    """A date before a fixed date or before the answer to another date question."""

    limit: "date | Question"

    def fits(self, answer: Any, answers: Answers) -> bool:
        limit = _limit(self.limit, answers)
        return isinstance(answer, str) and limit is not None and answer < limit

    @property
    def phrase(self) -> str:
        return f"er før {_say_limit(self.limit)}"

    def others(self) -> tuple["Question", ...]:
        return () if isinstance(self.limit, date) else (self.limit,)


@dataclass(frozen=True)
class After(OneAnswer):
    """A date after a fixed date or after the answer to another date question."""

    limit: "date | Question"

    def fits(self, answer: Any, answers: Answers) -> bool:
        limit = _limit(self.limit, answers)
        return isinstance(answer, str) and limit is not None and answer > limit

    @property
    def phrase(self) -> str:
        return f"er efter {_say_limit(self.limit)}"

    def others(self) -> tuple["Question", ...]:
        return () if isinstance(self.limit, date) else (self.limit,)


@dataclass(frozen=True)
class Answered(OneAnswer):
    def fits(self, answer: Any, answers: Answers) -> bool:
        return True

    @property
    def phrase(self) -> str:
        return "er besvaret"


@dataclass(frozen=True)
class All(Condition):
    parts: tuple[Condition, ...]

    def holds(self, answers: Answers) -> bool:
        return all(part.holds(answers) for part in self.parts)

    def say(self) -> str:
        return " og ".join(map(_in_brackets, self.parts))

    def leaves(self) -> Iterator[OneAnswer]:
        for part in self.parts:
            yield from part.leaves()


@dataclass(frozen=True)
class Any_(Condition):  # noqa: N801 - `Any` is taken
    parts: tuple[Condition, ...]

    def holds(self, answers: Answers) -> bool:
        return any(part.holds(answers) for part in self.parts)

    def say(self) -> str:
        return ", eller hvis ".join(map(_in_brackets, self.parts))

    def leaves(self) -> Iterator[OneAnswer]:
        for part in self.parts:
            yield from part.leaves()


@dataclass(frozen=True)
class Not(Condition):
    part: Condition

    def holds(self, answers: Answers) -> bool:
        return not self.part.holds(answers)

    def say(self) -> str:
        if isinstance(self.part, OneAnswer):
            return f"»{self.part.question.label}« ikke {self.part.phrase}"
        return f"det ikke passer, at {self.part.say()}"

    def leaves(self) -> Iterator[OneAnswer]:
        return self.part.leaves()


def _in_brackets(part: Condition) -> str:
    return f"({part.say()})" if isinstance(part, All | Any_) else part.say()


def _limit(limit: "date | Question", answers: Answers) -> str | None:
    if isinstance(limit, date):
        return limit.isoformat()
    answer = answers.get(limit.key)
    return answer if isinstance(answer, str) else None


def _say_limit(limit: "date | Question") -> str:
    if isinstance(limit, date):
        return f"den {write_date(limit, in_danish)}"
    return f"»{limit.label}«"
