"""The open part of the API: which forms there are, and the schema of each one's answers."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from app.forms import catalogue
from app.forms.catalogue import published
from app.languages import translate_to
from app.municipalities.current import CurrentMunicipality
from app.problems import problem

SCHEMAS = Path(catalogue.__file__).parent / "schemas"

router = APIRouter(prefix="/api/v1", tags=["forms"])


@router.get("/forms", summary="The forms this municipality offers")
def list_forms(request: Request, municipality: CurrentMunicipality) -> dict[str, Any]:
    """Needs no login. `schema` is the address of the JSON Schema of the form's answers."""
    english = translate_to("en")
    return {
        "forms": [
            {
                "slug": form.slug,
                "version": form.version,
                "title": {"da": form.title, "en": english(form.title)},
                "kle": form.filing.kle,
                "login": form.login,
                "applicants": list(form.applicants),
                "schema": f"{municipality.base_url}/api/v1/forms/{form.slug}/{form.version}/schema",
            }
            for form in published().values()
            if form.slug in municipality.offers
        ]
    }


@router.get(
    "/forms/{slug}/{version}/schema",
    summary="JSON Schema (2020-12) of a form's answers",
    responses={404: {"description": "No such form or version"}},
)
def form_schema(slug: str, version: int) -> Response:
    """Every published version is served for ever."""
    schema = _schemas().get(f"{slug}-{version}")
    if schema is None:
        return problem(404, "Not Found", "There is no such form, or no such version of it.")
    return JSONResponse(schema, media_type="application/schema+json")


@cache
def _schemas() -> dict[str, Any]:
    """All of them, by name: what an address says is looked up here and never made into a path."""
    return {path.stem: json.loads(path.read_bytes()) for path in SCHEMAS.glob("*.json")}
