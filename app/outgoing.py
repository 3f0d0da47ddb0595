"""How we ask others over HTTP: registers, login providers, case systems, Digital Post."""

import atexit
import ssl
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx


def new_client(*, most_connections: int = 100) -> httpx.Client:
    """A client for the life of the process, since each reads all certificates anew; how long an
    answer may take is said with each question.

    Nobody sends us elsewhere, a proxy from the environment sees no CPR number, and one citizen's
    cookie is never sent with the next one's question.
    """
    client = httpx.Client(
        follow_redirects=False,
        trust_env=False,
        verify=ssl.create_default_context(),
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        # Shorter than most servers keep a connection, or we would meet it just closed.
        limits=httpx.Limits(max_connections=most_connections, keepalive_expiry=2),
    )
    atexit.register(client.close)
    return client
