"""Access tokens by OAuth 2.0, for the systems that want one with each call (RFC 6749).

A token is fetched when it is needed, kept in memory until shortly before it ends, and fetched anew
once when the system no longer takes it. Neither it nor a secret is ever in an exception.
"""

import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any
from urllib.parse import urlencode

from app.integrations import outside
from app.integrations.case_systems import Refused
from app.integrations.case_systems.replies import read_object, text_in
from app.integrations.outside import Answer, Unavailable

USUAL_SECONDS = 60.0
LONGEST_SECONDS = 24 * 3600.0
RENEWED_BEFORE_SECONDS = 30.0
FORM = {"content-type": "application/x-www-form-urlencoded", "accept": "application/json"}
LOGIN_REFUSED = (
    "Systemet afviste vores login{why}. Ret option.token_url, option.client_id, option.username "
    "eller hemmeligheden (--secret case_system)."
)
NOT_ALLOWED = (
    "Systemet lader ikke vores bruger gøre det her (svar {status}). Giv brugeren bag "
    "option.client_id og option.username rettigheder i systemet, eller ret dem."
)


@dataclass(frozen=True)
class Grant:
    """What a token is given for: the password grant where there is a `username`, and the client
    credentials grant where there is none."""

    token_url: str
    client_id: str
    username: str
    password: str = field(repr=False)
    client_secret: str = field(repr=False)

    def body(self) -> bytes:
        """As the form that is posted (RFC 6749, 4.3.2 and 4.4.2)."""
        said = {"grant_type": "client_credentials", "client_id": self.client_id}
        if self.username:
            said |= {"grant_type": "password", "username": self.username}
            said |= {"password": self.password}
        if self.client_secret:
            said |= {"client_secret": self.client_secret}
        return urlencode(said).encode()


class AccessTokens:
    """The token of one account, for all threads."""

    def __init__(self, grant: Grant) -> None:
        self.grant = grant
        self._lock = threading.Lock()
        self._token = ""
        self._ends = 0.0

    def ask(
        self,
        method: str,
        address: str,
        *,
        headers: Mapping[str, str] | None = None,
        form: Callable[[], outside.Form] | None = None,
        **rest: Any,
    ) -> Answer:
        """As `outside.ask`, with a token; `form` makes the form, anew for each try."""

        def attempt(token: str) -> Answer:
            sent = {**(headers or {}), "authorization": f"Bearer {token}"}
            return outside.ask(method, address, headers=sent, form=form() if form else None, **rest)

        token = self._current()
        try:
            return attempt(token)
        except Refused as refusal:
            if refusal.status != 401:
                raise _plain(refusal) from None
        self._forget(token)
        try:
            return attempt(self._current())
        except Refused as refusal:
            raise _plain(refusal) from None

    def _current(self) -> str:
        with self._lock:
            if monotonic() >= self._ends:
                self._token, seconds = self._fetch()
                self._ends = monotonic() + max(seconds - RENEWED_BEFORE_SECONDS, seconds / 2)
            return self._token

    def _forget(self, token: str) -> None:
        """Unless another thread has fetched a new one already."""
        with self._lock:
            if self._token == token:
                self._ends = 0.0

    def _fetch(self) -> tuple[str, float]:
        """A new token, and how many seconds it is good for."""
        try:
            answer = outside.post(self.grant.token_url, self.grant.body(), FORM)
        except Refused as refusal:
            why = _error_code(refusal.words)
            raise Refused(LOGIN_REFUSED.format(why=why), status=refusal.status) from None
        said = read_object(answer)
        token = text_in(said, "access_token")
        # It becomes a header (RFC 6750, 2.1).
        if not re.fullmatch(r"[A-Za-z0-9._~+/=-]{1,16384}", token):
            raise Unavailable("Systemet svarede uden et adgangstoken, vi kan bruge.")
        return token, _seconds(said.get("expires_in"))


_known: dict[Grant, AccessTokens] = {}
_known_lock = threading.Lock()


def tokens_for(grant: Grant) -> AccessTokens:
    """The same for the same account, as long as the process lives."""
    with _known_lock:
        return _known.setdefault(grant, AccessTokens(grant))


def _plain(refusal: Refused) -> Refused:
    if refusal.status not in (401, 403):
        return refusal
    said = NOT_ALLOWED.format(status=refusal.status)
    return Refused(said, refusal.words, refusal.status)


def _error_code(words: str) -> str:
    """» (invalid_grant)«, the provider's code (RFC 6749, 5.2), and nothing else that it said."""
    found = re.search(r'"error"\s*:\s*"([a-z_]{1,40})"', words)
    return f" ({found[1]})" if found else ""


def _seconds(said: Any) -> float:
    try:
        seconds = float(said)
    except (TypeError, ValueError):
        return USUAL_SECONDS
    return min(seconds, LONGEST_SECONDS) if seconds > 0 else USUAL_SECONDS
