"""Where a person says who they are, by choosing from a list; a test says it with `login_hint`."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from app.standins.login.levels import IN_DANISH, LEVELS
from app.standins.login.outcomes import ERRORS, HINT, error_in
from app.standins.login.professional import Professional
from app.standins.login.provider import CurrentProvider, Provider, Realm, issuer_of, people_of
from app.standins.login.request import LoginRequest, NotAClient, RefusedLogin, read_login_request
from app.standins.pages import page

router = APIRouter(default_response_class=Response)


@router.get("/{realm}/authorize")
def ask_who(request: Request, realm: Realm, provider: CurrentProvider) -> Response:
    """Always asks: there is no login of before to be remembered, so `prompt=login` is kept."""
    asked = _asked(request, provider)
    if isinstance(asked, Response):
        return asked
    ending = provider.outcome.next_mode()
    if ending != "ok":
        return RedirectResponse(asked.refusal(ending, issuer=issuer_of(request, realm)), 303)
    if asked.login_hint:
        return _answer(request, realm, provider, asked, asked.login_hint, asked.level)
    people = people_of(realm, asked.scopes)
    professionals = {key: who for key, who in people.items() if isinstance(who, Professional)}
    return page(
        request,
        "login.html",
        realm=realm,
        asked=asked,
        levels=IN_DANISH,
        people={key: who for key, who in people.items() if key not in professionals},
        professionals=professionals,
        endings={HINT + error: meaning for error, meaning in ERRORS.items()},
    )


@router.post("/{realm}/authorize")
def log_in(
    request: Request,
    realm: Realm,
    provider: CurrentProvider,
    person: Annotated[str, Form()] = "",
    level: Annotated[str, Form()] = "",
) -> Response:
    """The same address as the question: what was asked for still stands in its query string."""
    asked = _asked(request, provider)
    if isinstance(asked, Response):
        return asked
    return _answer(request, realm, provider, asked, person, level or asked.level)


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
    if error := error_in(key):
        return RedirectResponse(asked.refusal(error, issuer=issuer), 303)
    person = people_of(realm, asked.scopes).get(key)
    if person is None or level not in LEVELS:
        # As the broker says it when somebody gives up; the code alone does not tell.
        return RedirectResponse(asked.refusal("access_denied", "mitid_user_aborted", issuer), 303)
    if person.refused:
        back = asked.refusal("access_denied", "person_not_active", issuer)
        return page(request, "login_refused.html", status=403, person=person, back=back)
    code = provider.grants.promise(asked.grant(issuer, person.key, level))
    return RedirectResponse(asked.success(code, issuer), 303)
