"""A form being filled in: the draft, and the journey computed from it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import Any

from app.clock import today
from app.forms.form import Form, Reading, Step
from app.forms.journey import Journey
from app.forms.known import Known
from app.forms.messages import InvalidAnswer, Translate
from app.forms.posted import Posted
from app.forms.prefill import company, person
from app.forms.questions.question import Question
from app.forms.questions.unit import Unit
from app.forms.questions.upload import Upload
from app.municipalities.municipality import Municipality
from app.sealed import digest
from app.settings import settings
from app.submissions.acting import Acting
from app.submissions.models import Draft

TYPED_BY = "citizen"


def name_of_about(municipality_code: str, form_slug: str, answer: Any) -> str:
    """What the digest of what a draft is about is made of."""
    said = json.dumps(answer, sort_keys=True, ensure_ascii=False)
    return f"{municipality_code} about {form_slug} {said}"


@dataclass(frozen=True)
class Filling:
    """A draft of a form in a municipality; `who` is who acts in it just now, and `addresses` are
    those looked up for this request."""

    form: type[Form]
    municipality: Municipality
    draft: Draft
    who: Acting
    addresses: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @cached_property
    def known(self) -> Known:
        return Known(
            today=today(),
            register=self.draft.register,
            applicant=self.applicant_kind,
            decisions=self.municipality.offers[self.form.slug].decisions,
            addresses=self.addresses,
            municipality_code=self.municipality.code,
            municipality_name=self.municipality.name,
            test_numbers=settings().demo,
        )

    @cached_property
    def journey(self) -> Journey:
        return Journey(self.form, self.draft.answers, self.known)

    def with_addresses(self, addresses: Mapping[str, Mapping[str, Any]]) -> "Filling":
        return replace(self, addresses=addresses)

    def with_draft(self, draft: Draft) -> "Filling":
        return replace(self, draft=draft)

    def read(self, step: Step, posted: Posted) -> Reading:
        return step.read(posted, self.known, self.journey.answers)

    def read_unfinished(self, step: Step, posted: Posted) -> Reading:
        return step.read_unfinished(posted, self.known, self.journey.answers)

    def from_login(self, question: Question) -> Any:
        """The name that came with the login, or a company's name and number, where the register
        did not give it, and the production unit they logged in for: something to begin with, which
        may be put right and is the citizen's own answer once it is sent."""
        if isinstance(question, Unit):
            number = str(self.draft.applicant.get("p_number", ""))
            locked = question.is_locked(self.known)
            return None if locked else question.of_number(number, self.known)
        told = {person.name: "name", company.name: "name", company.cvr: "cvr"}.get(
            question.prefill or ""
        )
        if told is None or not question.meets_silence(self.known):
            return None
        said = self.draft.applicant.get(told)
        return said if question.well_formed(said) else None

    @property
    def applicant_kind(self) -> str:
        """`citizen`, `company` or `anonymous`."""
        return str((self.draft.applicant or {}).get("kind", "citizen"))

    def outgrown(self, step: Step) -> dict[str, InvalidAnswer]:
        """Answers that were fine when they were given and are not any more, by key: a date that
        has passed, say. What was not asked yet is no problem."""
        return {
            key: problem
            for key, problem in self.journey.problems(step).items()
            if key in self.draft.answers
        }

    def answers_with(self, reading: Reading) -> dict[str, Any]:
        """The draft's answers with those of a page, and without what was taken away on it. What
        this puts off the path stays in the draft, should the citizen change their mind again; it
        is never sent."""
        answers = self.draft.answers | reading.answers
        return {key: answer for key, answer in answers.items() if key not in reading.emptied}

    def origins_of(self, answers: Mapping[str, Any], changed: Mapping[str, Any]) -> dict[str, str]:
        """Where each answer comes from; those not on this page keep what they had."""
        before = self.origins
        return {
            key: self.form.questions[key].origin(answer, self.known, TYPED_BY)
            if key in changed
            else before.get(key, TYPED_BY)
            for key, answer in answers.items()
        }

    @property
    def origins(self) -> dict[str, str]:
        """Where each kept answer comes from. A register that answers later than it was asked
        takes the place of what was typed meanwhile, where it locks the answer."""
        locked = (key for key in self.draft.answers if self._is_locked(key))
        return self.draft.origins | dict.fromkeys(locked, "register")

    def _is_locked(self, key: str) -> bool:
        question = self.form.questions.get(key)
        return question is not None and question.is_locked(self.known)

    def about(self, answers: Mapping[str, Any]) -> bytes | None:
        """The digest of what the draft is about; None where the form has no such question yet."""
        question = self.form.about
        if question is None or question.key not in answers:
            return None
        return digest(name_of_about(self.municipality.code, self.form.slug, answers[question.key]))

    def rows(self, t: Translate, language: str) -> list[dict[str, str]]:
        """The answers as shown, with the title of their step."""
        titles = {step.slug: t(step.title) for step in self.journey.steps}
        return [
            asdict(row) | {"step_title": titles[row.step]}
            for row in self.journey.rows(self.origins, t, language)
        ]

    def warnings(self, t: Translate) -> dict[str, str]:
        """What is worth knowing before sending, though it stops nobody; by the answer's key."""
        found = (
            (key, self.form.questions[key].warning(answer, self.known))
            for key, answer in self.journey.answers.items()
        )
        return {key: warning.say(t) for key, warning in found if warning is not None}

    def locked_among(self, rows: Iterable[Mapping[str, str]]) -> list[str]:
        """The keys of the rows that are the register's own answers, and corrected only there."""
        return [row["key"] for row in rows if self._is_locked(row["key"])]

    def with_chosen_unit(self, applicant: Mapping[str, Any]) -> dict[str, Any]:
        """The applicant for the case system: the production unit they chose in the form is the one
        that applies, whether or not the login named one."""
        asked = (key for key, question in self.form.questions.items() if isinstance(question, Unit))
        chosen = [unit["p_number"] for key in asked if (unit := self.journey.answers.get(key))]
        if applicant.get("kind") != "company" or not chosen:
            return dict(applicant)
        return {**applicant, "p_number": chosen[0]}

    @property
    def uploads(self) -> list[Upload]:
        """The questions that files are attached to, on the path or off it."""
        return [each for each in self.form.questions.values() if isinstance(each, Upload)]

    def delivered_answers(self) -> dict[str, Any]:
        """The answers for the case system: on the path, and really asked."""
        return {
            key: self.form.questions[key].delivered(answer)
            for key, answer in self.journey.answers.items()
            if self.form.questions[key].asks
        }

    @property
    def belongs_to_citizen(self) -> bool:
        """Whether they find it again by logging in. In a form without login it belongs to the
        visit alone, even of somebody who has logged in for something else."""
        return self.form.login != "none"

    @property
    def next_address(self) -> str:
        """Where the citizen goes next: the first unanswered step, else the check page."""
        return self._address_after(self.journey)

    def next_address_with(self, answers: Mapping[str, Any]) -> str:
        """The same, once these answers are kept."""
        return self._address_after(Journey(self.form, answers, self.known))

    def _address_after(self, journey: Journey) -> str:
        step = journey.next_unanswered
        return self.address_of(step.slug if step else "kontroller")

    def address_of(self, step_slug: str) -> str:
        """A page of the form, and of which draft: one person may have several, one for each
        applicant and for each thing they are about. A tab that is left open stays with its own."""
        which = f"?kladde={self.draft.id}" if self.belongs_to_citizen else ""
        return f"/{self.form.slug}/{step_slug}{which}"

    def before(self, step: Step) -> Step | None:
        """The step before this one on the path."""
        steps = self.journey.steps
        place = steps.index(step)
        return steps[place - 1] if place else None
