"""What the login provider has promised: codes that open once, tokens that open for a while."""

import base64
import hashlib
import hmac
import secrets
import threading
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

CODE_SECONDS = 60
TOKEN_SECONDS = 300


@dataclass(frozen=True)
class Grant:
    """A login that has happened and waits to be fetched with its code."""

    issuer: str
    client_id: str
    redirect_uri: str
    challenge: str
    nonce: str
    scopes: frozenset[str]
    key: str
    level: str
    sid: str = field(default_factory=lambda: str(uuid.uuid4()))
    auth_time: int = field(default_factory=lambda: int(time.time()))

    def is_proven_by(self, verifier: str) -> bool:
        """PKCE with S256 (RFC 7636)."""
        digest = hashlib.sha256(verifier.encode()).digest()
        made = base64.urlsafe_b64encode(digest).rstrip(b"=")
        return 43 <= len(verifier) <= 128 and hmac.compare_digest(made, self.challenge.encode())


class Grants:
    """Codes and access tokens, in memory, forgotten when their time is over."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._codes: dict[str, tuple[float, Grant]] = {}
        self._tokens: dict[str, tuple[float, dict[str, Any]]] = {}

    def promise(self, grant: Grant) -> str:
        code = secrets.token_urlsafe(32)
        with self._lock:
            self._forget_the_old()
            self._codes[code] = (time.monotonic() + CODE_SECONDS, grant)
        return code

    def redeem(self, code: str) -> Grant | None:
        """The login behind a code, the first time it is asked for; never again."""
        with self._lock:
            self._forget_the_old()
            found = self._codes.pop(code, None)
        return found[1] if found else None

    def give_token(self, claims: dict[str, Any]) -> str:
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._tokens[token] = (time.monotonic() + TOKEN_SECONDS, claims)
        return token

    def claims_of(self, token: str) -> dict[str, Any] | None:
        with self._lock:
            self._forget_the_old()
            found = self._tokens.get(token)
        return found[1] if found else None

    def _forget_the_old(self) -> None:
        now = time.monotonic()
        self._codes = {code: kept for code, kept in self._codes.items() if kept[0] > now}
        self._tokens = {token: kept for token, kept in self._tokens.items() if kept[0] > now}
