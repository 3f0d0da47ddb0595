"""What must be true of a form before anybody meets it: a broken one stops the program at once."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import NoReturn

from app.forms import prefill
from app.forms.capacities import IN_WORDS
from app.forms.conditions import Condition, OneAnswer
from app.forms.decisions import MOST
from app.forms.family import SomebodyAmong
from app.forms.form import CASE_SYSTEMS, Form, Step, names_in
from app.forms.questions import Choice, Choices, Declaration, People, Question, Upload, YesNo
from app.forms.reserved import RESERVED_FORM_SLUGS, RESERVED_KEYS, RESERVED_STEP_SLUGS
from app.forms.texts import texts_of

_SLUG = re.compile("[a-z0-9]+(-[a-z0-9]+)*")
# Of all the files of one draft.
MOST_ATTACHED_BYTES = 50 * 1024 * 1024
_NEEDED = (
    "slug",
    "title",
    "steps",
    "before_you_start",
    "what_happens_next",
    "filing",
    "keep_days",
    "privacy",
)


class BrokenForm(TypeError):
    """A mistake in one of our own forms, in one sentence naming form, step and question."""


def verify_catalogue(
    forms: Iterable[type[Form]],
    templates: Collection[str] | None = None,
    translated: Callable[[str, str], bool] | None = None,
) -> None:
    """Every form by itself, and all of them together; raises BrokenForm.

    `templates` are the kinds that have a template; `translated(language, text)` says whether a
    text is in the catalogue of a language. What is not handed in is not looked into.
    """
    seen: set[str] = set()
    for form in forms:
        verify(form)
        if form.slug in seen:
            _broken(form, "another form has the same slug")
        seen.add(form.slug)
        if templates is not None:
            _kinds_have_templates(form, templates)
        if translated is not None:
            for language, text in missing_texts(form, translated):
                _broken(form, f"the text »{text}« is missing in the language {language!r}")


def missing_texts(
    form: type[Form], translated: Callable[[str, str], bool]
) -> Iterator[tuple[str, str]]:
    """The (language, text) pairs a form claims and the catalogues lack; Danish is never missing."""
    for language in form.languages:
        if language != "da":
            yield from ((language, t) for t in texts_of(form) if not translated(language, t))


def verify(form: type[Form]) -> None:
    """Everything that can be known from the form alone; raises BrokenForm."""
    _says_everything(form)
    _slugs_are_good(form)
    _each_question_is_asked_once(form)
    _conditions_look_back(form)
    _title_can_be_written(form)
    _files_have_room(form)
    _rest_is_sound(form)


def _says_everything(form: type[Form]) -> None:
    for name in _NEEDED:
        if not hasattr(form, name):
            _broken(form, f"it does not say its {name}")
    for name, value in vars(form).items():
        if name in Form.__annotations__ and name != "about" and isinstance(value, Question):
            _broken(form, f"a question cannot be called {name!r}, a form's own word", question=name)


def _slugs_are_good(form: type[Form]) -> None:
    if not _SLUG.fullmatch(form.slug):
        _broken(form, "its slug may hold only a-z, 0-9 and single hyphens")
    if form.slug in RESERVED_FORM_SLUGS:
        _broken(form, "its slug is one of our own addresses")
    if not form.steps:
        _broken(form, "it has no steps")
    seen: set[str] = set()
    for step in form.steps:
        if not _SLUG.fullmatch(step.slug):
            _broken(form, "the slug may hold only a-z, 0-9 and single hyphens", step)
        if step.slug in RESERVED_STEP_SLUGS:
            _broken(form, "the slug is one of our own addresses", step)
        if step.slug in seen:
            _broken(form, "another step has the same slug", step)
        seen.add(step.slug)


def _each_question_is_asked_once(form: type[Form]) -> None:
    asked: set[str] = set()
    for step in form.steps:
        if not step.questions:
            _broken(form, "it asks nothing", step)
        for question in step.questions:
            if form.questions.get(question.key) is not question:
                _broken(form, "the question is not declared in the form", step, question.label)
            if question.key in RESERVED_KEYS:
                _broken(form, "the key is the name of a hidden field", step, question.key)
            if question.key in asked:
                _broken(form, "the question is asked twice", step, question.key)
            asked.add(question.key)
            _prefill_is_known(form, step, question)
    for key in form.questions:
        if key not in asked:
            _broken(form, "the question is declared and never asked", question=key)


def _prefill_is_known(form: type[Form], step: Step, question: Question) -> None:
    name = question.among if isinstance(question, People) else question.prefill
    among = prefill.FROM_REGISTERS if isinstance(question, People) else prefill.NAMES
    if name is not None and name not in among:
        _broken(form, f"no register says {name!r}", step, question.key)
    if question.locked and name in prefill.FROM_CITIZEN:
        _broken(form, "it is locked, and filled in by the citizen", step, question.key)
    if name is not None and _asked_of(name) not in form.applicants:
        _broken(form, f"{name!r} is not known of those who apply", step, question.key)
    if question.locked and question.prefill is None:
        _broken(form, "it is locked, and nothing fills it in", step, question.key)
    if isinstance(question, Choice):
        for option, condition in question.only_if.items():
            if option not in question.options:
                _broken(form, f"there is no option {option!r}", step, question.key)
            _check_condition(form, step, condition, set())


def _asked_of(name: str) -> str:
    return "company" if name.startswith("company.") else "citizen"


def _conditions_look_back(form: type[Form]) -> None:
    if form.steps[0].only_if is not None:
        _broken(form, "the first step must meet everyone", form.steps[0])
    asked: set[str] = set()
    for step in form.steps:
        if step.only_if is not None:
            _check_condition(form, step, step.only_if, asked)
        asked |= {question.key for question in step.questions}
        for rule in step.rules:
            _check_condition(form, step, rule.condition, asked)
            if rule.beside not in step.questions:
                _broken(form, "a rule speaks beside another step", step, rule.beside.key)
    for still in form.still_to_do:
        _check_condition(form, None, still.only_if, asked)


def _check_condition(
    form: type[Form], step: Step | None, condition: Condition, asked: set[str]
) -> None:
    for leaf in condition.leaves():
        if isinstance(leaf, SomebodyAmong) and not prefill.FROM_REGISTERS.issuperset(leaf.among):
            _broken(form, f"no register says {' or '.join(leaf.among)}", step)
        if not isinstance(leaf, OneAnswer):
            continue
        for question in (leaf.question, *leaf.others()):
            if question.key not in asked or form.questions.get(question.key) is not question:
                named = question.key or question.label
                _broken(form, "a condition on a question not yet asked", step, named)
        if isinstance(leaf.question, Choice | Choices):
            for option in leaf.options():
                if option not in leaf.question.options:
                    _broken(form, f"there is no option {option!r}", step, leaf.question.key)


def _title_can_be_written(form: type[Form]) -> None:
    always = {q.key: q for step in form.steps if step.only_if is None for q in step.questions}
    for key in names_in(form.filing.title):
        question = always.get(key)
        if question is None or question.optional or not question.asks:
            _broken(form, "the case title uses an answer that is not always given", question=key)


def _rest_is_sound(form: type[Form]) -> None:
    for question in form.count_by:
        if not isinstance(question, Choice | Choices | YesNo | Declaration):
            _broken(form, "only choices may be counted, never free text", question=question.key)
    for question in (*form.count_by, *form.proof, *([form.about] if form.about else [])):
        if form.questions.get(question.key) is not question:
            _broken(form, "it builds on a question it does not ask", question=question.label)
    if form.proof and form.login != "none":
        _broken(form, "only a form without login needs a proof")
    if not form.applicants or not set(form.applicants) <= {"citizen", "company"}:
        _broken(form, f"nobody applies as {form.applicants!r}")
    if form.login == "none" and "company" in form.applicants:
        _broken(form, "a company logs in")
    if any(each.capacity not in IN_WORDS or not each.instead for each in form.not_sent_by):
        _broken(form, "it does not say what somebody who may not send it for another does instead")
    if form.login not in ("none", "low", "substantial", "high"):
        _broken(form, f"there is no login {form.login!r}")
    if form.when_we_answer and form.when_we_answer.decision not in form.decisions.values():
        _broken(form, "its answer comes within a time that nobody decides")
    for decision in form.decisions.values():
        if not 0 <= (decision.default or 0) <= MOST.get(decision.unit, -1):
            _broken(form, f"{decision.key} has an unknown unit, or a default out of bounds")
    if form.filing.system not in CASE_SYSTEMS:
        _broken(form, f"there is no kind of case system {form.filing.system!r}")
    if form.is_decision != (form.complaint is not None):
        _broken(form, "a decision says how to complain, and nothing else does")
    if "da" not in form.languages:
        _broken(form, "every form speaks Danish")
    if not re.fullmatch(r"\d\d\.\d\d\.\d\d", form.filing.kle):
        _broken(form, f"{form.filing.kle!r} is not a KLE number")
    if not re.fullmatch(r"[A-ZÆØÅ]\d\d", form.filing.facet):
        _broken(form, f"{form.filing.facet!r} is not a KLE facet")
    if form.version < 1 or form.keep_days < 1:
        _broken(form, "version and keep_days begin at 1")


def _files_have_room(form: type[Form]) -> None:
    uploads = [each for each in form.questions.values() if isinstance(each, Upload)]
    if sum(each.most * each.most_bytes for each in uploads) > MOST_ATTACHED_BYTES:
        _broken(form, "its files may be more bytes together than a draft may hold")


def _kinds_have_templates(form: type[Form], templates: Collection[str]) -> None:
    for step in form.steps:
        for question in step.questions:
            if question.kind not in templates:
                _broken(form, f"the kind {question.kind!r} has no template", step, question.key)


def _broken(
    form: type[Form], what: str, step: Step | None = None, question: str | None = None
) -> NoReturn:
    where = [f"Form {getattr(form, 'slug', form.__name__)}"]
    where += [f"step {step.slug}"] if step is not None else []
    where += [f"question {question}"] if question is not None else []
    raise BrokenForm(f"{', '.join(where)}: {what}.")
