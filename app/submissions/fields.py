"""The fields of a page: each question with what stands in it, and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.forms.field import Field as Field
from app.forms.field import FoundAddress
from app.forms.form import Step
from app.forms.known import Known
from app.forms.messages import InvalidAnswer, Translate
from app.forms.posted import Posted
from app.forms.prefill import FROM_CITIZEN
from app.forms.questions import Address, Choice, People, Unit, Upload
from app.forms.questions.question import Question
from app.submissions.filling import Filling


@dataclass(frozen=True)
class AddressSearch:
    """What a search gave for one question: addresses, or None from a silent register."""

    key: str
    found: Sequence[FoundAddress] | None


def fields_of(
    filling: Filling,
    step: Step,
    t: Translate,
    language: str,
    *,
    posted: Posted | None = None,
    problems: Mapping[str, InvalidAnswer] | None = None,
    searches: Sequence[AddressSearch] = (),
) -> list[Field]:
    """The fields of a step: as typed when something is posted, else as kept or suggested."""
    by_key = {search.key: search for search in searches}
    return [
        _field(filling, question, t, language, posted, (problems or {}).get(question.key), by_key)
        for question in step.questions
    ]


def problem_links(fields: Sequence[Field]) -> list[tuple[str, str]]:
    """The error summary: the id of the field that is wrong, and the same sentence as beside it."""
    return [
        (field.question.key + field.problem_field, field.problem)
        for field in fields
        if field.problem is not None
    ]


def _field(
    filling: Filling,
    question: Question,
    t: Translate,
    language: str,
    posted: Posted | None,
    problem: InvalidAnswer | None,
    searches: Mapping[str, AddressSearch],
) -> Field:
    known, key = filling.known, question.key
    suggested = question.suggested(known)
    from_login = filling.from_login(question)
    locked = question.is_locked(known)
    # What was answered stands there even if it can no longer be used: it is put right, not retyped.
    # But a locked answer is what the register says, also if it was typed while that was silent.
    answer = suggested if locked else filling.draft.answers.get(key, suggested or from_login)
    filled_in = suggested is not None and answer == suggested
    search = searches.get(key)
    kept = question.words(answer, known)
    words = kept if posted is None or locked else question.typed(posted)
    # It is about the answer that is kept: beside another, or one that is refused, it would mislead.
    warns = answer is not None and problem is None and words == kept
    warning = question.warning(answer, known) if warns else None
    return Field(
        question=question,
        words=words,
        problem=problem.say(t) if problem else None,
        problem_field=problem.field if problem else "",
        warning=warning.say(t) if warning else None,
        locked=locked,
        prefilled=filled_in and question.prefill not in FROM_CITIZEN,
        from_my_data=filled_in and question.prefill in FROM_CITIZEN,
        from_login=from_login is not None and key not in filling.draft.answers,
        register_silent=question.meets_silence(known),
        shown=question.write(answer, t, language) if answer is not None else "",
        found=search.found if search else None,
        picked=question.picked(words, answer, known) if isinstance(question, Address) else None,
        silent=search is not None and search.found is None,
        options=_options(question, answer, known, t),
    )


def _options(
    question: Question, answer: Any, known: Known, t: Translate
) -> Sequence[tuple[str, str, str]]:
    if isinstance(question, People):
        return question.people(known, answer, t)
    if isinstance(question, Unit):
        return question.options(known)
    if isinstance(question, Upload):
        return question.listed(answer, t)
    if isinstance(question, Choice):
        return [(value, t(label), "") for value, label in question.offered(known).items()]
    return ()
