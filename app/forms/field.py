"""A field of a page: one question with what stands in it, and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.forms.questions.question import Question, Words

FoundAddress = Mapping[str, Any]


@dataclass(frozen=True)
class Field:
    """One question on a page. `prefilled` says that what stands there came from a register,
    `from_my_data` that the citizen wrote it at »Mine data«, `from_login` that it came with the
    login, and `register_silent` that a register would have helped and said nothing. `shown` is the
    answer as a person reads it. `found` are addresses found for what was typed, `picked` the one
    picked already, `silent` says that the address register does not answer. `options` are what to
    choose among here, or the files that lie here already, as (value, label, hint)."""

    question: Question
    words: Words
    problem: str | None = None
    problem_field: str = ""
    warning: str | None = None
    locked: bool = False
    prefilled: bool = False
    from_my_data: bool = False
    from_login: bool = False
    register_silent: bool = False
    shown: str = ""
    found: Sequence[FoundAddress] | None = None
    picked: FoundAddress | None = None
    silent: bool = False
    options: Sequence[tuple[str, str, str]] = ()

    @property
    def from_cvr(self) -> bool:
        """Whether it is the company register that fills it in."""
        return (self.question.prefill or "").startswith("company.")
