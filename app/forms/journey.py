"""The path through a form, computed from the answers: never stored, so it cannot disagree."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.forms.form import Form, Step
from app.forms.known import Known
from app.forms.messages import InvalidAnswer, Translate
from app.forms.questions.question import Question


@dataclass(frozen=True)
class Row:
    """One answer as it is shown; `step` is the slug of its step."""

    step: str
    key: str
    label: str
    value: str
    origin: str


class Journey:
    """Answers off the path, and answers that can no longer be used, are not in `answers`."""

    def __init__(self, form: type[Form], answers: Mapping[str, Any], known: Known) -> None:
        self.form = form
        self.known = known
        self.steps: list[Step] = []
        self.answers: dict[str, Any] = {}
        self._answered: set[str] = set()
        self._problems: dict[str, dict[str, InvalidAnswer]] = {}
        for step in form.steps:
            if step.applies(self.answers, known):
                self.steps.append(step)
                self._walk(step, answers)

    def _walk(self, step: Step, answers: Mapping[str, Any]) -> None:
        problems: dict[str, InvalidAnswer] = {}
        asked = 0
        for question in step.questions:
            if question.key not in answers:
                continue
            asked += 1
            try:
                self.answers[question.key] = self._usable(question, answers[question.key])
            except InvalidAnswer as problem:
                problems[question.key] = problem
        if asked == len(step.questions):
            problems = problems or step.broken_rules(self.answers, self.known)
            if not problems:
                self._answered.add(step.slug)
        self._problems[step.slug] = problems

    def _usable(self, question: Question, answer: Any) -> Any:
        # Whatever the draft holds, a locked answer is what the register said.
        if question.is_locked(self.known):
            return question.suggested(self.known)
        question.check(answer, self.known)
        return question.without_protected(answer, self.known)

    @property
    def next_unanswered(self) -> Step | None:
        """Where the citizen must go next; None when the form is ready to submit."""
        return next((step for step in self.steps if not self.is_answered(step)), None)

    @property
    def complete(self) -> bool:
        return self.next_unanswered is None

    def step(self, slug: str) -> Step | None:
        """The step of that name, if it is on the path and everything before it is answered."""
        for step in self.steps:
            if step.slug == slug:
                return step
            if not self.is_answered(step):
                return None
        return None

    def is_answered(self, step: Step) -> bool:
        return step.slug in self._answered

    def problems(self, step: Step) -> dict[str, InvalidAnswer]:
        """What is wrong with answers already given, by key: a date may have grown too old."""
        return self._problems.get(step.slug, {})

    def rows(self, origins: Mapping[str, str], t: Translate, language: str) -> list[Row]:
        """The answers as they are shown; `origins` says by key where each came from."""
        return [
            Row(
                step.slug,
                question.key,
                t(question.label),
                question.write(self.answers[question.key], t, language),
                origins.get(question.key, "citizen"),
            )
            for step in self.steps
            for question in step.questions
            if question.asks and question.key in self.answers
        ]
