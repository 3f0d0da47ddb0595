"""The counter (tællerscript): counts each call under its code, as Virk Tæller and its like do."""

from typing import Annotated, Any

from fastapi import FastAPI, Query, Request
from fastapi.responses import PlainTextResponse, Response

from app.standins.behaviour import Behaviour, Misbehaving
from app.standins.kept import Kept
from app.standins.pages import page
from app.standins.problems import PROBLEM, speak_problems

SHELF = "counts"
# What is ours to say with a call, and nothing else: who called, and how.
EXPECTED = frozenset({"host", "accept", "accept-encoding", "connection", "user-agent"})


def create_counting(behaviour: Behaviour, kept: Kept) -> FastAPI:
    """The counter as a program of its own."""
    app = FastAPI(title="Tæller (stand-in)", version="1", docs_url=None, redoc_url=None)
    speak_problems(app)
    app.add_middleware(Misbehaving, behaviour=behaviour, paths=("/hits",))

    @app.get(
        "/hits", response_class=PlainTextResponse, responses=dict.fromkeys((422, 503), PROBLEM)
    )
    def count(
        request: Request, code: Annotated[str, Query(pattern="^[a-z0-9-]{1,40}$")]
    ) -> Response:
        told = {name for name in request.headers if name not in EXPECTED}
        kept.put(SHELF, code, {"code": code, "told_besides": sorted(told)})
        return PlainTextResponse("Talt.")

    @app.get("/", include_in_schema=False)
    def show_counts(request: Request) -> Response:
        return page(request, "counting.html", counts=kept.all(SHELF), behaviour=behaviour)

    @app.get("/counts.json", include_in_schema=False)
    def list_counts() -> list[dict[str, Any]]:
        return kept.all(SHELF)

    return app
