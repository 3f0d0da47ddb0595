"""Addresses on the way through a login: where it begins, and where a provider sends people back."""

from urllib.parse import quote, urlencode, urlsplit

from fastapi import Request

from app.auth.people import LEVELS, USUAL_LEVEL, Loa
from app.municipalities.municipality import Municipality
from app.way_back import parts_of, path_after_login


def address_of_login(back: str, *, level: str = "", staff: bool = False) -> str:
    """Where a login begins that comes back to `back`; `level` is an NSIS level or empty."""
    login = "/personale/log-ind" if staff else "/log-ind"
    asked = f"&niveau={level}" if level_named(level) not in (None, USUAL_LEVEL) else ""
    return f"{login}?tilbage={quote(back, safe='/')}{asked}"


def address_of_step_up(back: str, level: str) -> str:
    """The same for somebody whose login was too low: the level is always said."""
    return f"/log-ind?{urlencode({'niveau': level, 'tilbage': back}, safe='/')}"


def address_of_too_low(back: str, level: str) -> str:
    """The page about a login that came back too low."""
    return f"/log-ind/niveau?{urlencode({'niveau': level, 'tilbage': back}, safe='/')}"


def level_named(text: str) -> Loa | None:
    """The NSIS level of that name; None for anything else."""
    return next((level for level in LEVELS if level == text), None)


def own_address(request: Request, municipality: Municipality, path: str) -> str:
    """An address of ours that the provider can send the browser to.

    On the host the visitor is at, since the cookies are kept to it: a municipality may have
    several. The scheme is the municipality's own; behind a proxy we ourselves are asked by http.
    """
    own = urlsplit(municipality.base_url)
    host = request.headers.get("host", "")
    if urlsplit(f"//{host}").hostname not in municipality.hosts:
        host = own.netloc
    return f"{own.scheme or 'https'}://{host}{path}"


def page_before(request: Request) -> str:
    """The page of ours that the visitor came from, else the front page."""
    before = parts_of(request.headers.get("referer", ""))
    if before.netloc != request.headers.get("host"):
        return "/"
    return path_after_login(f"{before.path}?{before.query}" if before.query else before.path)
