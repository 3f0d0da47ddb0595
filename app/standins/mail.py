"""The mail server: takes mail on a port of its own, and shows what was sent to whom."""

from asyncio import WriteTransport
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email import message_from_bytes, policy
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from fastapi import FastAPI, Request
from fastapi.responses import Response

from app.standins.behaviour import Behaviour
from app.standins.kept import Kept
from app.standins.pages import page

SHELF = "mails"
MODES = {
    "ok": "svarer, som det skal",
    "down": "er nede (421)",
    "429": "beder os prøve igen senere (451)",
    "422": "siger nej til modtageren (550)",
    "loses_answer": "tager imod, men svaret går tabt",
}
REFUSALS = {"down": "421 As told", "429": "451 As told", "422": "550 As told"}


class Taking:
    """What the mail server does with a mail: keep it, unless it has been told otherwise."""

    def __init__(self, behaviour: Behaviour, kept: Kept) -> None:
        self.behaviour = behaviour
        self.kept = kept

    # The library calls it by this name.
    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        mode = self.behaviour.next_mode()
        if mode in REFUSALS:
            return REFUSALS[mode]
        content = envelope.content
        message = message_from_bytes(
            content if isinstance(content, bytes) else (content or "").encode(),
            policy=policy.default,
        )
        body = message.get_body(("plain",))
        mail = {
            "to": list(envelope.rcpt_tos),
            "from": str(message["From"]),
            "subject": str(message["Subject"]),
            "text": "" if body is None else body.get_content().replace("\r\n", "\n"),
            "received_at": datetime.now(UTC).isoformat(),
        }
        self.kept.put(SHELF, str(message["Message-ID"]), mail)
        if mode == "loses_answer" and isinstance(server.transport, WriteTransport):
            server.transport.abort()
        return "250 OK"


@asynccontextmanager
async def open_port(behaviour: Behaviour, kept: Kept, host: str, port: int) -> AsyncIterator[None]:
    """Take mail on this port as long as the caller lasts."""
    controller = Controller(Taking(behaviour, kept), hostname=host, port=port)
    controller.start()
    try:
        yield
    finally:
        controller.stop()


def create_mail(behaviour: Behaviour, kept: Kept) -> FastAPI:
    """The pages that show what was sent."""
    app = FastAPI(title="Mail (stand-in)", docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/")
    def show_mails(request: Request) -> Response:
        return page(request, "mails.html", mails=kept.all(SHELF), behaviour=behaviour)

    @app.get("/mails.json")
    def list_mails() -> list[dict[str, Any]]:
        return kept.all(SHELF)

    return app
