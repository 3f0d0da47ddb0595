"""A client of the web program, for tests: each request is one change of threads.

Starlette's test client changes seven times for each, which was a sixth of all that the tests did.
"""

from functools import partial

import httpx
from anyio.from_thread import BlockingPortal
from starlette.testclient import TestClient
from starlette.types import ASGIApp


def client_of(app: ASGIApp, base_url: str) -> httpx.Client:
    """Follows redirects and keeps cookies; what the app raises is raised here."""
    assert TestClient.portal is not None
    return httpx.Client(
        transport=InOneGo(app, TestClient.portal), base_url=base_url, follow_redirects=True
    )


class InOneGo(httpx.BaseTransport):
    def __init__(self, app: ASGIApp, portal: BlockingPortal) -> None:
        self.app = httpx.ASGITransport(app, client=("testclient", 50000))
        self.portal = portal

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self.portal.call(partial(self._answer, request))

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        answer = await self.app.handle_async_request(request)
        assert isinstance(answer.stream, httpx.AsyncByteStream)
        body = b"".join([part async for part in answer.stream])
        return httpx.Response(
            answer.status_code, headers=answer.headers, stream=httpx.ByteStream(body)
        )
