"""`POST /api/v1/cases/{reference}/events`: where case systems tell how far a case has come."""

import hmac
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request, Response
from fastapi.security import HTTPBearer

from app.bearer import token_in
from app.bounds import MOST_EVENT_BYTES, refuse_unfit_json
from app.database import database
from app.errors import TokenNeeded, TooLarge
from app.integrations.case_events import told
from app.integrations.case_events.hear import NoSuchCase, OtherwiseTold, hear
from app.limits import limit_calls
from app.municipalities.case_systems import CaseSystemSetup, digest_of_token
from app.municipalities.current import CurrentMunicipality
from app.problems import described, problem

# Told in the OpenAPI; `reporting_system` judges it.
TOKEN = HTTPBearer(
    auto_error=False,
    scheme_name="case_system_token",
    description="Of one case system in one municipality, made by the municipality; it opens the "
    "cases that were delivered to that system, and no other.",
)

router = APIRouter(prefix="/api/v1", tags=["cases"])


@dataclass(frozen=True)
class CaseState:
    """How far the case has come: the state of its latest event."""

    state: Literal["received", "in_progress", "information_requested", "decided", "closed"]


def reporting_system(request: Request, municipality: CurrentMunicipality) -> CaseSystemSetup:
    """The case system whose token came; raises `TokenNeeded`, or `TooMany` for who keeps on."""
    token = token_in(request)
    given = digest_of_token(token or "")
    for system in municipality.case_systems.values():
        known = system.events_token_digest
        if token and known is not None and hmac.compare_digest(given, known):
            return system
    limit_calls(request)
    raise TokenNeeded(token)


ReportingSystem = Annotated[CaseSystemSetup, Depends(reporting_system)]


async def body_of(request: Request, _: ReportingSystem) -> bytes:
    """The whole body, read only once we know who sends it; raises `TooLarge`."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_EVENT_BYTES:
            raise TooLarge
    return bytes(body)


@router.post(
    "/cases/{reference}/events",
    summary="Tell the citizen how far a case has come",
    response_model=CaseState,
    dependencies=[Depends(TOKEN)],
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": told.schema(), "example": told.EXAMPLE}},
        }
    },
    responses={
        400: described("No JSON in UTF-8, or nested too deep"),
        401: described("No bearer token, or one that is not ours"),
        404: described("No such case, or one that was not delivered to your system"),
        409: described("An event of that id was told before, with other content"),
        410: described("The case has been cleared out here: it needs no more events"),
        413: described("The document is larger than 10 MiB"),
        415: described("Not application/json"),
        422: described("The event is not as described; `errors` says where and which rule"),
        429: described("Too many calls without a good token; see Retry-After"),
    },
)
def take_event(
    request: Request,
    reference: str,
    municipality: CurrentMunicipality,
    system: ReportingSystem,
    body: Annotated[bytes, Depends(body_of)],
) -> Response | CaseState:
    """Tell each event until it is answered with 200; told again it is answered the same and nothing
    happens twice. `reference` is the `reference` of the submission as it was delivered. The answer
    says what the case's state is now, which is another than the event's where a later one is known.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        return problem(415, "Unsupported Media Type", "Send application/json.")
    refuse_unfit_json(body)
    try:
        event = told.read(body)
        with database().writing.begin() as session:
            state = hear(session, municipality, system.name, reference, event)
    except told.NotUsable as wrong:
        return problem(wrong.status, "Not usable", str(wrong), errors=wrong.mistakes)
    except NoSuchCase:
        return problem(404, "Not Found", "You have no such case here.")
    except OtherwiseTold:
        return problem(409, "Conflict", "An event of that id was told before, with other content.")
    return CaseState(state)  # type: ignore[arg-type]
