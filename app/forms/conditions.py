"""When a step is shown, as values: they can be tested, and they can say themselves in Danish.

Those about one kind of answer stand beside that kind: dates, addresses, people.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.forms.known import Known
from app.forms.messages import in_danish

if TYPE_CHECKING:
    from app.forms.questions.question import Question

Answers = Mapping[str, Any]


class Condition(ABC):
    """Asked only about answers on the path taken; one not given fails, unless under »not«."""

    @abstractmethod
    def holds(self, answers: Answers, known: Known) -> bool: ...

    @abstractmethod
    def say(self) -> str:
        """The condition in Danish, to stand after »hvis«."""

    @abstractmethod
    def leaves(self) -> Iterator["Condition"]:
        """The plain conditions it is made of: of one answer, or of what is known from outside."""

    def values(self, answers: Answers, known: Known) -> dict[str, Any]:
        """What a sentence about it may name in braces."""
        return {}

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

    def holds(self, answers: Answers, known: Known) -> bool:
        answer = answers.get(self.question.key)
        return answer is not None and self.fits(answer, answers, known)

    @abstractmethod
    def fits(self, answer: Any, answers: Answers, known: Known) -> bool: ...

    @property
    @abstractmethod
    def phrase(self) -> str:
        """What is said of the answer, verb first: »er »Ja««."""

    def say(self) -> str:
        return f"»{self.question.label}« {self.phrase}"

    def leaves(self) -> Iterator[Condition]:
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

    def fits(self, answer: Any, answers: Answers, known: Known) -> bool:
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

    def fits(self, answer: Any, answers: Answers, known: Known) -> bool:
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

    def fits(self, answer: Any, answers: Answers, known: Known) -> bool:
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

    def fits(self, answer: Any, answers: Answers, known: Known) -> bool:
        size = len(answer) if isinstance(answer, list) else answer
        return isinstance(size, int) and size >= self.number

    @property
    def phrase(self) -> str:
        written = self.question.write(self.number, in_danish, "da") or self.number
        return f"er mindst {written}"


@dataclass(frozen=True)
class Answered(OneAnswer):
    def fits(self, answer: Any, answers: Answers, known: Known) -> bool:
        return True

    @property
    def phrase(self) -> str:
        return "er besvaret"


@dataclass(frozen=True)
class All(Condition):
    parts: tuple[Condition, ...]

    def holds(self, answers: Answers, known: Known) -> bool:
        return all(part.holds(answers, known) for part in self.parts)

    def say(self) -> str:
        return " og ".join(map(_in_brackets, self.parts))

    def leaves(self) -> Iterator[Condition]:
        for part in self.parts:
            yield from part.leaves()


@dataclass(frozen=True)
class Any_(Condition):  # noqa: N801 - `Any` is taken
    parts: tuple[Condition, ...]

    def holds(self, answers: Answers, known: Known) -> bool:
        return any(part.holds(answers, known) for part in self.parts)

    def say(self) -> str:
        return ", eller hvis ".join(map(_in_brackets, self.parts))

    def leaves(self) -> Iterator[Condition]:
        for part in self.parts:
            yield from part.leaves()


@dataclass(frozen=True)
class Not(Condition):
    part: Condition

    def holds(self, answers: Answers, known: Known) -> bool:
        return not self.part.holds(answers, known)

    def say(self) -> str:
        if isinstance(self.part, OneAnswer):
            return f"»{self.part.question.label}« ikke {self.part.phrase}"
        return f"det ikke passer, at {self.part.say()}"

    def leaves(self) -> Iterator[Condition]:
        return self.part.leaves()


def _in_brackets(part: Condition) -> str:
    return f"({part.say()})" if isinstance(part, All | Any_) else part.say()
