"""Where a visitor comes back to after login, or in another language: a page of ours, whatever the
address says."""

import re
from urllib.parse import SplitResult, quote, urlsplit

from starlette.requests import Request

LONGEST = 2000
LOGGED_IN_WHERE = "/log-ind/overalt"  # a page like others, though it stands beside the login
# Printable ASCII after one slash. A second slash or a backslash would be another host to a
# browser, and tabs and line breaks are what it silently takes out before it looks.
LOCAL = re.compile(r"/(?![/\\])[!-\[\]-~]*")


def local_path(asked: str | None) -> str:
    """The path, with its query, if it is one of ours, else the front page."""
    return asked if asked and len(asked) <= LONGEST and LOCAL.fullmatch(asked) else "/"


def parts_of(address: str) -> SplitResult:
    """The parts of an address that a browser says it comes from; of one that cannot be read, none,
    so that it is from nowhere."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def path_after_login(asked: str | None) -> str:
    """The same, but never back into the login, which would be a circle."""
    path = local_path(asked)
    if path == LOGGED_IN_WHERE:
        return path
    return "/" if path.startswith(("/log-ind", "/log-ud")) else path


def here(request: Request) -> str:
    """The page a visitor is at, with its query; at the end of a login without it, since that is
    the provider's answer to us."""
    path, query = quote(request.scope["path"]), request.url.query
    return f"{path}?{query}" if query and path != "/log-ind/svar" else path
