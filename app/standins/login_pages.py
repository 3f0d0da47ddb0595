"""Where a person says who they are, by choosing from a list; a test says it with `login_hint`."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from app.standins.login_request import (
    LoginRequest,
    NotAClient,
    RefusedLogin,
    is_of_this_machine,
    read_login_request,
    with_query,
)
from app.standins.pages import page
from app.standins.provider import CurrentProvider, Provider, Realm, issuer_of, people_of
from app.standins.tokens import LEVELS

router = APIRouter(default_response_class=Response)


@router.get("/{realm}/authorize")
def ask_who(request: Request, realm: Realm, provider: CurrentProvider) -> Response:
    asked = _asked(request, provider)
    if isinstance(asked, Response):
        return asked
    if asked.login_hint:
        return _answer(request, realm, provider, asked, asked.login_hint, asked.level)
    return page(request, "login.html", realm=realm, people=people_of(realm))


@router.post("/{realm}/authorize")
def log_in(
    request: Request,
    realm: Realm,
    provider: CurrentProvider,
    person: Annotated[str, Form()] = "",
    level: Annotated[str, Form()] = "Substantial",
) -> Response:
    """The same address as the question: what was asked for still stands in its query string."""
    asked = _asked(request, provider)
    if isinstance(asked, Response):
        return asked
    return _answer(request, realm, provider, asked, person, level)


@router.get("/{realm}/end-session")
def end_session(
    request: Request, realm: Realm, post_logout_redirect_uri: str = "", state: str = ""
) -> Response:
    if is_of_this_machine(post_logout_redirect_uri):
        more = {"state": state} if state else {}
        return RedirectResponse(with_query(post_logout_redirect_uri, more), 303)
    return page(request, "logged_out.html")


def _asked(request: Request, provider: Provider) -> LoginRequest | Response:
    try:
        return read_login_request(request.query_params, provider.clients)
    except NotAClient as wrong:
        return page(request, "login_error.html", status=400, reason=str(wrong))
    except RefusedLogin as refusal:
        return RedirectResponse(refusal.address, 303)


def _answer(
    request: Request, realm: Realm, provider: Provider, asked: LoginRequest, key: str, level: str
) -> Response:
    issuer = issuer_of(request, realm)
    person = people_of(realm).get(key)
    if person is None or level not in LEVELS:
        # As the broker says it when somebody gives up; the code alone does not tell.
        return RedirectResponse(asked.refusal("access_denied", "mitid_user_aborted", issuer), 303)
    if person.refused:
        back = asked.refusal("access_denied", "person_not_active", issuer)
        return page(request, "login_refused.html", status=403, person=person, back=back)
    code = provider.grants.promise(asked.grant(issuer, person.key, level))
    return RedirectResponse(asked.success(code, issuer), 303)
