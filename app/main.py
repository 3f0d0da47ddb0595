"""The web program: what it needs is checked here, so that our own mistakes stop it at start."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI
from starlette.middleware.gzip import GZipMiddleware

from app import static_files
from app.auth import choosing, cpr_match_pages
from app.auth import routes as auth
from app.auth.powers import routes as powers
from app.bounds import PlainCookies, WithinBounds
from app.entrance import routes as entrance
from app.error_pages import OurMistakes, add_error_pages
from app.forms.catalogue import published
from app.forms.verify import verify_catalogue
from app.head import HeadAsGet
from app.integrations import sf2900_receipts
from app.integrations.case_events import routes as case_events
from app.integrations.deliveries import routes as deliveries
from app.integrations.digital_post import routes as digital_post
from app.languages import is_translated
from app.limits import warn_of_one_address
from app.municipalities.hosts import MunicipalityOfHost
from app.municipalities.production import refuse_standins
from app.my_data import routes as my_data
from app.observing import Observed, set_up_logs
from app.operations import routes as operations
from app.receipts import attachments, for_staff, unlocking, without_login
from app.receipts import routes as receipts
from app.security import SecurityHeaders, refuse_unwelcome
from app.settling import settle
from app.statistics import routes as statistics
from app.submissions import (
    answering,
    api,
    complaint_pages,
    look_up,
    mine,
    start,
    steps,
    withdrawing,
)
from app.templating import question_templates


def create_app() -> FastAPI:
    """The app, ready to serve; raises where settings, forms or templates are not fit to."""
    set_up_logs()
    warn_of_one_address()
    refuse_standins()
    verify_catalogue(
        list(published().values()), templates=question_templates(), translated=is_translated
    )
    app = FastAPI(
        title="Hovedindgang",
        description="Self-service for Danish municipalities: the open part.",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        dependencies=[Depends(refuse_unwelcome)],
        lifespan=_settled,
    )
    add_error_pages(app)
    for router in (
        steps.router,  # first, since nearly every request is for a step
        operations.router,
        static_files.router,
        auth.router,
        choosing.router,
        cpr_match_pages.router,
        powers.router,
        api.router,
        statistics.router,
        deliveries.router,
        case_events.router,
        sf2900_receipts.router,
        digital_post.router,
        receipts.router,
        unlocking.router,
        without_login.router,
        attachments.router,
        mine.router,
        withdrawing.router,
        answering.router,
        my_data.router,
        look_up.router,
        for_staff.router,
        complaint_pages.router,
        steps.search_router,
        entrance.router,
        start.router,
    ):
        app.include_router(router)
    # The last added is met first.
    for middleware in (
        WithinBounds,
        MunicipalityOfHost,
        OurMistakes,
        PlainCookies,
        SecurityHeaders,
        Observed,
    ):
        app.add_middleware(middleware)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)
    app.add_middleware(HeadAsGet)
    return app


@asynccontextmanager
async def _settled(_: FastAPI) -> AsyncIterator[None]:
    settle()
    yield
