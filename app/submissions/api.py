"""The open part of the API: which forms there are, and the schema of each one's answers."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from fastapi import APIRouter, Depends, Response
from fastapi.responses import JSONResponse

from app.forms import catalogue
from app.forms.catalogue import published
from app.languages import translate_to
from app.limits import limit_calls
from app.municipalities.current import CurrentMunicipality
from app.problems import described, problem

SCHEMAS = Path(catalogue.__file__).parent / "schemas"

router = APIRouter(
    prefix="/api/v1",
    tags=["forms"],
    dependencies=[Depends(limit_calls)],
    responses={429: described("Too many calls; see Retry-After")},
)


class SchemaResponse(JSONResponse):
    """A JSON Schema, called by its own media type."""

    media_type = "application/schema+json"


@dataclass(frozen=True)
class Title:
    """What a form is called, in Danish and English."""

    da: str
    en: str


@dataclass(frozen=True)
class OfferedForm:
    """A form as the outside contract has it; `schema` is the address of its answers' schema."""

    slug: str
    version: int
    title: Title
    kle: str
    login: Literal["none", "low", "substantial", "high"]
    applicants: Sequence[str]
    schema: str


@dataclass(frozen=True)
class OfferedForms:
    """The forms of one municipality."""

    forms: Sequence[OfferedForm]


@router.get("/forms", summary="The forms this municipality offers")
def list_forms(municipality: CurrentMunicipality) -> OfferedForms:
    """Needs no login. `schema` is the address of the JSON Schema of the form's answers."""
    english = translate_to("en")
    return OfferedForms(
        [
            OfferedForm(
                slug=form.slug,
                version=form.version,
                title=Title(da=form.title, en=english(form.title)),
                kle=form.filing.kle,
                login=form.login,
                applicants=form.applicants,
                schema=f"{municipality.base_url}/api/v1/forms/{form.slug}/{form.version}/schema",
            )
            for form in published().values()
            if form.slug in municipality.offers
        ]
    )


@router.get(
    "/forms/{slug}/{version}/schema",
    summary="JSON Schema (2020-12) of a form's answers",
    response_class=SchemaResponse,
    responses={
        200: {"content": {SchemaResponse.media_type: {"schema": {"type": "object"}}}},
        404: described("No such form or version"),
        422: described("The version is no number"),
    },
)
def form_schema(slug: str, version: int) -> Response:
    """Every published version is served for ever."""
    schema = _schemas().get(f"{slug}-{version}")
    if schema is None:
        return problem(404, "Not Found", "There is no such form, or no such version of it.")
    return SchemaResponse(schema)


@cache
def _schemas() -> dict[str, Any]:
    """All of them, by name: what an address says is looked up here and never made into a path."""
    return {path.stem: json.loads(path.read_bytes()) for path in SCHEMAS.glob("*.json")}
