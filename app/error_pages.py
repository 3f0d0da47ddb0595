"""What a visitor sees when something stands in the way: a calm page, or for the API a problem."""

import http
import secrets
from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import OperationalError, TimeoutError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import write_trouble
from app.auth import routes as auth
from app.auth.addresses import address_of_login, address_of_step_up, level_named
from app.auth.choosing import choosing_address
from app.auth.powers.right import RightEnded
from app.auth.powers.switching import end_acting
from app.auth.visitor import whoever_comes
from app.database import database
from app.errors import (
    AddressTooLong,
    BadRequest,
    Gone,
    HeadersTooLarge,
    LoginNeeded,
    NotAllowed,
    PageNotFound,
    StepUpNeeded,
    TokenNeeded,
    TooLarge,
    TooMany,
    TooSlow,
)
from app.municipalities.current import municipality_of
from app.pages import asks_for_fragment, go, page, retry_after
from app.problems import problem
from app.submissions.acting import NoDraft, NotCovered, OtherApplicant, WrongApplicant
from app.submissions.current import AlreadySent
from app.submissions.left_behind import leave_behind
from app.submissions.mine import submission_of_draft

log = structlog.get_logger()

STATUS_OF: dict[type[Exception], int] = {
    BadRequest: 400,
    NotAllowed: 403,
    PageNotFound: 404,
    TooSlow: 408,
    Gone: 410,
    TooLarge: 413,
    AddressTooLong: 414,
    HeadersTooLarge: 431,
}
PAGES = frozenset({*STATUS_OF.values(), 405, 429, 500, 503})


def add_error_pages(app: FastAPI) -> None:
    """Teach the app each situation by its name."""
    for situation in STATUS_OF:
        app.add_exception_handler(situation, _situation)
    app.add_exception_handler(HTTPException, _from_framework)
    app.add_exception_handler(RequestValidationError, _not_understood)
    app.add_exception_handler(LoginNeeded, _login_needed)
    app.add_exception_handler(StepUpNeeded, _step_up_needed)
    app.add_exception_handler(TokenNeeded, _token_needed)
    app.add_exception_handler(TooMany, _too_many)
    app.add_exception_handler(NoDraft, _no_draft)
    app.add_exception_handler(AlreadySent, _already_sent)
    app.add_exception_handler(WrongApplicant, _wrong_applicant)
    app.add_exception_handler(NotCovered, _not_covered)
    app.add_exception_handler(OtherApplicant, _other_applicant)
    app.add_exception_handler(RightEnded, _right_ended)
    app.add_exception_handler(OperationalError, _database_away)
    app.add_exception_handler(TimeoutError, _database_away)


def error_page(
    request: Request, status: int, number: str = "", detail: str = "", **more: Any
) -> Response:
    """The page of a status, or a problem for the API."""
    if request.url.path.startswith("/api/"):
        phrase = http.HTTPStatus(status).phrase
        return problem(status, phrase, detail or http.HTTPStatus(status).description or phrase)
    shown = status if status in PAGES else 400
    shown = 404 if shown == 405 else shown
    return page(request, f"errors/{shown}.html", status=status, number=number, **more)


def _situation(request: Request, situation: Exception) -> Response:
    status = STATUS_OF[type(situation)]
    answer = error_page(request, status, detail=str(situation))
    if status == 408:
        # The rest of what was to be sent is not waited for.
        answer.headers["Connection"] = "close"
    return answer


def _from_framework(request: Request, situation: Exception) -> Response:
    assert isinstance(situation, HTTPException)
    return error_page(request, situation.status_code)


def _not_understood(request: Request, _: Exception) -> Response:
    """A number where the address needs one, say: no such page, or for the API a 422."""
    return error_page(request, 422 if request.url.path.startswith("/api/") else 404)


def _login_needed(request: Request, situation: Exception) -> Response:
    assert isinstance(situation, LoginNeeded)
    if getattr(request.state, "may_choose", False) and not situation.staff:
        # Logged in, and not as whom the page is for: they need not log in again to be.
        leave_behind(request, situation.left_behind)
        return go(choosing_address(situation.back))
    if situation.left_behind is not None:
        return _log_in_and_back(request, situation)
    level = situation.level
    return go(address_of_login(situation.back, level=level, staff=situation.staff))


