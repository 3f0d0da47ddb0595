"""The floor: three steps in bare FastAPI, Jinja2 and SQLAlchemy, to hold ourselves up against.

The same server, the same database settings and as many fields, without anything that makes it a
public service: no registers, no sealing, no outbox, no languages, no headers, no design system.
"""

import argparse
import os
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import uvicorn
from fastapi import Depends, FastAPI, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader
from sqlalchemy import JSON, ForeignKey, String, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from app.database import Database, open_database

STEPS: dict[int, dict[str, str]] = {
    1: {"name": "Navn", "phone": "Telefonnummer", "email": "E-mail"},
    2: {"day": "Dag", "month": "Måned", "year": "År", "place": "Hvor?"},
    3: {"alone": "Er du alene?", "story": "Fortæl"},
}


class Base(DeclarativeBase):
    type_annotation_map = {dict[str, Any]: JSON}  # noqa: RUF012


class Visit(Base):
    __tablename__ = "floor_visits"
    key: Mapped[str] = mapped_column(String(43), primary_key=True)
    answers: Mapped[dict[str, Any]]
    started_at: Mapped[datetime]


class Application(Base):
    __tablename__ = "floor_applications"
    reference: Mapped[str] = mapped_column(String(16), primary_key=True)
    visit_key: Mapped[str] = mapped_column(ForeignKey("floor_visits.key"), unique=True)
    answers: Mapped[dict[str, Any]]
    sent_at: Mapped[datetime]


@cache
def database() -> Database:
    return open_database(os.environ["DATABASE_URL"])


@cache
def templates() -> Environment:
    folder = Path(__file__).parent / "floor_pages"
    return Environment(loader=FileSystemLoader(folder), autoescape=True, auto_reload=False)


def reading() -> Iterator[Session]:
    with database().reading.begin() as session:
        yield session


def writing() -> Iterator[Session]:
    with database().writing.begin() as session:
        yield session


async def posted_fields(request: Request) -> dict[str, str]:
    return {name: str(value) for name, value in (await request.form()).items()}


Reading = Annotated[Session, Depends(reading, scope="function")]
Writing = Annotated[Session, Depends(writing, scope="function")]
Posted = Annotated[dict[str, str], Depends(posted_fields)]


def create_app() -> FastAPI:
    app = FastAPI(openapi_url=None)

    @app.get("/callback")
    def come_back(session: Writing) -> Response:
        key = secrets.token_urlsafe(32)
        session.add(Visit(key=key, answers={}, started_at=datetime.now(UTC)))
        answer = RedirectResponse("/step/1", 303)
        answer.set_cookie("visit", key, httponly=True)
        return answer

    @app.get("/step/{number}")
    def show_step(request: Request, number: int, session: Reading) -> Response:
        visit = _visit(session, request)
        return _page("step.html", number=number, fields=STEPS[number], answers=visit.answers)

    @app.post("/step/{number}")
    def save_step(request: Request, number: int, posted: Posted, session: Writing) -> Response:
        visit = _visit(session, request)
        answers = {name: posted.get(name, "") for name in STEPS[number]}
        if not all(answers.values()):
            return _page("step.html", number=number, fields=STEPS[number], answers=answers)
        visit.answers = visit.answers | answers
        return RedirectResponse(f"/step/{number + 1}" if number < len(STEPS) else "/check", 303)

    @app.get("/check")
    def check(request: Request, session: Reading) -> Response:
        return _page("check.html", steps=STEPS, answers=_visit(session, request).answers)

    @app.post("/check")
    def send(request: Request, posted: Posted, session: Writing) -> Response:
        visit = _visit(session, request)
        reference = secrets.token_hex(8)
        session.add(
            Application(
                reference=reference,
                visit_key=visit.key,
                answers=visit.answers,
                sent_at=datetime.now(UTC),
            )
        )
        return RedirectResponse(f"/receipt/{reference}", 303)

    @app.get("/receipt/{reference}")
    def show_receipt(request: Request, reference: str, session: Reading) -> Response:
        visit = _visit(session, request)
        found = session.scalars(
            select(Application).where(
                Application.reference == reference, Application.visit_key == visit.key
            )
        ).one()
        return _page("receipt.html", application=found, steps=STEPS)

    return app


def _visit(session: Session, request: Request) -> Visit:
    visit = session.get(Visit, request.cookies.get("visit", ""))
    if visit is None:
        raise HTTPException(403)
    return visit


def _page(template: str, **context: Any) -> Response:
    return HTMLResponse(templates().get_template(template).render(context))


def make_tables() -> None:
    Base.metadata.create_all(database().writing.kw["bind"])
    database().dispose()


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--port", type=int, required=True)
    options.add_argument("--processes", type=int, default=1)
    chosen = options.parse_args()
    make_tables()
    uvicorn.run(
        "benchmarks.floor:create_app",
        factory=True,
        port=chosen.port,
        workers=chosen.processes,
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_level="warning",
    )
