"""The pages of login: off to the provider, back from it, and what can go wrong."""

import structlog
from fastapi import APIRouter, Request, Response

from app import limits
from app.auth import cpr_match, ending, everywhere, oidc, sessions, under_way
from app.auth.addresses import address_of_step_up, address_of_too_low, level_named, own_address
from app.auth.asking import Conversation, ProviderSilent
from app.auth.browsers import browser_of
from app.auth.choosing import choosing_address
from app.auth.cookies import cookie_of, drop_cookie, put_cookie
from app.auth.id_token import NotBelieved
from app.auth.people import Identity, Kind, Loa, Login, Staff, at_least
from app.auth.under_way import Secrets
from app.auth.visitor import Visitor, whoever_comes
from app.auth.way_on import WayOn, is_in_form_without_login
from app.database import database
from app.errors import LeftBehind, TooMany
from app.municipalities.current import CurrentMunicipality
from app.municipalities.municipality import Municipality
from app.pages import go, language_of, page, retry_after
from app.security import is_followed_from_elsewhere
from app.way_back import here, path_after_login

router = APIRouter(include_in_schema=False)
router.include_router(ending.router)
router.include_router(everywhere.router)
log = structlog.get_logger()


@router.get("/log-ind")
def log_in(
    request: Request,
    municipality: CurrentMunicipality,
    tilbage: str = "",
    personale: str = "",
    niveau: str = "",
) -> Response:
    """`niveau` is the NSIS level the page needs: whoever is logged in already steps up to it."""
    level = level_named(niveau)
    person = None if level is None else whoever_comes(request, municipality).person
    if is_followed_from_elsewhere(request.headers):
        if level is not None and person is not None and not _is_sure(person, level):
            # Straight from the provider, that is, with a login that the page then found too low.
            return go(address_of_too_low(path_after_login(tilbage), level))
        return ask_first(request)
    kind: Kind = "staff" if personale == "1" else "citizen"
    return leave(request, municipality, kind, tilbage, level=level, again=person is not None)


@router.get("/personale/log-ind")
def log_in_staff(
    request: Request, municipality: CurrentMunicipality, tilbage: str = ""
) -> Response:
    if is_followed_from_elsewhere(request.headers):
        return ask_first(request)
    return leave(request, municipality, "staff", tilbage)


@router.get("/log-ind/svar")
def come_back(
    request: Request,
    municipality: CurrentMunicipality,
    state: str = "",
    code: str = "",
    error: str = "",
    iss: str = "",
) -> Response:
    visitor = whoever_comes(request, municipality)
    cookie = under_way.cookie_of(state)
    browser_key = cookie_of(request, municipality, cookie)
    with database().writing.begin() as session:
        said = under_way.come_back(session, municipality, state, browser_key)
    if said is None:
        log.info("login refused", why="its state is unknown, used, old or another browser's")
        # Pressed twice, or gone back to: whoever is logged in is not troubled with it.
        return go("/") if visitor.person else refused(request, "expired", 400, WayOn("/"))
    on = said.way_on
    answer = oidc.Answer(code=code, error=error, issuer=iss)
    try:
        login = oidc.login_behind(oidc.account_of(municipality, said.kind), said, answer)
    except ProviderSilent as silence:
        log.warning("login provider silent", kind=said.kind, why=silence.why)
        response = refused(request, "silent", 503, on)
    except oidc.LoginRefused as refusal:
        log.info("login refused", kind=said.kind, why=refusal.why)
        response = refused(request, refusal.reason, 403, on)
    except oidc.CprNeeded as needed:
        response = _ask_for_cpr(municipality, needed.login, on)
    except NotBelieved as doubt:
        log.warning("login not believed", kind=said.kind, why=doubt.why)
        response = refused(request, "failed", 403, on)
    else:
        response = welcome(request, municipality, visitor, login, on)
    drop_cookie(response, municipality, cookie)
    return response


@router.get("/log-ind/niveau")
def say_it_is_too_low(
    request: Request, _: CurrentMunicipality, niveau: str = "", tilbage: str = ""
) -> Response:
    """Back from the provider, with a login that is too low for the page."""
    back, level = path_after_login(tilbage), level_named(niveau) or "substantial"
    again = address_of_step_up(back, level)
    return page(request, "auth/level_too_low.html", level=level, again=again)


