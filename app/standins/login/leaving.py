"""Where a login ends: asked by the service (RP-Initiated Logout 1.0), or on the provider's page."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from app.standins.login.farewell import say_farewell
from app.standins.login.provider import CurrentProvider, Provider, Realm, issuer_of
from app.standins.login.request import is_of_this_machine, with_query
from app.standins.pages import page

router = APIRouter(default_response_class=Response)
Text = Annotated[str, Form()]


@router.get("/{realm}/end-session")
def end_session(
    request: Request,
    realm: Realm,
    provider: CurrentProvider,
    id_token_hint: str = "",
    client_id: str = "",
    post_logout_redirect_uri: str = "",
    state: str = "",
) -> Response:
    """Ends the login the hint is of, and leads back to a service that is what it says it is."""
    hint = provider.keys.claims_in(id_token_hint) if id_token_hint else None
    ours = hint if hint and hint["iss"] == issuer_of(request, realm) else None
    if _is_of_another(ours, client_id) or (client_id and client_id not in provider.clients):
        reason = "Tjenesten, du kommer fra, er ikke den, du er logget ind hos."
        return page(request, "login_error.html", status=400, reason=reason)
    if ours:
        provider.logins.end(sid=str(ours["sid"]))
    if is_of_this_machine(post_logout_redirect_uri):
        more = {"state": state} if state else {}
        return RedirectResponse(with_query(post_logout_redirect_uri, more), 303)
    return page(request, "logged_out.html")


@router.post("/{realm}/end-session")
def end_session_by_form(
    request: Request,
    realm: Realm,
    provider: CurrentProvider,
    id_token_hint: Text = "",
    client_id: Text = "",
    post_logout_redirect_uri: Text = "",
    state: Text = "",
) -> Response:
    """The same, for a service whose hint is too long for an address."""
    return end_session(
        request, realm, provider, id_token_hint, client_id, post_logout_redirect_uri, state
    )


@router.get("/logins")
def show_logins(request: Request, provider: CurrentProvider) -> Response:
    return _page(request, provider)


@router.post("/logins/end")
def end_logins(
    request: Request, provider: CurrentProvider, sid: Text = "", sub: Text = ""
) -> Response:
    """End one login (`sid`), or all of somebody's (`sub`), and tell the services."""
    ended = provider.logins.end(sid=sid, sub=sub)
    told = [(login, say_farewell(provider, login)) for login in ended]
    return _page(request, provider, told)


def _page(request: Request, provider: Provider, told: Any = ()) -> Response:
    return page(request, "logins.html", people=provider.logins.by_person(), told=told)


def _is_of_another(hint: dict[str, Any] | None, client_id: str) -> bool:
    return hint is not None and client_id not in ("", hint["aud"])
