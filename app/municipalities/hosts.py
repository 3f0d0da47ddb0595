"""Finds the municipality of each request by its host, before any route sees it."""

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from app.municipalities.current import municipality_at, remembered_at

FOR_OPERATIONS = frozenset({"/livez", "/readyz", "/metrics"})


class MunicipalityOfHost:
    """Puts the municipality in `request.state.municipality`; a host we do not serve gets 421."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in FOR_OPERATIONS:
            await self.app(scope, receive, send)
            return
        host = Headers(scope=scope).get("host", "")
        municipality = remembered_at(host) or await run_in_threadpool(municipality_at, host)
        if municipality is None:
            answer = PlainTextResponse("Ingen kommune har denne adresse.\n", status_code=421)
            await answer(scope, receive, send)
            return
        scope.setdefault("state", {})["municipality"] = municipality
        await self.app(scope, receive, send)
