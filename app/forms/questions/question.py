"""What every kind of question can do; a kind overrides little more than how its answer is read."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from copy import deepcopy
from typing import Any, ClassVar

from app.forms.conditions import Answered
from app.forms.known import Known
from app.forms.messages import InvalidAnswer, Message, Translate
from app.forms.posted import Posted
from app.forms.prefill import FROM_CITIZEN

Words = dict[str, str | list[str]]
"""What stands in the fields of a question, by the full name of each field."""


class Question(ABC):
    kind: ClassVar[str]
    """The name of its template: templates/questions/{kind}.html."""
    when_missing: ClassVar[str] = "Skriv et svar."
    asks: ClassVar[bool] = True
    """False for what is only told: no answer, no row, not in the schema."""
    key = ""

    def __init__(
        self,
        label: str,
        *,
        hint: str | None = None,
        optional: bool = False,
        prefill: str | None = None,
        locked: bool = False,
        missing: str | None = None,
        one_of_several: bool = False,
    ) -> None:
        self.label = label
        self.hint = hint
        self.optional = optional
        self.prefill = prefill
        self.locked = locked
        self.missing = missing or self.when_missing
        self.one_of_several = one_of_several
        """Optional alone, but one of its kind is needed: a rule of the step says so."""

    # From the page

    def read(self, posted: Posted, known: Known, before: Any = None) -> Any:
        """The answer the citizen gave; `before` is the answer the draft holds now.

        None when nothing was given to an optional question. Raises InvalidAnswer.
        """
        if self.is_locked(known):
            return self.suggested(known)
        answer = self.parse(posted, known, before)
        self.check(answer, known)
        return answer

    @abstractmethod
    def parse(self, posted: Posted, known: Known, before: Any) -> Any:
        """The answer as typed, or None when nothing was; raises InvalidAnswer."""

    def is_empty(self, posted: Posted) -> bool:
        """Whether nothing was typed or chosen."""
        return not any(self.typed(posted).values())

    def check(self, answer: Any, known: Known) -> None:
        """Whether a kept answer can still be used; raises InvalidAnswer."""
        if answer is None:
            if not self.optional:
                raise InvalidAnswer(self.missing)
        elif not self.well_formed(answer):
            raise InvalidAnswer(self.missing)
        elif not self.is_locked(known):
            self.judge(answer, known)

    def well_formed(self, answer: Any) -> bool:
        """Whether this has the shape of an answer at all."""
        return isinstance(answer, str) and answer != ""

    def judge(self, answer: Any, known: Known) -> None:  # noqa: B027 - most have no limits
        """Limits on an answer of the right shape; raises InvalidAnswer."""

    def warning(self, answer: Any, known: Known) -> Message | None:
        """Something the citizen should know about an answer that is accepted."""
        return None

    # From the registers, or from »Mine data«

    def suggested(self, known: Known) -> Any:
        """What was said; None when nothing was, or the question asks for nothing."""
        said = known.register.get(self.prefill) if self.prefill else None
        return deepcopy(said) if said is not None and self.well_formed(said) else None

    def meets_silence(self, known: Known) -> bool:
        """Whether a register would have helped here, had it answered."""
        asks_register = self.prefill is not None and self.prefill not in FROM_CITIZEN
        return asks_register and known.is_silent(str(self.prefill))

    def is_locked(self, known: Known) -> bool:
        """Locked only if the register did answer: nobody is stopped by a silent register."""
        return self.locked and self.suggested(known) is not None

    def without_protected(self, answer: Any, known: Known) -> Any:
        """The answer without what the register has come to protect since it was given."""
        return answer

    def origin(self, answer: Any, known: Known, typed_by: str) -> str:
        """Where the answer comes from: "register", or whoever typed it."""
        if self.prefill in FROM_CITIZEN:
            return typed_by
        if answer is not None and answer == self.suggested(known):
            return "register"
        return typed_by

    # To the page

    def field_names(self) -> tuple[str, ...]:
        return (self.key,)

    def words(self, answer: Any, known: Known) -> Words:
        """What stands in the fields for a kept answer or a suggestion."""
        if answer is None or not self.well_formed(answer):
            return dict.fromkeys(self.field_names(), "")
        return self.spell(answer, known)

    def spell(self, answer: Any, known: Known) -> Words:
        return {self.key: str(answer)}

    def typed(self, posted: Posted) -> Words:
        """What the citizen typed, so that an error loses nothing."""
        return {name: posted.one(name) for name in self.field_names()}

    def write(self, answer: Any, t: Translate, language: str) -> str:
        """The answer as a person reads it; empty when there is none."""
        if answer is None or not self.well_formed(answer):
            return ""
        return self.put(answer, t, language)

    def put(self, answer: Any, t: Translate, language: str) -> str:
        return str(answer)

    def write_short(self, answer: Any) -> str:
        """The answer in the title of a case."""
        return self.write(answer, lambda text: text, "da")

    def delivered(self, answer: Any) -> Any:
        """The answer as a case system gets it."""
        return answer

    def hint_when(self, register_silent: bool) -> str | None:
        """What helps to answer it, with the register and without."""
        return self.hint

    # About itself

    @property
    def says_optional(self) -> bool:
        return self.optional and not self.one_of_several

    def schema(self) -> dict[str, Any]:
        """JSON Schema (2020-12) of the answer."""
        shape = self.shape()
        return {"anyOf": [shape, {"type": "null"}]} if self.optional else shape

    @abstractmethod
    def shape(self) -> dict[str, Any]:
        """JSON Schema of an answer that was given."""

    def rules(self) -> Iterator[str]:
        """Its rules in Danish, for the outline."""
        yield from ()

    def texts(self) -> Iterator[str]:
        """Everything it says to the citizen."""
        yield self.label
        if self.hint:
            yield self.hint
        yield self.missing

    @property
    def answered(self) -> Answered:
        return Answered(self)


class OneField(Question):
    """A question that is answered in one field."""

    def parse(self, posted: Posted, known: Known, before: Any) -> Any:
        text = posted.one(self.key)
        return self.understand(text, known) if text else None

    @abstractmethod
    def understand(self, text: str, known: Known) -> Any:
        """What stands in the field means; raises InvalidAnswer."""
