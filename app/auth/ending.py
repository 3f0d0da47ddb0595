"""The end of a session: logged off, over by itself, kept alive, or ended by the provider."""

import secrets
from dataclasses import dataclass
from uuid import UUID

import structlog
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from app.auth import cpr_match, logout_token, oidc, sessions
from app.auth.addresses import own_address, page_before
from app.auth.asking import Conversation, ProviderSilent
from app.auth.cookies import drop_cookie
from app.auth.id_token import NotBelieved
from app.auth.models import SessionRow
from app.auth.people import KINDS, Identity
from app.auth.visitor import CurrentVisitor, Visitor, WhoeverComes
from app.database import database
from app.municipalities.current import CurrentMunicipality
from app.municipalities.municipality import Municipality
from app.pages import go, page
from app.security import LOGGED_OUT_THERE, PostedForm
from app.way_back import path_after_login

FAREWELL = "/log-ind/farvel"
LOGOUT_SECONDS = 2.0

router = APIRouter(include_in_schema=False)
log = structlog.get_logger()


@dataclass(frozen=True)
class Ended:
    """The login of a session that has just been closed; both empty for an anonymous one."""

    issuer: str = ""
    id_token: str = ""


@router.post("/log-ud")
def log_out(request: Request, municipality: CurrentMunicipality, visitor: WhoeverComes) -> Response:
    """Ends our session and a login that waits in the same browser, and then the provider's own."""
    waited = _stop_waiting(request, municipality)
    ended = Ended() if visitor.session_id is None else close(visitor.session_id)
    return leave_provider(
        request, municipality, visitor.person, ended if ended.id_token else waited
    )


@router.get(FAREWELL)
def say_farewell(
    request: Request, visitor: CurrentVisitor, som: str = "citizen", state: str = ""
) -> Response:
    """Logged out; `som` is as for the end of a session, and a provider brings it in our `state`."""
    told = state.partition(".")[0]
    who = told if told in KINDS else som
    return page(request, "auth/logged_out.html", ended_by_itself=False, who=who, at_longest=False)


@router.post("/log-ind/forny")
def stay(request: Request, visitor: CurrentVisitor, tilbage: str = "") -> Response:
    """Keep the session alive. A script is told its new end, and whether that is the last; without
    one, back to the page."""
    row = None
    if visitor.session_id is not None:
        with database().writing.begin() as session:
            row = sessions.keep_alive(session, visitor.session_id)
    if "text/html" in request.headers.get("accept", ""):
        back = path_after_login(tilbage) if tilbage else page_before(request)
        return go(_address_of_end(visitor) if row is None else back)
    if row is None:
        return Response(status_code=401)
    headers = {"Session-Ends-At": sessions.end_of(row).isoformat()}
    if sessions.ends_for_good(row):
        headers["Session-Ends-For-Good"] = "yes"
    return Response(status_code=204, headers=headers)


@router.get("/log-ind/slut")
def say_it_ended(
    request: Request, visitor: CurrentVisitor, som: str = "", laengst: str = ""
) -> Response:
    """The session ended by itself; a GET never ends one that lives. `som` is the kind of person
    it was, empty for somebody not logged in: what they can go on with differs. `laengst` is 1
    where it had lasted as long as any may."""
    return page(
        request, "auth/logged_out.html", ended_by_itself=True, who=som, at_longest=laengst == "1"
    )


@router.post(LOGGED_OUT_THERE)
def hear_of_logout(municipality: CurrentMunicipality, posted: PostedForm) -> Response:
    """The provider says that somebody has logged out there (OpenID Connect Back-Channel Logout
    1.0): their sessions here end. It comes from a program, and carries its own proof."""
    try:
        told = logout_token.read(municipality, posted.one("logout_token"))
        with database().writing.begin() as session:
            ended = logout_token.obey(session, municipality, told)
    except (NotBelieved, ProviderSilent) as doubt:
        log.warning("logout not believed", why=doubt.why)
        refusal = {"error": "invalid_request", "error_description": doubt.why}
        return JSONResponse(refusal, 400, headers={"Cache-Control": "no-store"})
    log.info("logged out by the provider", sessions=ended)
    return Response(status_code=200, headers={"Cache-Control": "no-store"})


def close(session_id: UUID) -> Ended:
    """Close a session; tells which login it was, so that the provider's can end too."""
    with database().writing.begin() as session:
        row = session.get(SessionRow, session_id, with_for_update=True)
        if row is None:
            return Ended()
        session.delete(row)
        login = row.login or {}
    return Ended(login.get("issuer", ""), login.get("id_token", ""))


def _stop_waiting(request: Request, municipality: Municipality) -> Ended:
    """End the login that waits for a CPR number in this browser; tells which it was."""
    key = cpr_match.key_in(request, municipality)
    if not key:
        return Ended()
    with database().writing.begin() as session:
        waiting = cpr_match.find_waiting(session, municipality, key)
        cpr_match.end_waiting(session, key)
    return Ended() if waiting is None else Ended(waiting.issuer, waiting.names["id_token"])


def leave_provider(
    request: Request, municipality: Municipality, person: Identity | None, ended: Ended
) -> Response:
    """Our cookies taken back, and on to the provider's own logout (OpenID Connect RP-Initiated
    Logout 1.0) where it has one. `person` is who left, None for somebody not chosen or not known.

    By POST from a page of ours that sends itself: an ID token may hold a CPR number, which must
    stand in no address, history or log.
    """
    kind = person.kind if person else "citizen"
    for name in ("person", "acting_for", "session_ends_at", "new_login_at"):
        setattr(request.state, name, None)
    end = _end_session_of(municipality, ended)
    if end is None:
        response = go(f"{FAREWELL}?som={kind}")
    else:
        address, client_id = end
        fields = {
            "id_token_hint": ended.id_token,
            "client_id": client_id,
            "post_logout_redirect_uri": own_address(request, municipality, FAREWELL),
            # The address must be the one they know, so who left is said here.
            "state": f"{kind}.{secrets.token_urlsafe(16)}",
        }
        response = page(request, "auth/leave_provider.html", address=address, fields=fields)
    sessions.clear_cookie(response, municipality)
    # Whatever a browser may have kept of our pages, though they ask it to keep nothing.
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    drop_cookie(response, municipality, cpr_match.COOKIE)
    return response


def _end_session_of(municipality: Municipality, ended: Ended) -> tuple[str, str] | None:
    """The provider's logout and our name there; None where it has none, or is silent."""
    for account in (municipality.citizen_oidc, municipality.staff_oidc):
        if not ended.id_token or account.issuer != ended.issuer:
            continue
        try:
            address = oidc.endpoints_of(account, Conversation(LOGOUT_SECONDS)).end_session
        except ProviderSilent:
            return None
        return (address, account.client_id) if address else None
    return None


def _address_of_end(visitor: Visitor) -> str:
    return f"/log-ind/slut?som={visitor.person.kind}" if visitor.person else "/log-ind/slut"
