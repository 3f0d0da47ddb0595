"""CPR match: whether a CPR number that was typed belongs to whoever has logged in, yes or no."""

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, StringConstraints

from app.standins.login.client_authentication import NotTheClient
from app.standins.login.provider import CurrentProvider, people_of
from app.standins.login.refusals import not_the_client
from app.standins.person import Person
from app.standins.problems import PROBLEM, problem

router = APIRouter()


class Typed(BaseModel):
    """`uuid` is the login's `mitid.uuid`; `cpr` ten digits without a hyphen."""

    uuid: Annotated[str, StringConstraints(max_length=100)]
    cpr: Annotated[str, StringConstraints(pattern=r"^\d{10}$")]


class Matched(BaseModel):
    match: bool


@router.post(
    "/citizen/cpr-match", response_model=Matched, responses=dict.fromkeys((404, 422), PROBLEM)
)
def match(request: Request, provider: CurrentProvider, typed: Typed) -> Matched | JSONResponse:
    """Asked with the client's id and secret, as the token endpoint (client_secret_basic)."""
    try:
        provider.client_behind(request, "citizen", {})
    except NotTheClient:
        return not_the_client()
    for person in people_of("citizen", frozenset()).values():
        if isinstance(person, Person) and person.login_id == typed.uuid:
            return Matched(match=person.cpr == typed.cpr)
    return problem(404, "Nobody has logged in by that id")
