"""What is asked when a power of attorney is given, with the kinds of question forms are made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.auth.people import Citizen
from app.auth.powers.coverable import options_in
from app.auth.powers.names import is_name
from app.auth.powers.scope import EVERYTHING, Scope, of_chosen
from app.clock import today
from app.forms.family import is_minor
from app.forms.field import Field
from app.forms.form import Rule, Step
from app.forms.known import Known
from app.forms.messages import InvalidAnswer, Translate
from app.forms.posted import Posted
from app.forms.questions import Choice, Choices, Cpr, Date, Declaration, Text
from app.forms.questions.question import Question
from app.municipalities.municipality import Municipality
from app.settings import settings

USUAL = timedelta(days=365)
FIVE_YEARS_IN_DAYS = 1826

EVERYTHING_CHOSEN = "everything"


@dataclass(frozen=True)
class Given:
    """What was written on the page, understood."""

    holder: tuple[str, str]
    grantor_name: str
    scope: Scope
    until: date


@dataclass(frozen=True)
class Reading:
    """What came of reading the page: a power to give, or what to put right by key."""

    given: Given | None
    problems: Mapping[str, InvalidAnswer]


class Giving:
    """The questions, for one citizen in one municipality."""

    def __init__(self, municipality: Municipality, citizen: Citizen, t: Translate) -> None:
        self.citizen = citizen
        self.t = t
        self.known = Known(
            today=today(), municipality_code=municipality.code, test_numbers=settings().demo
        )
        self.holder_cpr = Cpr(t("CPR-nummer på den, du giver fuldmagt"))
        self.holder_name = Text(
            t("Fulde navn på den, du giver fuldmagt"),
            hint=t("For- og efternavn, som personen hedder i sit MitID."),
            missing=t("Skriv for- og efternavn på den, du giver fuldmagt."),
        )
        self.own_name = Text(
            t("Dit navn, som den anden får at se"), missing=t("Skriv dit navn."), max_length=200
        )
        self.what = Choice(
            t("Hvad må personen gøre for dig?"),
            {
                EVERYTHING_CHOSEN: t("Alle opgaver her, som man skal logge ind til"),
                "some": t("Kun det, jeg vælger herunder"),
            },
            missing=t("Vælg, hvad personen må gøre for dig."),
        )
        self.tasks = Choices(
            t("Hvilke opgaver?"),
            options_in(municipality, t),
            hint=t("Du skal kun vælge her, hvis personen ikke må gøre det hele."),
            optional=True,
            one_of_several=True,
        )
        self.until = Date(
            t("Til og med hvilken dag gælder fuldmagten?"),
            hint=t("Højst fem år frem. Du kan altid trække den tilbage før."),
            at_most_days_back=-1,
            at_most_days_ahead=FIVE_YEARS_IN_DAYS,
            missing=t("Skriv den sidste dag, fuldmagten gælder, med dag, måned og år."),
            too_early=t("Skriv en dag fra i morgen og frem."),
            too_late=t("Skriv en dag senest {latest}. En fuldmagt kan højst gælde i fem år."),
        )
        self.declared = Declaration(
            t(
                "Jeg giver fuldmagten frivilligt og ved, at den anden ser mit navn og min adresse "
                "og får kvitteringer for det, der bliver sendt for mig."
            ),
            missing=t("Sæt kryds, hvis du kan erklære det. Ellers kan du ikke give fuldmagten."),
        )
        for key, question in self._asked().items():
            question.key = key
        self.step = Step(
            "giv",
            "",
            *self._asked().values(),
            rules=(
                Rule(
                    self.what.is_(EVERYTHING_CHOSEN) | self.tasks.answered,
                    beside=self.tasks,
                    otherwise=t("Vælg mindst én opgave, eller vælg alle opgaver."),
                ),
            ),
        )

    def _asked(self) -> dict[str, Question]:
        # Where the login keeps their name back, only they can say what the other shall see.
        own_name = {} if self.citizen.name else {"own_name": self.own_name}
        return {
            "holder_cpr": self.holder_cpr,
            "holder_name": self.holder_name,
            **own_name,
            "what": self.what,
            "tasks": self.tasks,
            "until": self.until,
            "declared": self.declared,
        }

    def read(self, posted: Posted) -> Reading:
        """All that was written; what it says of the other is not checked against any register."""
        reading = self.step.read(posted, self.known, {})
        problems, answers = dict(reading.problems), reading.answers
        if problem := self._wrong_people(answers):
            problems.update(problem)
        if problems:
            return Reading(None, problems)
        everything = answers["what"] == EVERYTHING_CHOSEN
        given = Given(
            holder=(answers["holder_cpr"], answers["holder_name"]),
            grantor_name=answers.get("own_name", self.citizen.name),
            scope=EVERYTHING if everything else of_chosen(answers["tasks"]),
            until=date.fromisoformat(answers["until"]),
        )
        return Reading(given, {})

    def _wrong_people(self, answers: Mapping[str, Any]) -> dict[str, InvalidAnswer]:
        t = self.t
        cpr, name = answers.get("holder_cpr"), answers.get("holder_name")
        if is_minor(self.citizen.cpr, self.known.today):
            # Værgemålsloven § 1: under 18 one cannot bind oneself.
            return {"declared": InvalidAnswer(t("Du kan først give fuldmagt, når du er fyldt 18."))}
        if cpr == self.citizen.cpr:
            return {"holder_cpr": InvalidAnswer(t("Skriv en andens CPR-nummer, ikke dit eget."))}
        if cpr and is_minor(cpr, self.known.today):
            return {
                "holder_cpr": InvalidAnswer(t("Den, du giver fuldmagt, skal være fyldt 18 år."))
            }
        wrong = t("Skriv kun navnet: bogstaver, mellemrum, bindestreg, apostrof og punktum.")
        for key in ("holder_name", "own_name"):
            if key in answers and not is_name(answers[key]):
                return {key: InvalidAnswer(wrong)}
        if name and len(name.split()) < 2:
            return {"holder_name": InvalidAnswer(t("Skriv både fornavn og efternavn."))}
        return {}

    def fields(
        self, posted: Posted | None, problems: Mapping[str, InvalidAnswer]
    ) -> Sequence[Field]:
        """The fields of the page: as typed, else with what we can suggest."""
        return [self._field(question, posted, problems) for question in self.step.questions]

    def _field(
        self,
        question: Question,
        posted: Posted | None,
        problems: Mapping[str, InvalidAnswer],
    ) -> Field:
        problem = problems.get(question.key)
        usual = (self.known.today + USUAL).isoformat()
        suggested = usual if question is self.until else None
        kept = question.words(suggested, self.known)
        options = [(value, label, "") for value, label in getattr(question, "options", {}).items()]
        return Field(
            question=question,
            words=kept if posted is None else question.typed(posted),
            problem=problem.say(self.t) if problem else None,
            problem_field=problem.field if problem else "",
            options=options,
        )
