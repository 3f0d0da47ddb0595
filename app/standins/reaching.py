"""Calls the service back, also by names that only browsers know to be this machine."""

from functools import cache
from urllib.parse import urlsplit, urlunsplit

import httpx


def reachable(address: str) -> tuple[str, str]:
    """The address to connect to, and the `Host` to say there.

    Names under .localhost are this machine; browsers know that, Python does not.
    """
    parts = urlsplit(address)
    if not (parts.hostname or "").endswith("localhost"):
        return address, parts.netloc
    port = f":{parts.port}" if parts.port else ""
    return urlunsplit(parts._replace(netloc=f"127.0.0.1{port}")), parts.netloc


@cache
def client() -> httpx.Client:
    """One for the process; five seconds, and no redirect is followed."""
    limits = httpx.Limits(max_keepalive_connections=0)
    return httpx.Client(timeout=5, follow_redirects=False, trust_env=False, limits=limits)
