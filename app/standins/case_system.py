"""The case system: verifies the signature, checks the answers, opens one case per event, and keeps
what a case is told later.

Its answers are the outside contract: 2xx with a case number is filed, other 4xx is refused.
"""

from collections import defaultdict
from datetime import UTC, datetime
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel
from standardwebhooks import Webhook

from app.standins.behaviour import Behaviour, Misbehaving
from app.standins.kept import Kept
from app.standins.pages import page
from app.standins.posted import RawBody
from app.standins.problems import PROBLEM, problem, speak_problems
from app.standins.received_event import NotUsable, more_in, submission_in, verified_event, whole
from app.standins.reporting import BUTTONS, add_reporting, reports_of

SHELF = "cases"
TOLD_LATER = "told"
SUBMISSION = "dk.hovedindgang.submission.v1"
TELLING = {
    "dk.hovedindgang.submission.supplemented.v1": "supplemented",
    "dk.hovedindgang.submission.withdrawn.v1": "withdrawn",
}


class Filed(BaseModel):
    case_number: str


def create_case_system(
    behaviour: Behaviour, kept: Kept, secret: str, events_token: str = ""
) -> FastAPI:
    """The case system as a program of its own; `secret` is a Standard Webhooks one (`whsec_…`), and
    `events_token` the one by which it tells the service how far a case has come."""
    app = FastAPI(title="Fagsystem (stand-in)", version="1", docs_url=None, redoc_url=None)
    speak_problems(app)
    app.add_middleware(Misbehaving, behaviour=behaviour, paths=("/events",))
    webhook = Webhook(secret)

    @app.post(
        "/events", response_model=Filed, responses=dict.fromkeys((400, 401, 422, 503), PROBLEM)
    )
    def take(request: Request, body: RawBody) -> Filed | JSONResponse:
        try:
            event = verified_event(webhook, request, body)
            if event["type"] == SUBMISSION:
                return Filed(case_number=_file(kept, event))
            if event["type"] in TELLING:
                return Filed(case_number=_tell(kept, event))
            return problem(422, "Unknown type of event", str(event["type"]))
        except NotUsable as refusal:
            return refusal.answer

    @app.get("/", include_in_schema=False)
    def show_cases(request: Request) -> Response:
        return page(request, "cases.html", cases=_cases(kept), behaviour=behaviour)

    @app.get("/cases.json", include_in_schema=False)
    def list_cases() -> list[dict[str, Any]]:
        return _cases(kept)

    @app.get("/cases/{case_number}", include_in_schema=False)
    def show_case(request: Request, case_number: str) -> Response:
        case = find(case_number)
        if case is None:
            return page(request, "not_found.html", status=404)
        reports = reports_of(kept, case_number)
        return page(request, "case.html", case=case, reports=reports, buttons=BUTTONS)

    def find(case_number: str) -> dict[str, Any] | None:
        return next((each for each in _cases(kept) if each["case_number"] == case_number), None)

    add_reporting(app, kept, events_token, find)
    return app


def _file(kept: Kept, event: dict[str, Any]) -> str:
    """Open a case, or find the one this event has already opened."""
    submission = submission_in(event)
    if kept.get(SHELF, _same(event)) is None:
        # Kept as what was seen of them: neither their bytes nor the addresses that open them.
        event["data"]["attachments"] = whole(submission.attachments)
    case = {"id": event["id"], "received_at": datetime.now(UTC).isoformat(), "event": event}
    return _number(kept.put(SHELF, _same(event), case))


def _tell(kept: Kept, event: dict[str, Any]) -> str:
    """Tell a case that is there something more, once."""
    more = more_in(event)
    theirs = (event["source"], more.reference)
    case = next((each for each in _cases(kept) if _about(each) == theirs), None)
    if case is None:
        raise NotUsable(problem(422, "There is no case with that reference"))
    if more.case_number != case["case_number"]:
        raise NotUsable(problem(422, "The case has another number"))
    if kept.get(TOLD_LATER, _same(event)) is None:
        told = {
            "case": case["case_number"],
            "kind": TELLING[event["type"]],
            "received_at": datetime.now(UTC).isoformat(),
            "text": more.text,
            "attachments": whole(more.attachments),
        }
        kept.put(TOLD_LATER, _same(event), told)
    return str(case["case_number"])


def _same(event: dict[str, Any]) -> str:
    """CloudEvents: source and id together are what makes an event the same event."""
    return f"{event['source']} {event['id']}"


def _cases(kept: Kept) -> list[dict[str, Any]]:
    """The newest first, each with what it was told since, the oldest first."""
    told = defaultdict(list)
    for each in reversed(kept.all(TOLD_LATER)):
        told[each["case"]].append(each)
    numbered = [(_number(case), case) for case in kept.all(SHELF)]
    return [case | {"case_number": number, "told": told[number]} for number, case in numbered]


def _about(case: dict[str, Any]) -> tuple[str, str]:
    return case["event"]["source"], case["event"]["data"]["reference"]


def _number(case: dict[str, Any]) -> str:
    return f"S{case['received_at'][:4]}-{case['position']:06}"
