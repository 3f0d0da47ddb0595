"""Templates to responses: one door from every route to what a visitor sees."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from app.clock import DENMARK
from app.errors import TooMany
from app.forms.messages import write_date
from app.languages import DANISH, LANGUAGES, Translate, translate_to
from app.settings import settings
from app.templating import templates
from app.way_back import here

ROOT = Path(__file__).parent.parent
STATIC = ROOT / "static"
PACKAGES = ROOT / "node_modules"
# Third-party files are served from where npm put them, under names of our own.
THIRD_PARTY = {
    "dkfds": PACKAGES / "dkfds" / "dist",
    "htmx": PACKAGES / "htmx.org" / "dist",
}
LONGEST_WARNING = 5 * 60  # seconds before the session ends
NEUTRAL_THEME = "borgerdk"


def page(
    request: Request,
    template: str,
    *,
    status: int = 200,
    fragment: str | None = None,
    headers: Mapping[str, str] | None = None,
    **context: Any,
) -> Response:
    """The page, or only its block `fragment` when htmx asks for it: so the two cannot drift."""
    found = templates(language_of(request)).get_template(template)
    values = everywhere(request) | context
    if fragment is not None and asks_for_fragment(request):
        body = "".join(found.blocks[fragment](found.new_context(values)))
    else:
        body = found.render(values)
    return HTMLResponse(body, status_code=status, headers=dict(headers) if headers else None)


def retry_after(many: TooMany) -> dict[str, str]:
    """The header that says when to try again."""
    return {"Retry-After": str(many.retry_after_seconds)}


def asks_for_fragment(request: Request) -> bool:
    """Whether htmx asks for part of a page (htmx sends this header with every request)."""
    return request.headers.get("hx-request") == "true"


def go(address: str) -> Response:
    """On to the next page, by GET."""
    return RedirectResponse(address, status_code=303)


def everywhere(request: Request) -> dict[str, Any]:
    """What every template may use."""
    state = request.state
    language = language_of(request)
    t = translate_to(language)
    return {
        "request": request,
        "municipality": getattr(state, "municipality", None),
        "person": getattr(state, "person", None),
        "may_choose": getattr(state, "may_choose", False),
        "acting_for": getattr(state, "acting_for", None),
        "session_ends_at": getattr(state, "session_ends_at", None),
        "session_ends_for_good": getattr(state, "session_ends_for_good", False),
        "session_hours": settings().session_hours,
        "new_login_at": getattr(state, "new_login_at", None),
        "warn_seconds": min(LONGEST_WARNING, settings().session_idle_minutes * 60 // 3),
        "nonce": getattr(state, "nonce", ""),
        "path": request.url.path,
        "here": here(request),
        "language": language,
        "day": lambda day: write_date(day, t),
        "moment": lambda moment: write_moment(moment, t),
        "static": static_address,
        "theme": theme_address,
        "demo": settings().demo,
    }


def language_of(request: Request) -> str:
    """The language chosen at `/sprog`; Danish until one is."""
    chosen = request.cookies.get(language_cookie(request), DANISH)
    return chosen if chosen in LANGUAGES else DANISH


def language_cookie(request: Request) -> str:
    """The name of the cookie with it; on https the browser keeps it to exactly this host."""
    secure = getattr(getattr(request.state, "municipality", None), "secure", False)
    return "__Host-language" if secure else "language"


def translator_of(request: Request) -> Translate:
    """The function that says a Danish text in the visitor's language."""
    return translate_to(language_of(request))


def write_moment(moment: datetime, t: Translate) -> str:
    """A moment as a person in Denmark reads it: »1. december 2026 kl. 9.05«."""
    danish = moment.astimezone(DENMARK)
    return t("{date} kl. {time}").format(
        date=write_date(danish.date(), t), time=f"{danish.hour}.{danish.minute:02}"
    )


@cache
def static_address(name: str) -> str:
    """The address of a file under `/static`, with the hash of its content, so that it may be
    kept for ever and is still never stale."""
    return f"/static/{name}?v={digest_of(static_file(name).resolve())}"


@cache
def digest_of(path: Path) -> str:
    """The hash of a static file's content, as its address carries it."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


@cache
def theme_address(name: str) -> str:
    """The address of a municipality's theme; the neutral one where that file has been taken
    away, so that no page fails for want of a colour."""
    found = f"themes/{name}.css"
    return static_address(found if static_file(found).is_file() else f"themes/{NEUTRAL_THEME}.css")


def static_file(name: str) -> Path:
    """The file behind a name: our own under `static/`, or a package's under its prefix."""
    first, _, rest = name.partition("/")
    return THIRD_PARTY[first] / rest if first in THIRD_PARTY else STATIC / name