def ask_first(request: Request) -> Response:
    """Another site's link has led here: nobody is logged in without having pressed something of
    ours (login CSRF), since the provider may know them and ask nothing."""
    return page(request, "auth/log_in.html", address=here(request))


def leave(
    request: Request,
    municipality: Municipality,
    kind: Kind,
    back: str,
    *,
    level: Loa | None = None,
    again: bool = False,
    left_behind: LeftBehind | None = None,
) -> Response:
    """Off to the provider. `again` lets nobody through on a login they have there already;
    `left_behind` comes back with them."""
    staff = kind == "staff"
    limit = limits.STAFF_LOGIN_PER_ADDRESS if staff else limits.LOGIN_PER_ADDRESS
    account = oidc.account_of(municipality, kind)
    said = Secrets(
        kind=kind,
        back=path_after_login(back),
        redirect_uri=own_address(request, municipality, "/log-ind/svar"),
        level=level,
        left_behind=left_behind,
    )
    try:
        limits.spend(limit, limits.address_of(request))
        endpoints = oidc.endpoints_of(account, Conversation())
    except TooMany as many:
        return too_often(request, many, said.way_on)
    except ProviderSilent as silence:
        log.warning("login provider silent", kind=kind, why=silence.why)
        return refused(request, "silent", 503, said.way_on)
    with database().writing.begin() as session:
        state, browser_key = under_way.set_out(session, municipality, said)
    address = oidc.address_to_leave_for(
        endpoints, account, said, state, language_of(request), level=level, again=again
    )
    response = go(address)
    name = under_way.cookie_of(state)
    put_cookie(response, municipality, name, browser_key, max_age=under_way.AT_MOST)
    return response


def welcome(
    request: Request, municipality: Municipality, visitor: Visitor, login: Login, on: WayOn
) -> Response:
    """Open the session of a login, and lead on: back, or first to choose whom they act for, or to
    be told that the login is too low."""
    try:
        limits.spend(limits.LOGIN_PER_PERSON, sessions.name_of_login(login.issuer, login.subject))
    except TooMany as many:
        return too_often(request, many, on)
    with database().writing.begin() as session:
        key = sessions.log_in_to(
            session,
            municipality,
            login,
            visitor.session_id,
            browser=browser_of(request.headers.get("user-agent", "")),
            left_behind=on.left_behind,
            visit_goes_on=is_in_form_without_login(on.back),
        )
        opened = sessions.find_session(session, municipality, key)
        chosen = opened is not None and opened.person is not None
    log.info("logged in", kinds=[person.kind for person in login.identities], level=login.level)
    if on.level is not None and not _is_sure_enough(login, on.level):
        response = go(address_of_too_low(on.back, on.level))
    else:
        response = go(on.back if chosen else choosing_address(on.back))
    sessions.set_cookie(response, municipality, key)
    return response


def _is_sure_enough(login: Login, level: Loa) -> bool:
    return any(_is_sure(person, level) for person in login.identities)


def _is_sure(person: Identity, level: Loa) -> bool:
    return isinstance(person, Staff) or at_least(person.loa, level)


def _ask_for_cpr(municipality: Municipality, login: Login, on: WayOn) -> Response:
    with database().writing.begin() as session:
        key = cpr_match.let_wait(session, municipality, login, on)
    response = go("/log-ind/cpr")
    put_cookie(response, municipality, cpr_match.COOKIE, key, max_age=cpr_match.AT_MOST)
    return response


def too_often(request: Request, many: TooMany, on: WayOn) -> Response:
    """The page about a login that a limit stopped; `many` says when another may be tried."""
    return refused(request, "often", 429, on, many)


def refused(
    request: Request, reason: str, status: int, on: WayOn, many: TooMany | None = None
) -> Response:
    """The calm page about a login that came to nothing. What was left behind stays in the page, so
    that another try brings it along. `many` says when that may be."""
    return page(
        request,
        "auth/login_refused.html",
        status=status,
        headers=retry_after(many) if many else None,
        reason=reason,
        minutes=many.minutes if many else 0,
        staff=on.kind == "staff",
        back=on.back,
        level=on.level or "",
        left_behind=on.left_behind,
    )
