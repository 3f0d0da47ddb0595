"""An event as it came: its signature holds, it is a CloudEvent, and its data are as agreed."""

from typing import Any, TypeVar

from cloudevents.core.bindings.http import HTTPMessage, from_structured_event
from cloudevents.core.exceptions import BaseCloudEventException
from fastapi import Request
from fastapi.responses import JSONResponse
from pydantic import ValidationError
from standardwebhooks import Webhook, WebhookVerificationError

from app.standins.answer_check import NoSuchSchema, SchemaOutOfReach, mistakes_in
from app.standins.attachments import NotAsSaid, OutOfReach, taken_in
from app.standins.problems import problem
from app.standins.submission_event import Attachment, More, Submission

T = TypeVar("T", Submission, More)


class NotUsable(Exception):
    """What was sent cannot become a case, or part of one; `answer` says why."""

    def __init__(self, answer: JSONResponse) -> None:
        super().__init__("not usable")
        self.answer = answer


def verified_event(webhook: Webhook, request: Request, body: bytes) -> dict[str, Any]:
    """The event's attributes and its `data`; raises `NotUsable`."""
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


def submission_in(event: dict[str, Any]) -> Submission:
    """A submission whose answers follow their schema; raises `NotUsable`."""
    submission = _data_in(event, Submission)
    try:
        mistakes = mistakes_in(submission.answers, str(event.get("dataschema")))
    except SchemaOutOfReach as trouble:
        raise NotUsable(_later("The schema cannot be fetched now", trouble)) from trouble
    except NoSuchSchema as trouble:
        raise NotUsable(problem(422, "The schema cannot be used", str(trouble))) from trouble
    if mistakes:
        refusal = problem(422, "The answers do not follow their schema", errors=mistakes)
        raise NotUsable(refusal)
    return submission


def more_in(event: dict[str, Any]) -> More:
    """What is told to a case; raises `NotUsable`."""
    return _data_in(event, More)


def whole(attachments: list[Attachment]) -> list[dict[str, Any]]:
    """What is kept of attachments, each seen whole; raises `NotUsable`."""
    try:
        return [taken_in(attachment) for attachment in attachments]
    except OutOfReach as trouble:
        raise NotUsable(_later("An attachment cannot be fetched now", trouble)) from trouble
    except NotAsSaid as trouble:
        raise NotUsable(problem(422, "An attachment is not as said", str(trouble))) from trouble


def _data_in(event: dict[str, Any], kind: type[T]) -> T:
    try:
        data = kind.model_validate(event["data"])
    except ValidationError as wrong:
        where = [".".join(str(part) for part in error["loc"]) for error in wrong.errors()]
        raise NotUsable(problem(422, "Data is missing or wrong", ", ".join(where))) from None
    if data.reference != event.get("subject"):
        raise NotUsable(problem(422, "Subject and reference differ"))
    return data


def _later(title: str, trouble: Exception) -> JSONResponse:
    answer = problem(503, title, str(trouble))
    answer.headers["retry-after"] = "5"
    return answer
