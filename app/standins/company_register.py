"""The company register: one question, everything that is prefilled (`docs/registers.md`)."""

from typing import Annotated

from fastapi import FastAPI
from fastapi.responses import JSONResponse
from pydantic import BaseModel, StringConstraints

from app.standins import organisations
from app.standins.behaviour import Behaviour, Misbehaving
from app.standins.organisation import Organisation, Status
from app.standins.problems import PROBLEM, problem, speak_problems
from app.standins.residence import Residence, residence_at


class CompanyQuestion(BaseModel):
    cvr: Annotated[str, StringConstraints(pattern=r"^\d{8}$")]


class ProductionUnitAnswer(BaseModel):
    p_number: str
    name: str
    address: Residence | None


class CompanyAnswer(BaseModel):
    cvr: str
    name: str
    form_of_business: str
    status: Status
    address: Residence | None
    production_units: list[ProductionUnitAnswer]


def create_company_register(behaviour: Behaviour) -> FastAPI:
    """The company register as a program of its own."""
    app = FastAPI(title="CVR-register (stand-in)", version="1", docs_url=None, redoc_url=None)
    speak_problems(app)
    app.add_middleware(Misbehaving, behaviour=behaviour, paths=("/companies/lookup",))

    @app.post(
        "/companies/lookup", response_model=CompanyAnswer, responses={404: PROBLEM, 422: PROBLEM}
    )
    def look_up(question: CompanyQuestion) -> CompanyAnswer | JSONResponse:
        found = organisations.by_cvr(question.cvr)
        if found is None:
            return problem(404, "No organisation has that number")
        return _answer(found)

    return app


def _answer(organisation: Organisation) -> CompanyAnswer:
    return CompanyAnswer(
        cvr=organisation.cvr,
        name=organisation.name,
        form_of_business=organisation.form_of_business,
        status=organisation.status,
        address=residence_at(organisation.place),
        production_units=[
            ProductionUnitAnswer(
                p_number=unit.p_number, name=unit.name, address=residence_at(unit.place)
            )
            for unit in organisation.units
        ],
    )
