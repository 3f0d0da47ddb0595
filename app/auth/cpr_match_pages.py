"""The page that asks for the CPR number which a login did not tell."""

import structlog
from fastapi import APIRouter, Request, Response

from app import limits
from app.auth import cpr_match, cpr_match_tries, oidc
from app.auth.asking import ProviderSilent
from app.auth.cookies import drop_cookie
from app.auth.cpr_match import WaitedTooLong, Waiting
from app.auth.cpr_match_tries import NoTriesLeft
from app.auth.routes import refused, too_often, welcome
from app.auth.visitor import CurrentVisitor
from app.auth.way_on import WayOn
from app.clock import today
from app.database import database
from app.errors import TooMany
from app.forms.known import Known
from app.forms.messages import InvalidAnswer
from app.forms.questions.cpr import Cpr, understand_cpr
from app.municipalities.current import CurrentMunicipality
from app.municipalities.municipality import Municipality
from app.pages import page, translator_of
from app.security import PostedForm
from app.settings import settings

router = APIRouter(include_in_schema=False)
log = structlog.get_logger()


@router.get("/log-ind/cpr")
def ask_for_cpr(
    request: Request, municipality: CurrentMunicipality, visitor: CurrentVisitor
) -> Response:
    with database().reading.begin() as session:
        waiting = cpr_match.find_waiting(
            session, municipality, cpr_match.key_in(request, municipality)
        )
        if waiting is None:
            return refused(request, "expired", 400, WayOn("/"))
        try:
            cpr_match_tries.refuse_without(session, waiting.issuer, waiting.person.uuid)
        except NoTriesLeft as spent:
            return _refused_for_now(request, waiting, spent.seconds)
    return _ask(request)


@router.post("/log-ind/cpr")
def match_cpr(
    request: Request,
    municipality: CurrentMunicipality,
    visitor: CurrentVisitor,
    posted: PostedForm,
) -> Response:
    key = cpr_match.key_in(request, municipality)
    with database().reading.begin() as session:
        waiting = cpr_match.find_waiting(session, municipality, key)
    if waiting is None:
        return refused(request, "expired", 400, WayOn("/"))
    t, typed = translator_of(request), posted.one("cpr")
    if not typed:
        return _ask(request, typed, t(Cpr.when_missing))
    try:
        cpr = understand_cpr(typed, Known(today=today(), test_numbers=settings().demo))
    except InvalidAnswer as wrong:
        return _ask(request, typed, wrong.say(t))
    try:
        limits.spend(limits.CPR_MATCH_PER_ADDRESS, limits.address_of(request))
        left = _take_try(waiting)
        theirs = _asked(municipality, waiting, cpr)
    except TooMany as many:
        return too_often(request, many, waiting.on)
    except NoTriesLeft as spent:
        return _refused_for_now(request, waiting, spent.seconds)
    except ProviderSilent as silence:
        log.warning("login provider silent", kind="citizen", why=silence.why)
        return _ask(request, typed, silent=True)
    except WaitedTooLong:
        log.info("login refused", kind="citizen", why="the broker no longer knows of it")
        return refused(request, "expired", 400, waiting.on)
    if not theirs:
        log.info("login refused", kind="citizen", why="the CPR number is not theirs", left=left)
        return _tell_wrong(request, waiting, typed, left)
    with database().writing.begin() as session:
        if not cpr_match.end_waiting(session, key):
            return refused(request, "expired", 400, WayOn("/"))
        cpr_match_tries.forget(session, waiting.issuer, waiting.person.uuid)
    response = welcome(request, municipality, visitor, waiting.login_of(cpr), waiting.on)
    drop_cookie(response, municipality, cpr_match.COOKIE)
    return response


def _take_try(waiting: Waiting) -> int:
    """Counted before the broker is asked, so that nobody gets more by asking faster."""
    with database().writing.begin() as session:
        return cpr_match_tries.take(session, waiting.issuer, waiting.person.uuid)


def _asked(municipality: Municipality, waiting: Waiting, cpr: str) -> bool:
    account = oidc.account_of(municipality, "citizen")
    try:
        return cpr_match.is_theirs(account, waiting.person.uuid, cpr)
    except ProviderSilent:
        with database().writing.begin() as session:
            cpr_match_tries.give_back(session, waiting.issuer, waiting.person.uuid)
        raise


def _tell_wrong(request: Request, waiting: Waiting, typed: str, left: int) -> Response:
    if left == 0:
        return _refused_for_now(request, waiting, int(cpr_match_tries.WITHIN.total_seconds()))
    t = translator_of(request)
    wrong = t("CPR-nummeret hører ikke til dit login. Se efter, om du har skrevet rigtigt.")
    more = t("Du kan prøve to gange til.") if left > 1 else t("Du kan prøve én gang til.")
    return _ask(request, typed, f"{wrong} {more}")


def _ask(request: Request, typed: str = "", problem: str = "", *, silent: bool = False) -> Response:
    return page(
        request,
        "auth/cpr.html",
        status=503 if silent else 422 if problem else 200,
        typed=typed,
        problem=problem,
        silent=silent,
    )


def _refused_for_now(request: Request, waiting: Waiting, seconds: int) -> Response:
    return refused(request, "tries", 429, waiting.on, TooMany(seconds))
