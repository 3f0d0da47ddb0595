"""A browser that costs next to nothing: HTTP/1.1 over one connection, by hand.

It shares the machine with what it measures, so it parses only what it needs, and stops the whole
benchmark at the first answer that is not as it should be.
"""

import asyncio
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address
from itertools import count
from typing import Self
from urllib.parse import urlencode

from benchmarks.measure import Requests

FIRST_ADDRESS = IPv4Address("10.0.0.1")
_browsers = count()
ACCEPT = "Accept: text/html\r\nAccept-Encoding: gzip\r\n"


class Unexpected(Exception):
    """An answer that no citizen should get: what is measured does not work."""


@dataclass(frozen=True)
class Answer:
    status: int
    location: str
    text: str

    def hidden(self, name: str) -> str:
        """The value of a hidden field of the page."""
        _, _, rest = self.text.partition(f'name="{name}" value="')
        value, quote, _ = rest.partition('"')
        if not quote:
            raise Unexpected(f"no field {name} in the page")
        return value


class Browser:
    """One citizen's browser: a connection and cookies of its own."""

    def __init__(self, port: int, requests: Requests, cpu: Callable[[], float] | None) -> None:
        self.port = port
        self.requests = requests
        self.cpu = cpu
        self.cookies: dict[str, str] = {}
        # Thousands of logins from one address would be too many.
        self.address = str(FIRST_ADDRESS + next(_browsers))

    async def __aenter__(self) -> Self:
        self.reader, self.writer = await asyncio.open_connection(
            "127.0.0.1", self.port, limit=2**20
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        self.writer.close()
        await self.writer.wait_closed()

    async def opens(self, kind: str, path: str) -> Answer:
        """GET a page."""
        return _expect(200, await self._ask(kind, "GET", path, ""), path)

    async def is_sent_on(self, kind: str, path: str) -> str:
        """GET an address that leads on; gives where to."""
        return _expect(303, await self._ask(kind, "GET", path, ""), path).location

    async def sends(self, kind: str, path: str, fields: Mapping[str, str]) -> str:
        """POST a form that is accepted; gives where it leads."""
        answer = await self._ask(kind, "POST", path, urlencode(fields))
        return _expect(303, answer, path).location

    async def _ask(self, kind: str, method: str, path: str, body: str) -> Answer:
        lines = [f"{method} {path} HTTP/1.1\r\nHost: localhost:{self.port}\r\n{ACCEPT}"]
        lines.append(f"X-Forwarded-For: {self.address}\r\n")
        if self.cookies:
            pairs = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            lines.append(f"Cookie: {pairs}\r\n")
        if method == "POST":
            lines.append(
                "Sec-Fetch-Site: same-origin\r\n"
                "Content-Type: application/x-www-form-urlencoded\r\n"
                f"Content-Length: {len(body)}\r\n"
            )
        before = self.cpu() if self.cpu else 0.0
        started = time.perf_counter()
        self.writer.write(f"{''.join(lines)}\r\n{body}".encode())
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        content = await self._content(head)
        self.requests.took[kind].append(1000 * (time.perf_counter() - started))
        if self.cpu:
            self.requests.cpu[kind].append(1000 * (self.cpu() - before))
        return self._read(kind, head, content)

    async def _content(self, head: str) -> bytes:
        _, found, rest = head.lower().partition("\r\ncontent-length: ")
        if not found:
            raise Unexpected(f"an answer of unknown length: {head}")
        return await self.reader.readexactly(int(rest.partition("\r\n")[0]))

    def _read(self, kind: str, head: str, content: bytes) -> Answer:
        location = ""
        status, *headers = head.split("\r\n")
        for header in headers:
            name, _, value = header.partition(": ")
            match name.lower():
                case "set-cookie":
                    key, _, kept = value.partition(";")[0].partition("=")
                    self.cookies[key] = kept
                    if kept in ("", '""'):
                        del self.cookies[key]
                case "location":
                    location = value
                case "content-encoding":
                    content = zlib.decompress(content, wbits=31)
        self.requests.bytes[kind] = len(content)
        return Answer(int(status.split(" ")[1]), location, content.decode())


def _expect(status: int, answer: Answer, path: str) -> Answer:
    if answer.status != status:
        raise Unexpected(f"{path} answered {answer.status} {answer.location}\n{answer.text}")
    return answer
