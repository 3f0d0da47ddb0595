"""Mistakes said as RFC 9457 problem details, the same way by every stand-in."""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException


class Problem(BaseModel):
    """RFC 9457: what went wrong, for a program and for a person."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""


PROBLEM: dict[str, Any] = {
    "description": "Problem details (RFC 9457)",
    "content": {"application/problem+json": {"schema": Problem.model_json_schema()}},
}


def problem(status: int, title: str, detail: str = "", **more: Any) -> JSONResponse:
    """An answer with problem details; `more` are extension members."""
    said = Problem(title=title, status=status, detail=detail).model_dump() | more
    return JSONResponse(said, status, media_type="application/problem+json")


def speak_problems(app: FastAPI) -> None:
    """Let the program answer its own 404, 405 and 422 as problem details."""
    app.add_exception_handler(HTTPException, _not_served)
    app.add_exception_handler(RequestValidationError, _not_understood)


def _not_served(request: Request, refusal: Exception) -> JSONResponse:
    assert isinstance(refusal, HTTPException)
    answer = problem(refusal.status_code, str(refusal.detail))
    answer.headers.update(refusal.headers or {})
    return answer


def _not_understood(request: Request, mistake: Exception) -> JSONResponse:
    assert isinstance(mistake, RequestValidationError)
    # Where it is wrong, never what was sent: it may be a CPR number.
    where = [{"at": [str(part) for part in e["loc"]], "why": e["msg"]} for e in mistake.errors()]
    return problem(422, "The request does not follow the contract", errors=where)