def _step_up_needed(request: Request, situation: Exception) -> Response:
    assert isinstance(situation, StepUpNeeded)
    if situation.left_behind is not None:
        return _log_in_and_back(request, situation)
    return go(address_of_step_up(situation.back, situation.level))


def _token_needed(_: Request, situation: Exception) -> Response:
    assert isinstance(situation, TokenNeeded)
    if situation.came_with_one:
        challenge, detail = 'Bearer error="invalid_token"', "The token is not ours."
    else:
        challenge, detail = "Bearer", "Send a bearer token."
    return problem(401, "Unauthorized", detail, headers={"WWW-Authenticate": challenge})


def _log_in_and_back(request: Request, needed: LoginNeeded | StepUpNeeded) -> Response:
    """To the provider at once: what was typed has no place in the address of a page between."""
    return auth.leave(
        request,
        municipality_of(request),
        "citizen",
        needed.back,
        level=level_named(needed.level),
        again=isinstance(needed, StepUpNeeded),
        left_behind=needed.left_behind,
    )


def _too_many(request: Request, situation: Exception) -> Response:
    assert isinstance(situation, TooMany)
    answer = error_page(request, 429, minutes=situation.minutes)
    answer.headers.update(retry_after(situation))
    return answer


def _no_draft(_: Request, situation: Exception) -> Response:
    assert isinstance(situation, NoDraft)
    return go(f"/{situation.slug}")


def _already_sent(_: Request, situation: Exception) -> Response:
    assert isinstance(situation, AlreadySent)
    with database().reading.begin() as session:
        submission = submission_of_draft(session, situation.draft_id)
    return go(f"/kvittering/{submission.reference}")


def _wrong_applicant(request: Request, situation: Exception) -> Response:
    assert isinstance(situation, WrongApplicant)
    return page(request, "errors/wrong_applicant.html", status=403, form=situation.form)


def _not_covered(request: Request, situation: Exception) -> Response:
    assert isinstance(situation, NotCovered)
    return page(
        request, "errors/not_covered.html", status=403, form=situation.form, why=situation.why
    )


def _other_applicant(request: Request, situation: Exception) -> Response:
    assert isinstance(situation, OtherApplicant)
    return page(request, "errors/other_applicant.html", status=409, form=situation.form)


def _right_ended(request: Request, situation: Exception) -> Response:
    """Refused, and from here on they act for themselves: the page says so. What a page asks in the
    background is refused only, or nobody would read why."""
    assert isinstance(situation, RightEnded)
    if asks_for_fragment(request) or request.headers.get("sign-of-life") == "no":
        return Response(status_code=403)
    end_acting(request, whoever_comes(request, municipality_of(request)))
    return page(request, "errors/right_ended.html", status=403, why=situation.why)


def _database_away(request: Request, situation: Exception) -> Response:
    # SQLite's and PostgreSQL's own names for it say: locked, full or away.
    code = write_trouble.name_of(getattr(situation, "orig", None))
    log.error("database unavailable", problem=type(situation).__name__, code=code)
    answer = error_page(request, 503)
    answer.headers["Retry-After"] = "30"
    return answer


class OurMistakes:
    """Answers what nothing else caught, and logs it once, under a number the visitor can read
    to us. Inside the other middleware, so that this page too carries every security header."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def noticing(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, noticing)
        except tuple(STATUS_OF) as situation:
            # Met before any route, where requests are measured.
            answer = _situation(Request(scope), situation)
            await answer(scope, receive, send)
        except (OperationalError, TimeoutError) as situation:
            # Met before any route, where the municipality is looked up.
            if begun:
                raise ConnectionAbortedError from None
            answer = _database_away(Request(scope), situation)
            await answer(scope, receive, send)
        except Exception as mistake:
            number = secrets.token_hex(4)
            log.error("our mistake", number=number, exc_info=mistake)
            if begun:
                # The server would print the exception, and with it what somebody typed.
                raise ConnectionAbortedError from None
            answer = error_page(Request(scope), 500, number)
            await answer(scope, receive, send)
