"""All stand-ins as one program: login, registers, case system, Digital Post, and their switches."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Annotated

from fastapi import FastAPI, Form, Request
from fastapi.responses import RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from app.standins import sf2900
from app.standins.address_search import create_address_search
from app.standins.behaviour import Behaviour
from app.standins.case_system import create_case_system
from app.standins.civil_register import create_civil_register
from app.standins.company_register import create_company_register
from app.standins.counting import create_counting
from app.standins.digital_post import create_digital_post
from app.standins.getorganized import create_getorganized
from app.standins.kept import Kept
from app.standins.login.clients import Client
from app.standins.login.outcomes import OUTCOMES
from app.standins.login.professional import professionals
from app.standins.login.program import create_login
from app.standins.mail import MODES, create_mail, open_port
from app.standins.pages import HERE, page
from app.standins.persons import everyone
from app.standins.post_answers import MODES as ANSWER_MODES
from app.standins.post_answers import PostAnswers
from app.standins.problems import problem
from app.standins.sbsys import create_sbsys
from app.standins.staff import colleagues

DEMO_CLIENTS = {"hovedindgang": Client(secret="demo-client-secret")}
DEMO_CASE_SYSTEM_SECRET = "whsec_ZGVtby1zZWNyZXQtZm9yLWEtbGFwdG9wLW9ubHk="
DEMO_EVENTS_TOKEN = "demo-token-for-a-laptop-and-nothing-else"
DEMO_POST_TOKEN = "demo-post-token-for-a-laptop-and-nothing-else"
SYSTEMS = {
    "civil-register": "Folkeregister",
    "company-register": "CVR-register",
    "addresses": "Adresseregister",
    "case-system": "Fagsystem",
    "sbsys": "SBSYS",
    "getorganized": "GetOrganized",
    "sf2900": "Fordelingskomponenten",
    "digital-post": "Digital Post",
    "mail": "Mail",
    "counting": "Tæller",
    "idp": "Login",
}
LOGINS = "logins"
POST_ANSWERS = "post-answers"


class Manners(BaseModel):
    """How one stand-in shall behave: for the next `count` calls, or until told otherwise, once
    `after` calls have gone well."""

    mode: str
    count: Annotated[int, Field(ge=1)] | None = None
    seconds: Annotated[float, Field(ge=0, le=600)] | None = None
    after: Annotated[int, Field(ge=0)] = 0


def create_app(
    *,
    case_system_secret: str = DEMO_CASE_SYSTEM_SECRET,
    events_token: str = DEMO_EVENTS_TOKEN,
    clients: Mapping[str, Client] | None = None,
    keep_in: Path | None = None,
    mail_at: tuple[str, int] | None = None,
    receipts_to: tuple[str, str] = ("", ""),
    post_token: str = DEMO_POST_TOKEN,
    post_answers_to: Mapping[str, str] | None = None,
    post_answers_after: float = 2.0,
) -> FastAPI:
    """The program. `clients` are those of the login provider, by client id; without `keep_in`, a
    SQLite file, cases and letters are kept in memory. `mail_at` is the host and port where mail is
    taken; without it, none is. `receipts_to` is where business receipts are sent, and
    the token that goes along. `post_answers_to` is where the post, with `post_token`, tells each
    municipality, by its CVR number, what became of a message, so many seconds later."""
    kept = Kept(keep_in)
    manners = {system: Behaviour() for system in SYSTEMS}
    # How the next logins end, beside how well the provider answers.
    manners[LOGINS] = Behaviour(modes=OUTCOMES)
    manners["mail"] = Behaviour(modes=MODES)
    manners["sf2900"] = Behaviour(modes=sf2900.MODES)
    # What the post tells later, beside how well it takes what it is handed.
    manners[POST_ANSWERS] = Behaviour(modes=ANSWER_MODES)
    answers = PostAnswers(
        manners[POST_ANSWERS], kept, post_token, post_answers_to or {}, post_answers_after
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as open_ports:
            if mail_at is not None:
                taking = open_port(manners["mail"], kept, *mail_at)
                await open_ports.enter_async_context(taking)
            yield
        answers.close()
        kept.close()

    app = FastAPI(
        title="Stand-ins", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan
    )
    login = create_login(manners["idp"], manners[LOGINS], clients or DEMO_CLIENTS)

    distribution = sf2900.create_sf2900(manners["sf2900"], kept, *receipts_to)

    @app.get("/")
    def show_everything(request: Request) -> Response:
        return page(
            request,
            "index.html",
            systems=SYSTEMS,
            manners=manners,
            persons=everyone().values(),
            colleagues=colleagues().values(),
            professionals=professionals().values(),
        )

    @app.get("/livez")
    def is_alive() -> dict[str, str]:
        return {"program": "standins"}

    @app.post("/behaviour")
    def switch(
        system: Annotated[str, Form()],
        mode: Annotated[str, Form()],
        count: Annotated[str, Form()] = "",
    ) -> Response:
        _become(manners, system, Manners(mode=mode, count=int(count) if count.isdigit() else None))
        return RedirectResponse(f"/#{system}", 303)

    @app.post("/{system}/behaviour")
    def switch_by_program(system: str, wanted: Manners) -> dict[str, str | int | None]:
        _become(manners, system, wanted)
        return _told(manners[system])

    @app.get("/{system}/behaviour")
    def tell_behaviour(system: str) -> dict[str, str | int | None]:
        if system not in manners:
            raise HTTPException(404)
        return _told(manners[system])

    @app.post("/reset")
    def start_afresh() -> Response:
        for behaviour in manners.values():
            behaviour.become("ok")
        answers.start_afresh()
        kept.forget()
        login.state.provider.logins.forget()
        distribution.state.begin_anew()
        return RedirectResponse("/", 303)

    app.mount("/static", StaticFiles(directory=HERE / "static"))
    app.mount("/idp", login)
    app.mount("/civil-register", create_civil_register(manners["civil-register"]))
    app.mount("/company-register", create_company_register(manners["company-register"]))
    app.mount("/addresses", create_address_search(manners["addresses"]))
    app.mount(
        "/case-system",
        create_case_system(manners["case-system"], kept, case_system_secret, events_token),
    )
    app.mount("/sbsys", create_sbsys(manners["sbsys"], kept))
    app.mount("/getorganized", create_getorganized(manners["getorganized"], kept))
    app.mount("/sf2900", distribution)
    app.mount("/digital-post", create_digital_post(manners["digital-post"], kept, answers))
    app.mount("/mail", create_mail(manners["mail"], kept))
    app.mount("/counting", create_counting(manners["counting"], kept))
    app.add_exception_handler(HTTPException, _not_served)
    return app


def _become(manners: Mapping[str, Behaviour], system: str, wanted: Manners) -> None:
    if system not in manners:
        raise HTTPException(404, "No such stand-in")
    if wanted.mode not in (modes := manners[system].modes):
        raise HTTPException(422, f"Unknown mode; one of {', '.join(modes)}")
    manners[system].become(wanted.mode, wanted.count, wanted.seconds, wanted.after)


def _told(behaviour: Behaviour) -> dict[str, str | int | None]:
    return {"mode": behaviour.mode, "count": behaviour.left}


def _not_served(request: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, HTTPException)
    if "text/html" in request.headers.get("accept", ""):
        return page(request, "not_found.html", status=refusal.status_code)
    return problem(refusal.status_code, str(refusal.detail))
