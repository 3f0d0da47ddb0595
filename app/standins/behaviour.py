"""How a stand-in misbehaves on request: down, slow, broken, forgetful, until told otherwise."""

import asyncio
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Message, Receive, Scope, Send

MODES = {
    "ok": "svarer, som det skal",
    "down": "er nede (503)",
    "slow": "gør arbejdet, men svarer langsomt",
    "silent": "svarer aldrig",
    "500": "fejler (500)",
    "422": "siger nej (422)",
    "429": "beder os vente (429 med Retry-After)",
    "broken": "svarer med noget, der ikke kan læses",
    "twice": "sender sit svar to gange lige efter hinanden",
    "loses_answer": "gør arbejdet, men svaret går tabt",
    "dribble": "sender svaret et tegn ad gangen",
    "huge": "sender et svar uden ende",
    "redirect": "viser videre til en anden adresse (302)",
    "bounces": "tager imod, men siger lidt efter, at det ikke kunne afleveres (kun Digital Post)",
}
REFUSALS = {"down": 503, "500": 500, "422": 422, "429": 429, "redirect": 302}
GIVES_UP_AFTER_SECONDS = 60.0


@dataclass
class Behaviour:
    """One stand-in's manners. `left` counts the calls still to be spoiled; None is for ever.
    `after` counts those that go well before."""

    mode: str = "ok"
    left: int | None = None
    after: int = 0
    seconds: float = 5.0
    modes: Mapping[str, str] = field(default_factory=lambda: MODES, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def become(
        self, mode: str, count: int | None = None, seconds: float | None = None, after: int = 0
    ) -> None:
        if mode not in self.modes:
            raise ValueError(f"unknown behaviour {mode!r}")
        with self._lock:
            self.mode, self.left, self.after = mode, count, after
            self.seconds = 5.0 if seconds is None else seconds

    def next_mode(self) -> str:
        """What the call that just arrived meets."""
        with self._lock:
            if self.after:
                self.after -= 1
                return "ok"
            mode = self.mode
            if self.left is not None:
                self.left -= 1
                if self.left <= 0:
                    self.mode, self.left = "ok", None
            return mode


class Misbehaving:
    """A program whose `paths`, by their end, or whatever is `below` one, behave as told; its pages
    and switches always work."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        behaviour: Behaviour,
        paths: tuple[str, ...] = (),
        below: tuple[str, ...] = (),
    ) -> None:
        self.app = app
        self.behaviour = behaviour
        self.paths = paths
        self.below = below

    def _is_spoiled(self, path: str) -> bool:
        return path.endswith(self.paths) or any(each in path for each in self.below)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not self._is_spoiled(scope["path"]):
            await self.app(scope, receive, send)
            return
        seconds = self.behaviour.seconds
        mode = self.behaviour.next_mode()
        if mode in ("ok", "bounces") or mode not in MODES:
            # What is a stand-in's own is its own to do.
            scope.setdefault("state", {}).update(bounces=mode == "bounces", manner=mode)
            await self.app(scope, receive, send)
        elif mode == "silent":
            await _wait(receive, GIVES_UP_AFTER_SECONDS)
            await _refuse(send, 503)
        elif mode == "huge":
            await _never_end(send)
        elif mode in REFUSALS:
            await _refuse(send, REFUSALS[mode])
        else:
            await self._spoil(mode, seconds, scope, receive, send)

    async def _spoil(
        self, mode: str, seconds: float, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Do the work properly, then spoil the answer."""
        said: list[Message] = []

        async def keep(message: Message) -> None:
            said.append(message)

        await self.app(scope, receive, keep)
        start, body = said[0], b"".join(message.get("body", b"") for message in said[1:])
        if mode == "slow":
            await _wait(receive, seconds)
            await _say(send, start, body)
        elif mode == "twice":
            await _say(send, start, body + body)
        elif mode == "broken":
            await _say(send, start, body[: len(body) // 2] + b"<<<")
        elif mode == "dribble":
            await _dribble(send, start, body)
        else:
            # The head promises a body and the connection closes instead: the answer is lost.
            await send(start)


async def _say(send: Send, start: Message, body: bytes) -> None:
    headers = [(name, value) for name, value in start["headers"] if name != b"content-length"]
    headers.append((b"content-length", str(len(body)).encode()))
    await send({**start, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _dribble(send: Send, start: Message, body: bytes) -> None:
    await send(start)
    for position in range(len(body)):
        last = position + 1 == len(body)
        byte = body[position : position + 1]
        await send({"type": "http.response.body", "body": byte, "more_body": not last})
        await asyncio.sleep(0.1)


async def _never_end(send: Send) -> None:
    json_type = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 200, "headers": json_type})
    chunk = b'["' + b"x" * 65_536
    for _ in range(1_000):
        await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await asyncio.sleep(0)
    await send({"type": "http.response.body", "body": b""})


async def _refuse(send: Send, status: int) -> None:
    headers = [(b"content-type", b"application/problem+json")]
    if status in (429, 503):
        headers.append((b"retry-after", b"1"))
    if status == 302:
        headers.append((b"location", b"/"))
    body = b'{"type":"about:blank","title":"As told","status":%d}' % status
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _wait(receive: Receive, seconds: float) -> None:
    """Wait, but not longer than the one who asked does."""
    try:
        async with asyncio.timeout(seconds):
            while (await receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        pass
