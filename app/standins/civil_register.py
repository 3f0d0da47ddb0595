"""The civil register: one question, everything that is prefilled (`docs/registers.md`)."""

from datetime import date
from typing import Annotated, Literal

from fastapi import FastAPI
from fastapi.responses import JSONResponse
from pydantic import BaseModel, StringConstraints

from app.standins import persons
from app.standins.behaviour import Behaviour, Misbehaving
from app.standins.person import ACTIVE, Person
from app.standins.problems import PROBLEM, problem, speak_problems
from app.standins.residence import Residence, residence_at


class Question(BaseModel):
    cpr: Annotated[str, StringConstraints(pattern=r"^\d{10}$")]


class NameAnswer(BaseModel):
    addressing: str
    first: str
    middle: str
    last: str


class Protection(BaseModel):
    """`from` and `until` are dates (YYYY-MM-DD) or null."""

    protected: bool
    from_: date | None
    until: date | None

    model_config = {"alias_generator": lambda name: name.rstrip("_"), "populate_by_name": True}


class Relative(BaseModel):
    """`custody`: the person asked about has (part in) custody of this one."""

    cpr: str
    name: str
    relation: Literal["spouse", "partner", "child", "parent", "other"]
    birth_date: date
    protected: bool
    custody: bool
    status: int


class Child(Relative):
    at_same_address: bool


class Ward(BaseModel):
    """Somebody whose guardian (værge) is the person asked about."""

    cpr: str
    name: str
    birth_date: date
    protected: bool


class PersonAnswer(BaseModel):
    cpr: str
    name: NameAnswer
    birth_date: date
    status: int
    address_protection: Protection
    address: Residence | None
    household: list[Relative]
    children: list[Child]
    spouse: Relative | None
    parents: list[Relative]
    guardian_of: list[Ward]
    digital_post: bool


def create_civil_register(behaviour: Behaviour) -> FastAPI:
    """The civil register as a program of its own."""
    app = FastAPI(title="Folkeregister (stand-in)", version="1", docs_url=None, redoc_url=None)
    speak_problems(app)
    app.add_middleware(Misbehaving, behaviour=behaviour, paths=("/persons/lookup",))

    @app.post(
        "/persons/lookup", response_model=PersonAnswer, responses={404: PROBLEM, 422: PROBLEM}
    )
    def look_up(question: Question) -> PersonAnswer | JSONResponse:
        person = persons.by_cpr(question.cpr)
        if person is None:
            return problem(404, "Nobody has that number")
        return _answer(person)

    return app


def _answer(person: Person) -> PersonAnswer:
    others = [other for other in persons.everyone().values() if other is not person]
    household = [o for o in others if o.home and o.home == person.home and o.status == ACTIVE]
    children = [other for other in others if person.key in other.parents]
    return PersonAnswer(
        cpr=person.cpr,
        name=NameAnswer(
            addressing=person.name, first=person.first, middle=person.middle, last=person.last
        ),
        birth_date=person.born,
        status=person.status,
        address_protection=Protection(
            protected=person.protected,
            from_=date(date.today().year, 1, 1) if person.protected else None,
            until=None,
        ),
        address=residence_at(person.home),
        household=[_relative(person, other) for other in household],
        children=[
            Child(
                **_relative(person, child).model_dump(),
                at_same_address=child.home is not None and child.home == person.home,
            )
            for child in children
        ],
        spouse=next((_relative(person, o) for o in others if o.key == person.spouse), None),
        parents=[_relative(person, other) for other in others if other.key in person.parents],
        guardian_of=[_ward(other) for other in others if other.guardian == person.key],
        digital_post=person.gets_digital_post,
    )


def _ward(other: Person) -> Ward:
    return Ward(cpr=other.cpr, name=other.name, birth_date=other.born, protected=other.protected)


def _relative(person: Person, other: Person) -> Relative:
    return Relative(
        cpr=other.cpr,
        name=other.name,
        relation=_relation(person, other),
        birth_date=other.born,
        protected=other.protected,
        custody=person.key in other.custody,
        status=other.status,
    )


def _relation(
    person: Person, other: Person
) -> Literal["spouse", "partner", "child", "parent", "other"]:
    if other.key == person.spouse:
        return "spouse"
    if other.key == person.partner:
        return "partner"
    if person.key in other.parents:
        return "child"
    if other.key in person.parents:
        return "parent"
    return "other"
