"""An event of a case as its system tells it, read and judged before anything is asked."""

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from app.forms.posted import clean

MOST_DOCUMENT_BYTES = 10 * 1024 * 1024
PDF, PDF_BEGINS = "application/pdf", b"%PDF-"
EXAMPLE = {
    "id": "2026-4711-3",
    "at": "2026-12-01T09:00:00Z",
    "state": "decided",
    "text": "Du kan låne lokalet.",
    "is_decision": True,
    "document": {
        "name": "Afgørelse.pdf",
        "media_type": PDF,
        "content_base64": base64.b64encode(b"%PDF-1.7\n").decode(),
    },
}


class NotUsable(Exception):
    """What was told cannot be used; `status` and the text say why, `mistakes` where. What it says
    never quotes what was sent."""

    def __init__(
        self, detail: str, status: int = 422, mistakes: list[dict[str, str]] | None = None
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.mistakes = mistakes or []


class _Strict(BaseModel):
    """What is misspelt is refused: left out, nobody would miss it until a citizen did."""

    model_config = ConfigDict(extra="forbid", strict=True)


class ToldDocument(_Strict):
    """A document for the citizen."""

    name: str = Field(min_length=1, max_length=200, description="As the citizen reads it.")
    media_type: Literal["application/pdf"]
    content_base64: str = Field(
        json_schema_extra={"contentEncoding": "base64"},
        description="The file in base64 (RFC 4648, section 4); at most 10 MiB when decoded.",
    )


class ToldEvent(_Strict):
    """The body, as the outside contract has it."""

    id: str = Field(
        min_length=1,
        max_length=100,
        description="Your own name for the event, unique in its case. Told again with the same "
        "content nothing happens twice; with other content it is refused with 409.",
    )
    at: AwareDatetime = Field(
        ge=datetime(2000, 1, 1, tzinfo=UTC),
        description="When it happened (RFC 3339, with a time zone): at most five minutes ahead "
        "of our clock, and at most a day before the form was sent. Events may arrive in any "
        "order: the one with the latest `at` is the state of the case, and of two at one "
        "moment the one that arrived last.",
    )
    state: Literal["received", "in_progress", "information_requested", "decided", "closed"] = Field(
        description="How far the case has come. `information_requested`: the citizen is asked "
        "for something, and `text` says what. `decided`: there is an answer, which is a decision "
        "in the sense of the law only where `is_decision` says so. `closed`: nothing more will "
        "happen; what we keep of the case is deleted some time after that. A later event of "
        "another state takes the case up again.",
    )
    text: str = Field(
        default="",
        max_length=2000,
        description="Plain text for the citizen, in Danish; line breaks are kept.",
    )
    is_decision: bool = Field(
        default=False,
        description="With `decided`: it is a decision (afgørelse) that can be complained about. "
        "The citizen is then told how, and until which day.",
    )
    document: ToldDocument | None = None
    expected_on: date | None = Field(
        default=None,
        description="The day (YYYY-MM-DD) by which the citizen can expect an answer; with "
        "`information_requested` the day by which they are asked to give it.",
    )


@dataclass(frozen=True)
class Told:
    """An event that can be used; the document is its bytes, under a name that is fit for a file."""

    given_id: str
    at: datetime
    state: str
    text: str
    is_decision: bool
    expected_on: date | None
    document_name: str | None
    document: bytes | None


def read(body: bytes) -> Told:
    """What was told; raises `NotUsable`."""
    try:
        event = ToldEvent.model_validate_json(body)
    except ValidationError as wrong:
        errors = wrong.errors(include_input=False, include_url=False, include_context=False)
        mistakes = [{"at": _path(each["loc"]), "rule": each["type"]} for each in errors]
        raise NotUsable("The event is not as described.", mistakes=mistakes) from None
    text = clean(event.text)
    if event.state == "information_requested" and not text:
        raise _wrong("$.text", "needed_with_information_requested")
    if event.is_decision and event.state != "decided":
        raise _wrong("$.is_decision", "only_with_decided")
    return Told(
        given_id=event.id,
        at=event.at.astimezone(UTC),
        state=event.state,
        text=text,
        is_decision=event.is_decision,
        expected_on=event.expected_on,
        document_name=_filename(event.document.name) if event.document else None,
        document=_content(event.document) if event.document else None,
    )


@cache
def schema() -> dict[str, Any]:
    """The JSON Schema of the body, in one piece: references lead nowhere in an OpenAPI document."""
    found = ToldEvent.model_json_schema()
    document = found.pop("$defs")["ToldDocument"]
    found["properties"]["document"] = {"anyOf": [document, {"type": "null"}], "default": None}
    return found


def _wrong(where: str, rule: str) -> NotUsable:
    return NotUsable("The event is not as described.", mistakes=[{"at": where, "rule": rule}])


def _path(place: tuple[int | str, ...]) -> str:
    """Where it is wrong, without what was sent: a name we do not know is somebody's own."""
    known = {*ToldEvent.model_fields, *ToldDocument.model_fields}
    return ".".join(["$", *(str(part) if part in known else "…" for part in place)])


def _content(document: ToldDocument) -> bytes:
    try:
        content = base64.b64decode(document.content_base64, validate=True)
    except (binascii.Error, ValueError):
        raise _wrong("$.document.content_base64", "base64") from None
    if len(content) > MOST_DOCUMENT_BYTES:
        raise NotUsable("The document is larger than 10 MiB.", status=413)
    if not content.startswith(PDF_BEGINS):
        raise _wrong("$.document.content_base64", "pdf")
    return content


def _filename(name: str) -> str:
    """Fit for a file on anybody's computer, and of the kind it is."""
    tidy = clean(name.replace("/", "-").replace("\\", "-")).replace("\n", " ").strip(". ")
    tidy = tidy or "dokument"
    return tidy if tidy.lower().endswith(".pdf") else f"{tidy}.pdf"
