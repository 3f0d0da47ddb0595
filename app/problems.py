"""Answers to bad calls of the API: problem details (RFC 9457)."""

from typing import Any

from fastapi.responses import JSONResponse

MEDIA_TYPE = "application/problem+json"
SCHEMA: dict[str, Any] = {
    "type": "object",
    "title": "Problem (RFC 9457)",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"const": "about:blank"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string"},
    },
}


def described(description: str) -> dict[str, Any]:
    """What a route says in the OpenAPI of a status it answers with a problem."""
    return {"description": description, "content": {MEDIA_TYPE: {"schema": SCHEMA}}}


def problem(
    status: int, title: str, detail: str, *, headers: dict[str, str] | None = None, **more: Any
) -> JSONResponse:
    """What went wrong, for a machine and the developer behind it; `more` are extension members."""
    return JSONResponse(
        {"type": "about:blank", "title": title, "status": status, "detail": detail, **more},
        status_code=status,
        media_type=MEDIA_TYPE,
        headers=headers,
    )
