"""Headers, the nonce, and which posts we accept: what every answer carries and every request meets.

Plain ASGI, no base class: these run for each request, and each microsecond is paid every time.
"""

import secrets
from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.bounds import CASE_EVENTS, MOST_BODY_BYTES, MOST_EVENT_BYTES
from app.errors import BadRequest, TooLarge
from app.forms import case_answer
from app.forms.catalogue import published
from app.forms.posted import LONGEST, Posted
from app.forms.questions import Upload
from app.multipart import is_multipart
from app.settings import settings
from app.way_back import parts_of

# What is read of a form is read byte by byte, while nobody else is served. It holds a field of as
# many characters as we keep, whatever they are.
MOST_FORM_BYTES = 256 * 1024
MOST_FIELDS = 500
# With files, read piece by piece: far more than may be kept, so that whoever chose a film by
# mistake is told beside the field which file it was.
MOST_BYTES_WITH_FILES = 256 * 1024 * 1024
# Five times what is kept of a field: what is only somewhat too long is told of beside it.
MOST_CHARACTERS = 5 * LONGEST
MOST_NAME = 200
# Of a length in bytes: anything longer is no length.
MOST_DIGITS = 20
# Where a login provider tells us that somebody has logged out: it sends a token that it has signed.
LOGGED_OUT_THERE = "/log-ind/afmeldt"
# Where Fordelingskomponenten (SF2900) says what became of what we sent.
RECEIPTS_OF_SF2900 = "/api/v1/sf2900/kvitteringer"
# Where the post tells what became of a message.
POST_ANSWERS = "/api/v1/digital-post/svar"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# What is no page does nothing and stands in no frame. Browsers show a PDF in a page of their own,
# which must be let load it.
NO_FRAME = "frame-ancestors 'none'; base-uri 'none'"
NO_PAGE = f"default-src 'none'; {NO_FRAME}"


def content_security_policy(nonce: str, *, login_providers: tuple[str, ...] = ()) -> str:
    """Nothing inline, nothing from elsewhere; a form may lead on to the login provider only."""
    form_action = " ".join(("'self'", *login_providers))
    return (
        f"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
        f"form-action {form_action}; frame-ancestors 'none'; base-uri 'none'"
    )


class SecurityHeaders:
    """Puts the security headers on every answer, and a fresh nonce in `request.state.nonce`."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        nonce = state["nonce"] = secrets.token_urlsafe(16)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add_headers(MutableHeaders(scope=message), state, nonce)
            await send(message)

        await self.app(scope, receive, send_with_headers)


def _add_headers(headers: MutableHeaders, state: Mapping[str, object], nonce: str) -> None:
    municipality = state.get("municipality")
    kind = headers.get("content-type", "")
    if kind.startswith("text/html"):
        headers["Content-Security-Policy"] = content_security_policy(
            nonce, login_providers=_login_providers(municipality)
        )
    else:
        headers["Content-Security-Policy"] = NO_FRAME if kind == "application/pdf" else NO_PAGE
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["X-Frame-Options"] = "DENY"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    # Personal pages must not lie in a cache, nor come back stale with the back button.
    headers.setdefault("Cache-Control", "no-store")
    # In production every address is https, also that of a host nobody has, and of the probes.
    if getattr(municipality, "secure", False) or not settings().demo:
        headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"


def _login_providers(municipality: object) -> tuple[str, ...]:
    found = []
    for name in ("citizen_oidc", "staff_oidc"):
        issuer = urlsplit(getattr(getattr(municipality, name, None), "issuer", ""))
        if issuer.scheme and issuer.netloc:
            found.append(f"{issuer.scheme}://{issuer.netloc}")
    return tuple(dict.fromkeys(found))


async def refuse_unwelcome(request: Request) -> None:
    """Refuses what another site sent in the visitor's name (OWASP: fetch metadata), and bodies
    larger than any form of ours. A dependency of the whole app, before anything is read.

    Programs call the API with a token of their own, never with a visitor's cookie, and a login
    provider one single route of ours. Raises `BadRequest` or `TooLarge`.
    """
    if request.method in SAFE_METHODS:
        return
    headers = request.headers
    if not is_same_origin(headers) and not _is_from_program(request):
        raise BadRequest
    # Every browser says how much it sends; the server holds them to it.
    if "transfer-encoding" in headers:
        raise BadRequest
    length = headers.get("content-length", "0")
    if not (length.isascii() and length.isdigit() and len(length) <= MOST_DIGITS):
        raise BadRequest
    if int(length) > _most_bytes(request):
        raise TooLarge


def _most_bytes(request: Request) -> int:
    path = request.url.path
    if CASE_EVENTS.fullmatch(path):
        return MOST_EVENT_BYTES
    if path.startswith("/api/"):
        return MOST_BODY_BYTES
    return MOST_BYTES_WITH_FILES if is_multipart(request) and uploads_at(path) else MOST_FORM_BYTES


def uploads_at(path: str) -> list[Upload]:
    """The questions of the page at that address that files are attached to: only there is a file
    taken at all."""
    if case_answer.ADDRESS.fullmatch(path):
        return [case_answer.FILES]
    slug, _, step_slug = path.strip("/").partition("/")
    form = published().get(slug)
    steps = form.steps if form else ()
    questions = (each for step in steps if step.slug == step_slug for each in step.questions)
    return [each for each in questions if isinstance(each, Upload)]


def is_same_origin(headers: Mapping[str, str]) -> bool:
    """Whether the browser says the request comes from our own pages."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = headers.get("origin") or headers.get("referer")
    if not origin:
        return False
    return parts_of(origin).netloc == headers.get("host")


def is_followed_from_elsewhere(headers: Mapping[str, str]) -> bool:
    """Whether the browser says that another site's page led here; older browsers say nothing."""
    return headers.get("sec-fetch-site") in ("cross-site", "same-site")


def _is_from_program(request: Request) -> bool:
    path = request.url.path
    by_token = path.startswith("/api/") and _carries_token(request.headers)
    # What case systems and the post tell is asked for its token by the route, and by it alone.
    told = path in (LOGGED_OUT_THERE, RECEIPTS_OF_SF2900, POST_ANSWERS)
    return by_token or told or CASE_EVENTS.fullmatch(path) is not None


def _carries_token(headers: Mapping[str, str]) -> bool:
    return headers.get("authorization", "").lower().startswith("bearer ")


async def posted_form(request: Request) -> Posted:
    """What was posted, read once; the only `await` a route depends on.

    Raises `BadRequest` for more fields than any form has, or longer names, and `TooLarge` for a
    field longer than anybody writes.
    """
    try:
        form = await request.form(max_fields=MOST_FIELDS, max_files=0)
    except HTTPException:
        raise BadRequest from None
    if any(len(name) > MOST_NAME for name in form):
        raise BadRequest
    if any(len(value) > MOST_CHARACTERS for value in form.values() if isinstance(value, str)):
        raise TooLarge
    return Posted((name, value) for name, value in form.multi_items() if isinstance(value, str))


PostedForm = Annotated[Posted, Depends(posted_form)]
