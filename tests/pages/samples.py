"""A form with every kind of question, a draft of it, and pages rendered without a web server."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any
from uuid import UUID

from lxml import html
from starlette.requests import Request

from app import pages
from app.auth.people import Citizen, Staff
from app.clock import now
from app.forms.form import BeforeYouStart, Filing, Form, Privacy, Step
from app.forms.posted import Posted
from app.forms.prefill import person
from app.forms.questions import (
    Address,
    Amount,
    Choice,
    Choices,
    Cpr,
    Date,
    Declaration,
    Email,
    Information,
    Link,
    LongText,
    People,
    Phone,
    Text,
    Time,
    Unit,
    Upload,
    WholeNumber,
    YesNo,
)
from app.languages import translate_to
from app.municipalities.municipality import Municipality, Offer
from app.submissions.acting import acting_citizen
from app.submissions.fields import AddressSearch, Field, fields_of, problem_links
from app.submissions.filling import Filling
from app.submissions.models import Draft
from app.templating import templates

MOELLEVEJ = {
    "id": "m4",
    "street": "Møllevej",
    "number": "4",
    "floor": "",
    "door": "",
    "postal_code": "7400",
    "city": "Herning",
    "municipality_code": "0657",
    "text": "Møllevej 4, 7400 Herning",
}
REGISTER: dict[str, Any] = {
    "person.name": "Ada Holm",
    "person.household": [
        {"cpr": "7002101111", "name": "Bo Holm", "relation": "spouse", "birth_date": "1970-01-10"},
        {"cpr": "7102102222", "name": "Cia Holm", "protected": True},
    ],
}
WEEKDAYS = ["mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag", "helligdag"]


class EveryKind(Form):
    slug = "alle-slags"
    title = "Alle slags <spørgsmål>"

    name = Text("Navn", prefill=person.name, locked=True)
    nickname = Text("Kaldenavn", prefill=person.name, hint="Det, venner kalder dig.")
    description = LongText("Beskriv det", max_length=300, optional=True)
    tenure = Choice("Hvordan bor du?", {"owner": "Jeg ejer", "tenant": "Jeg lejer"})
    weekday = Choice("Hvilken ugedag?", {day: day for day in WEEKDAYS})
    seen = Choices("Hvad har du set?", {"live": "En rotte", "marks": "Spor"})
    others = YesNo("Flytter andre med?")
    co_movers = People("Hvem flytter med?", among=person.household, adding="Brug dette til andre.")
    date = Date("Hvornår?")
    address = Address("Hvor?")
    cpr = Cpr("CPR-nummer")
    phone = Phone("Telefon")
    email = Email("E-mail")
    rent = Amount("Husleje")
    count = WholeNumber("Hvor mange?")
    time = Time("Hvad er klokken?")
    unit = Unit("Hvilken afdeling?")
    plans = Upload("Tegninger", hint="Målfaste, hvis du har dem.")
    told = Information("Godt at vide", "Et.\n\nTo.", links=(Link("Læs mere", "/privatliv"),))
    true = Declaration("Jeg erklærer, at det er rigtigt.")

    steps = (
        Step("dig", "Hvem er du?", name, nickname),
        Step("flytter-andre-med", "Flytter andre med?", others),
        Step(
            "resten", "Resten", description, tenure, weekday, seen, co_movers, date, address, cpr,
            phone, email, rent, count, time, unit, plans, told, true,
        ),
    )  # fmt: skip
    before_you_start = BeforeYouStart("Alle.", 5, ("Tålmodighed",), "Vi svarer.")
    what_happens_next = "Vi svarer."
    is_decision = True
    complaint = "Skriv til os."
    filing = Filing("records", "23.05.10", "G01", "Alle slags")
    keep_days = 30
    privacy = Privacy("At prøve.", "Ingen.", "Ingen.")


# What no page shows is left empty.
_SHOWN: dict[str, Any] = {
    "code": "0657",
    "name": "Herning Kommune",
    "theme": "borgerdk",
    "phone": "96 28 28 28",
    "email": "post@herning.example",
    "postal_address": "Torvet 5, 7400 Herning",
    "website": "https://www.herning.example",
    "opening_hours": ("Mandag kl. 10-15",),
    "offers": {"alle-slags": Offer("alle-slags", {}, {}, None, "records", {})},
}
HERNING = Municipality(**{each.name: _SHOWN.get(each.name, "") for each in fields(Municipality)})


ADA = Citizen("6101703333", "Ada Holm", "ada", "substantial")
BODIL = Staff("Bodil Bak", "bodil", frozenset({"administrator"}), ("*",), "0657")


DRAFT = UUID("0197c1d2-0000-7000-8000-000000000001")


def a_filling(**answers: Any) -> Filling:
    """A draft with these answers."""
    draft = Draft(
        id=DRAFT, form_slug="alle-slags", form_version=1, answers=answers, origins={},
        register=REGISTER, applicant={"kind": "citizen", "name": "Ada Holm"}, revision=3,
        started_at=now(), changed_at=now(), municipality_code="0657",
    )  # fmt: skip
    return Filling(EveryKind, HERNING, draft, acting_citizen(HERNING, ADA))


def posted(**words: str) -> Posted:
    return Posted([(name.replace("__", "-"), word) for name, word in words.items()])


def step_context(filling: Filling, slug: str, **what_happened: Any) -> dict[str, Any]:
    """What the step page is given, as the routes give it."""
    step = next(step for step in filling.form.steps if step.slug == slug)
    asked = fields_of(filling, step, translate_to("da"), "da", **what_happened)
    return {
        "filling": filling,
        "step": step,
        "fields": asked,
        "problems": problem_links(asked),
        "conflict": False,
        "later": False,
        "brought_back": False,
    }


def a_field(key: str, **what_happened: Any) -> Field:
    """One field of the last step, as the page gets it."""
    asked: list[Field] = step_context(a_filling(), "resten", **what_happened)["fields"]
    return next(field for field in asked if field.question.key == key)


def found(*addresses: Mapping[str, Any]) -> AddressSearch:
    return AddressSearch("address", list(addresses))


SILENT = AddressSearch("address", None)


def everywhere(language: str = "da", **state: Any) -> dict[str, Any]:
    """What every template may use, for a visitor to Herning."""
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/her",
        "query_string": b"",
        "headers": [(b"cookie", f"language={language}".encode())],
        "state": {"municipality": HERNING, "nonce": "abc", **state},
    }
    return pages.everywhere(Request(scope))


def rendered(template: str, context: Mapping[str, Any], language: str = "da", **state: Any) -> Any:
    """The page as an element tree."""
    text = (
        templates(language)
        .get_template(template)
        .render({**everywhere(language, **state), **context})
    )
    return html.fromstring(text)


def block(template: str, name: str, context: Mapping[str, Any]) -> str:
    """One block of a page, as htmx gets it."""
    found = templates("da").get_template(template)
    return "".join(found.blocks[name](found.new_context({**everywhere(), **context})))


def question(key: str, **what_happened: Any) -> Any:
    """One question by its template, as an element tree."""
    field = a_field(key, **what_happened)
    return rendered(f"questions/{field.question.kind}.html", {"field": field, "as_heading": False})
