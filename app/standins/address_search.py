"""The address register: search as one types, and look one up by its id (`docs/registers.md`)."""

from typing import Annotated

from fastapi import FastAPI
from fastapi.responses import JSONResponse
from pydantic import BaseModel, StringConstraints

from app.standins import addresses
from app.standins.addresses import Address
from app.standins.behaviour import Behaviour, Misbehaving
from app.standins.problems import PROBLEM, problem, speak_problems


class SearchQuestion(BaseModel):
    text: Annotated[str, StringConstraints(max_length=200)]
    municipality_code: Annotated[str, StringConstraints(pattern=r"^\d{4}$")] | None = None


class LookUpQuestion(BaseModel):
    id: Annotated[str, StringConstraints(max_length=100)]


class SearchAnswer(BaseModel):
    addresses: list[Address]


def create_address_search(behaviour: Behaviour) -> FastAPI:
    """The address register as a program of its own."""
    app = FastAPI(title="Adresseregister (stand-in)", version="1", docs_url=None, redoc_url=None)
    speak_problems(app)
    app.add_middleware(Misbehaving, behaviour=behaviour, paths=("/search", "/lookup"))

    @app.post("/search", responses={422: PROBLEM})
    def search(question: SearchQuestion) -> SearchAnswer:
        found = addresses.search(question.text, question.municipality_code)
        return SearchAnswer(addresses=found)

    @app.post("/lookup", response_model=Address, responses={404: PROBLEM, 422: PROBLEM})
    def look_up(question: LookUpQuestion) -> Address | JSONResponse:
        found = addresses.every_address().get(question.id)
        if found is None:
            return problem(404, "No address has that id")
        return found

    return app
