"""Where a visitor comes back to after login: a page of ours, whatever the address says."""

import re

LONGEST = 500
# Printable ASCII after one slash. A second slash or a backslash would be another host to a
# browser, and tabs and line breaks are what it silently takes out before it looks.
LOCAL = re.compile(r"/(?![/\\])[!-\[\]-~]*")


def local_path(asked: str | None) -> str:
    """The path if it is one of ours, else the front page."""
    if not asked or len(asked) > LONGEST or not LOCAL.fullmatch(asked):
        return "/"
    # Back into the login would be a circle.
    return "/" if asked.startswith(("/log-ind", "/log-ud")) else asked
