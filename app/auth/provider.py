"""A login provider as its discovery document says it is, and the keys it signs with.

Remembered for an hour. However many citizens wait, one of them asks and the others hear.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

from app.auth.asking import Conversation, ProviderSilent
from app.settings import is_unsafe_address, settings

REMEMBER_SECONDS = 3600.0
REFETCH_SECONDS = 60.0
WELL_KNOWN = "/.well-known/openid-configuration"

JSON = dict[str, Any]
T = TypeVar("T")


@cache
def provider_at(issuer: str) -> "Provider":
    """What this process remembers of a provider."""
    return Provider(issuer)


@dataclass(frozen=True)
class Endpoints:
    """Where a provider does what (OpenID Connect Discovery 1.0)."""

    authorize: str
    token: str
    keys: str
    end_session: str  # empty when it has none
    names_itself: bool  # in the address it sends the citizen back to (RFC 9207)


class Provider:
    """One login provider, by its issuer: what it has told this process."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self._endpoints = _Asked(self._ask_for_endpoints)
        self._keys = _Asked(self._ask_for_keys)
        self._refetching = threading.Lock()
        self._refetched_at = float("-inf")

    def endpoints(self, conversation: Conversation) -> Endpoints:
        """Where it does what; raises `ProviderSilent`."""
        return self._endpoints.get(conversation)

    def keys(self, conversation: Conversation) -> list[JSON]:
        """The keys it signs with, as JWKs; raises `ProviderSilent`."""
        return self._keys.get(conversation)

    def keys_again(self, conversation: Conversation) -> list[JSON]:
        """The keys asked for anew, since we met one we do not know; at most once a minute."""
        with self._refetching:
            if time.monotonic() - self._refetched_at >= REFETCH_SECONDS:
                self._refetched_at = time.monotonic()
                self._keys.forget()
        return self.keys(conversation)

    def _ask_for_endpoints(self, conversation: Conversation) -> Endpoints:
        document = _json_at(self.issuer.rstrip("/") + WELL_KNOWN, conversation)
        if document.get("issuer") != self.issuer:
            raise ProviderSilent("discovery names another issuer")
        # What is not said at all is allowed: most do PKCE without saying so.
        if "S256" not in document.get("code_challenge_methods_supported", ["S256"]):
            raise ProviderSilent("discovery offers no S256")
        return Endpoints(
            authorize=_address_in(document, "authorization_endpoint"),
            token=_address_in(document, "token_endpoint"),
            keys=_address_in(document, "jwks_uri"),
            end_session=_address_in(document, "end_session_endpoint", optional=True),
            names_itself=document.get("authorization_response_iss_parameter_supported") is True,
        )

    def _ask_for_keys(self, conversation: Conversation) -> list[JSON]:
        found = _json_at(self.endpoints(conversation).keys, conversation).get("keys")
        if not isinstance(found, list):
            raise ProviderSilent("the key set has no keys")
        return [key for key in found if isinstance(key, dict)]


class _Asked(Generic[T]):
    """Something asked for when needed, by one thread at a time, and remembered."""

    def __init__(self, ask: Callable[[Conversation], T]) -> None:
        self._ask = ask
        self._lock = threading.Lock()
        self._answer: T | None = None
        self._answered_at = self._failed_at = float("-inf")
        self._failed = False

    def get(self, conversation: Conversation) -> T:
        if (answer := self._remembered()) is not None:
            return answer
        came_at = time.monotonic()
        # Once it was silent nobody waits for whoever tries again.
        if not self._lock.acquire(timeout=0 if self._failed else conversation.left()):
            raise ProviderSilent("was silent a moment ago")
        try:
            if (answer := self._remembered()) is not None:
                return answer
            # Whoever waited while it failed has waited enough: they fail with it.
            if self._failed_at > came_at:
                raise ProviderSilent("was silent a moment ago")
            try:
                self._answer = self._ask(conversation)
            except ProviderSilent:
                self._failed, self._failed_at = True, time.monotonic()
                raise
            self._failed, self._answered_at = False, time.monotonic()
            return self._answer
        finally:
            self._lock.release()

    def forget(self) -> None:
        self._answered_at = float("-inf")

    def _remembered(self) -> T | None:
        return self._answer if time.monotonic() - self._answered_at < REMEMBER_SECONDS else None


def _json_at(address: str, conversation: Conversation) -> JSON:
    if not _is_acceptable(address):
        raise ProviderSilent("not an address we may ask")
    return conversation.json_object(address)


def _address_in(document: JSON, name: str, *, optional: bool = False) -> str:
    address = document.get(name, "" if optional else None)
    if address == "" and optional:
        return ""
    if not isinstance(address, str) or not _is_acceptable(address):
        raise ProviderSilent(f"discovery has no usable {name}")
    return address


def _is_acceptable(address: str) -> bool:
    """Https anywhere; http and this machine itself only in a demonstration."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    is_web = parts.scheme in ("https", "http") and bool(parts.hostname)
    return is_web and (settings().demo or not is_unsafe_address(address))
