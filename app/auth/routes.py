"""The pages of login: off to the provider, back from it, off again, and what can go wrong."""

from urllib.parse import urlsplit

import structlog
from fastapi import APIRouter, Request, Response

from app.auth import cpr_match, oidc, sessions, under_way
from app.auth.asking import Conversation, ProviderSilent
from app.auth.choosing import choosing_address
from app.auth.id_token import NotBelieved
from app.auth.people import Kind, Login
from app.auth.under_way import Secrets
from app.auth.visitor import CurrentVisitor, Visitor, current_visitor
from app.database import database
from app.municipalities.current import CurrentMunicipality
from app.municipalities.municipality import Municipality
from app.pages import go, language_of, page
from app.way_back import path_after_login

router = APIRouter(include_in_schema=False)
log = structlog.get_logger()


@router.get("/log-ind")
def log_in(
    request: Request, municipality: CurrentMunicipality, tilbage: str = "", personale: str = ""
) -> Response:
    return _leave(request, municipality, "staff" if personale == "1" else "citizen", tilbage)


@router.get("/personale/log-ind")
def log_in_staff(
    request: Request, municipality: CurrentMunicipality, tilbage: str = ""
) -> Response:
    return _leave(request, municipality, "staff", tilbage)


@router.get("/log-ind/svar")
def come_back(
    request: Request,
    municipality: CurrentMunicipality,
    state: str = "",
    code: str = "",
    error: str = "",
    iss: str = "",
) -> Response:
    visitor = current_visitor(request, municipality)
    cookie = under_way.cookie_of(state)
    browser_key = request.cookies.get(sessions.cookie_name(municipality, cookie), "")
    with database().writing.begin() as session:
        said = under_way.come_back(session, municipality, state, browser_key)
    if said is None:
        log.info("login refused", why="its state is unknown, used, old or another browser's")
        # Pressed twice, or gone back to: whoever is logged in is not troubled with it.
        return go("/") if visitor.person else refused(request, "expired", 400, "citizen", "/")
    answer = oidc.Answer(code=code, error=error, issuer=iss)
    try:
        login = oidc.login_behind(oidc.account_of(municipality, said.kind), said, answer)
    except ProviderSilent as silence:
        log.warning("login provider silent", kind=said.kind, why=silence.why)
        response = refused(request, "silent", 503, said.kind, said.back)
    except oidc.LoginRefused as refusal:
        log.info("login refused", kind=said.kind, why=refusal.why)
        response = refused(request, refusal.reason, 403, said.kind, said.back)
    except oidc.CprNeeded as needed:
        response = _ask_for_cpr(municipality, needed.login, said.back)
    except NotBelieved as doubt:
        log.warning("login not believed", kind=said.kind, why=doubt.why)
        response = refused(request, "failed", 403, said.kind, said.back)
    else:
        response = welcome(municipality, visitor, login, said.back)
    sessions.drop_cookie(response, municipality, cookie)
    return response


@router.post("/log-ud")
def log_out(
    request: Request, municipality: CurrentMunicipality, visitor: CurrentVisitor
) -> Response:
    if visitor.session_id is not None:
        with database().writing.begin() as session:
            sessions.close_session(session, visitor.session_id)
    end = None
    if visitor.person is not None:
        account = oidc.account_of(municipality, visitor.person.kind)
        end = oidc.address_to_end_at(account, _address(request, municipality, "/log-ind/farvel"))
    response = go(end or "/log-ind/farvel")
    sessions.clear_cookie(response, municipality)
    return response


@router.get("/log-ind/farvel")
def say_farewell(request: Request, visitor: CurrentVisitor) -> Response:
    return page(request, "auth/logged_out.html", ended_by_itself=False, who="citizen")


@router.post("/log-ind/forny")
def stay(request: Request, visitor: CurrentVisitor, tilbage: str = "") -> Response:
    """Keep the session alive. A script is told its new end; without one, back to the page."""
    row = None
    if visitor.session_id is not None:
        with database().writing.begin() as session:
            row = sessions.keep_alive(session, visitor.session_id)
    if "text/html" in request.headers.get("accept", ""):
        back = path_after_login(tilbage) if tilbage else _page_before(request)
        return go(_address_of_end(visitor) if row is None else back)
    if row is None:
        return Response(status_code=401)
    return Response(status_code=204, headers={"Session-Ends-At": sessions.end_of(row).isoformat()})


@router.get("/log-ind/slut")
def say_it_ended(request: Request, visitor: CurrentVisitor, som: str = "") -> Response:
    """The session ended by itself; a GET never ends one that lives. `som` is the kind of person
    it was, empty for somebody not logged in: what they can go on with differs."""
    return page(request, "auth/logged_out.html", ended_by_itself=True, who=som)


def _address_of_end(visitor: Visitor) -> str:
    return f"/log-ind/slut?som={visitor.person.kind}" if visitor.person else "/log-ind/slut"


def _leave(request: Request, municipality: Municipality, kind: Kind, back: str) -> Response:
    account = oidc.account_of(municipality, kind)
    back = path_after_login(back)
    try:
        endpoints = oidc.endpoints_of(account, Conversation())
    except ProviderSilent as silence:
        log.warning("login provider silent", kind=kind, why=silence.why)
        return refused(request, "silent", 503, kind, back)
    said = Secrets(
        kind=kind, back=back, redirect_uri=_address(request, municipality, "/log-ind/svar")
    )
    with database().writing.begin() as session:
        state, browser_key = under_way.set_out(session, municipality, said)
    response = go(oidc.address_to_leave_for(endpoints, account, said, state, language_of(request)))
    name = under_way.cookie_of(state)
    sessions.put_cookie(response, municipality, name, browser_key, max_age=under_way.AT_MOST)
    return response


def welcome(municipality: Municipality, visitor: Visitor, login: Login, back: str) -> Response:
    """Open the session of a login, and lead on: back, or first to choose whom they act for."""
    with database().writing.begin() as session:
        key = sessions.log_in_to(session, municipality, login, visitor.session_id)
    log.info("logged in", kinds=[person.kind for person in login.identities])
    response = go(back if login.only else choosing_address(back))
    sessions.set_cookie(response, municipality, key)
    return response


def _ask_for_cpr(municipality: Municipality, login: Login, back: str) -> Response:
    with database().writing.begin() as session:
        key = cpr_match.let_wait(session, municipality, login, back)
    response = go("/log-ind/cpr")
    sessions.put_cookie(response, municipality, cpr_match.COOKIE, key, max_age=cpr_match.AT_MOST)
    return response


def refused(request: Request, reason: str, status: int, kind: Kind, back: str) -> Response:
    """The calm page about a login that came to nothing."""
    return page(
        request,
        "auth/login_refused.html",
        status=status,
        reason=reason,
        staff=kind == "staff",
        back=back,
    )


def _address(request: Request, municipality: Municipality, path: str) -> str:
    """An address of ours that the provider can send the browser to.

    On the host the visitor is at, since the cookies are kept to it: a municipality may have
    several. The scheme is the municipality's own; behind a proxy we ourselves are asked by http.
    """
    own = urlsplit(municipality.base_url)
    host = request.headers.get("host", "")
    if urlsplit(f"//{host}").hostname not in municipality.hosts:
        host = own.netloc
    return f"{own.scheme or 'https'}://{host}{path}"


def _page_before(request: Request) -> str:
    before = urlsplit(request.headers.get("referer", ""))
    if before.netloc != request.headers.get("host"):
        return "/"
    return path_after_login(f"{before.path}?{before.query}" if before.query else before.path)
