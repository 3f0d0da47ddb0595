"""The case system: verifies the signature, checks the answers, opens one case per event.

Its answers are the outside contract: 2xx with a case number is filed, other 4xx is refused.
"""

from datetime import UTC, datetime
from typing import Any

from cloudevents.core.bindings.http import HTTPMessage, from_structured_event
from cloudevents.core.exceptions import BaseCloudEventException
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ValidationError
from standardwebhooks import Webhook, WebhookVerificationError

from app.standins.answer_check import NoSuchSchema, SchemaOutOfReach, mistakes_in
from app.standins.behaviour import Behaviour, Misbehaving
from app.standins.kept import Kept
from app.standins.pages import page
from app.standins.posted import RawBody
from app.standins.problems import PROBLEM, problem, speak_problems
from app.standins.submission_event import Submission

SHELF = "cases"
SUBMISSION = "dk.hovedindgang.submission.v1"


class Filed(BaseModel):
    case_number: str


class NotUsable(Exception):
    """What was sent cannot become a case; `answer` says why."""

    def __init__(self, answer: JSONResponse) -> None:
        super().__init__("not usable")
        self.answer = answer


def create_case_system(behaviour: Behaviour, kept: Kept, secret: str) -> FastAPI:
    """The case system as a program of its own; `secret` is a Standard Webhooks one (`whsec_…`)."""
    app = FastAPI(title="Fagsystem (stand-in)", version="1", docs_url=None, redoc_url=None)
    speak_problems(app)
    app.add_middleware(Misbehaving, behaviour=behaviour, paths=("/events",))
    webhook = Webhook(secret)

    @app.post(
        "/events", response_model=Filed, responses=dict.fromkeys((400, 401, 422, 503), PROBLEM)
    )
    def take(request: Request, body: RawBody) -> Filed | JSONResponse:
        try:
            event = _verified_event(webhook, request, body)
            _check(event)
        except NotUsable as refusal:
            return refusal.answer
        return Filed(case_number=_file(kept, event))

    @app.get("/", include_in_schema=False)
    def show_cases(request: Request) -> Response:
        return page(request, "cases.html", cases=_cases(kept), behaviour=behaviour)

    @app.get("/cases.json", include_in_schema=False)
    def list_cases() -> list[dict[str, Any]]:
        return _cases(kept)

    @app.get("/cases/{case_number}", include_in_schema=False)
    def show_case(request: Request, case_number: str) -> Response:
        found = [case for case in _cases(kept) if case["case_number"] == case_number]
        if not found:
            return page(request, "not_found.html", status=404)
        return page(request, "case.html", case=found[0])

    return app


def _verified_event(webhook: Webhook, request: Request, body: bytes) -> dict[str, Any]:
    try:
        webhook.verify(body, dict(request.headers), json_parse=False)
    # A header that is not even text of the right form is raised as ValueError by the library.
    except (WebhookVerificationError, ValueError) as wrong:
        raise NotUsable(problem(401, "The signature does not hold")) from wrong
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/cloudevents+json":
        raise NotUsable(problem(400, "Send a structured CloudEvent", media_type))
    try:
        event = from_structured_event(HTTPMessage(dict(request.headers), body))
    except (BaseCloudEventException, ValueError, TypeError, AttributeError) as wrong:
        raise NotUsable(problem(400, "Not a CloudEvent")) from wrong
    attributes = {k: v for k, v in event.get_attributes().items() if k != "time"}
    time = event.get_time()
    return attributes | {"time": time and time.isoformat(), "data": event.get_data()}


def _check(event: dict[str, Any]) -> None:
    if event["type"] != SUBMISSION:
        raise NotUsable(problem(422, "Unknown type of event", str(event["type"])))
    try:
        submission = Submission.model_validate(event["data"])
    except ValidationError as wrong:
        where = [".".join(str(part) for part in error["loc"]) for error in wrong.errors()]
        raise NotUsable(problem(422, "Data is missing or wrong", ", ".join(where))) from None
    if submission.reference != event.get("subject"):
        raise NotUsable(problem(422, "Subject and reference differ"))
    try:
        mistakes = mistakes_in(submission.answers, str(event.get("dataschema")))
    except SchemaOutOfReach as trouble:
        answer = problem(503, "The schema cannot be fetched now", str(trouble))
        answer.headers["retry-after"] = "5"
        raise NotUsable(answer) from trouble
    except NoSuchSchema as trouble:
        raise NotUsable(problem(422, "The schema cannot be used", str(trouble))) from trouble
    if mistakes:
        refusal = problem(422, "The answers do not follow their schema", errors=mistakes)
        raise NotUsable(refusal)


def _file(kept: Kept, event: dict[str, Any]) -> str:
    """Open a case, or find the one this event has already opened."""
    case = {"id": event["id"], "received_at": datetime.now(UTC).isoformat(), "event": event}
    # CloudEvents: source and id together are what makes an event the same event.
    return _number(kept.put(SHELF, f"{event['source']} {event['id']}", case))


def _cases(kept: Kept) -> list[dict[str, Any]]:
    return [case | {"case_number": _number(case)} for case in kept.all(SHELF)]


def _number(case: dict[str, Any]) -> str:
    return f"S{case['received_at'][:4]}-{case['position']:06}"
