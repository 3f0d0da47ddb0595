"""Finds the municipality of each request by its host, before any route sees it."""

import re

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from app.municipalities.current import municipality_at, remembered_at

# A name as municipalities can have (`changing.py`), and perhaps a port.
HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::[0-9]{1,5})?", re.IGNORECASE)
FOR_OPERATIONS = frozenset({"/livez", "/readyz", "/metrics"})


class MunicipalityOfHost:
    """Puts the municipality in `request.state.municipality`; a host we do not serve gets 421,
    and what is no single host 400."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in FOR_OPERATIONS:
            await self.app(scope, receive, send)
            return
        asked = Headers(scope=scope).getlist("host")
        if len(asked) != 1 or not HOST.fullmatch(asked[0]):
            # RFC 9112, section 3.2. What another program reads as another host must not be let in:
            # addresses are made of it, and proxies choose by it.
            answer = PlainTextResponse("Adressen kan ikke læses.\n", status_code=400)
            await answer(scope, receive, send)
            return
        (host,) = asked
        municipality = remembered_at(host) or await run_in_threadpool(municipality_at, host)
        if municipality is None:
            answer = PlainTextResponse("Ingen kommune har denne adresse.\n", status_code=421)
            await answer(scope, receive, send)
            return
        scope.setdefault("state", {})["municipality"] = municipality
        await self.app(scope, receive, send)
