"""The stand-ins served by somebody who changes what they answer, and says yes to everything."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.standins_server import serving

CONTROLS = ("/reset", "/behaviour", ".json")


@dataclass
class Liar:
    """Changes the answer number `at`, counted from 0; every one where it is None."""

    app: ASGIApp
    at: int | None = None
    lie: Callable[[bytes], bytes] = bytes
    answered: int = 0

    def tells(self, lie: Callable[[bytes], bytes], at: int | None = None) -> None:
        self.lie, self.at, self.answered = lie, at, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].endswith(CONTROLS):
            await self.app(scope, receive, send)
            return
        said: list[Message] = []

        async def keep(message: Message) -> None:
            said.append(message)

        await self.app(scope, receive, keep)
        body = b"".join(message.get("body", b"") for message in said[1:])
        status = said[0]["status"]
        if self.at in (None, self.answered):
            body = self.lie(body)
            status = 200 if self.at is not None else status
        self.answered += 1
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


@contextmanager
def lying(app: ASGIApp) -> Iterator[tuple[Liar, str]]:
    """The liar, and where it answers."""
    liar = Liar(app)
    with serving(liar) as base:
        yield liar, base
