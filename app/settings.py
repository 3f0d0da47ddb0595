"""The settings, read from the environment once.

A default is either right in production or says by its name that it is for a demonstration.
"""

from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Literal, TypeAlias
from urllib.parse import urlsplit

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings

Network: TypeAlias = IPv4Network | IPv6Network

DEMO_SECRET = "demo-secret-for-a-laptop-and-nothing-else"
DEMO_CLIENT_SECRET = "demo-client-secret"
DEMO_EVENTS_TOKEN = "demo-token-for-a-laptop-and-nothing-else"
DEMO_POST_TOKEN = "demo-post-token-for-a-laptop-and-nothing-else"
DEMO_CASE_SYSTEM_SECRET = "whsec_ZGVtby1zZWNyZXQtZm9yLWEtbGFwdG9wLW9ubHk="
STANDINS = "http://localhost:8001"


class Settings(BaseSettings):
    """Every setting; the environment variable is the field's name in capitals."""

    environment: Literal["demo", "production"] = Field(
        default="production",
        description="`demo` allows stand-ins, http and synthetic CPR numbers; "
        "`production` refuses to start with any of them.",
    )
    database_url: str = Field(
        default="sqlite:///var/hovedindgang.db",
        description="Where everything is kept: `sqlite:///…` or `postgresql+psycopg://…`.",
    )
    secret_keys: str = Field(
        default=DEMO_SECRET,
        description="Secrets that seal personal data, newest first, separated by commas; "
        "each at least 32 characters.",
    )
    host: str = Field(
        default="127.0.0.1",
        description="The address `web` listens on; `0.0.0.0` inside a container.",
    )
    port: int = Field(default=8000, description="The port `web` listens on.")
    standins_port: int = Field(default=8001, description="The port `standins` listens on.")
    trusted_proxies: str = Field(
        default="",
        description="IP addresses or networks of our own proxies, separated by commas; only they "
        "may say who the client is.",
    )
    metrics_token: str = Field(
        default="", description="Bearer token for `/metrics`; empty means loopback only."
    )
    session_hours: int = Field(
        default=8,
        ge=1,
        le=24,
        description="How long a login lasts at most, in hours (1 to 24).",
    )
    session_idle_minutes: int = Field(
        default=30,
        ge=5,
        le=240,
        description="How long it lasts without a sign of life, in minutes (5 to 240).",
    )
    base_url: str = Field(
        default="http://localhost:8000",
        description="The demo municipality's own address, without a slash at the end.",
    )
    citizen_oidc_issuer: str = Field(
        default=f"{STANDINS}/idp/citizen",
        description="Issuer of the citizens' login (MitID broker).",
    )
    citizen_oidc_client_id: str = Field(
        default="hovedindgang", description="Our name at that issuer."
    )
    citizen_oidc_client_secret: str = Field(
        default=DEMO_CLIENT_SECRET, description="Our secret at that issuer."
    )
    staff_oidc_issuer: str = Field(
        default=f"{STANDINS}/idp/staff", description="Issuer of the staff's login."
    )
    staff_oidc_client_id: str = Field(
        default="hovedindgang", description="Our name at that issuer."
    )
    staff_oidc_client_secret: str = Field(
        default=DEMO_CLIENT_SECRET, description="Our secret at that issuer."
    )
    civil_register_url: str = Field(
        default=f"{STANDINS}/civil-register",
        description="The civil register (`docs/registers.md`).",
    )
    company_register_url: str = Field(
        default=f"{STANDINS}/company-register",
        description="The company register, CVR (`docs/registers.md`).",
    )
    address_url: str = Field(
        default=f"{STANDINS}/addresses", description="The address register (`docs/registers.md`)."
    )
    case_system_url: str = Field(
        default=f"{STANDINS}/case-system/events", description="Where submissions are delivered."
    )
    case_system_secret: str = Field(
        default=DEMO_CASE_SYSTEM_SECRET,
        description="Standard Webhooks secret shared with the case system (`whsec_…`).",
    )
    case_system_events_token: str = Field(
        default=DEMO_EVENTS_TOKEN,
        description="Bearer token by which the case system tells how far its cases have come.",
    )
    digital_post_url: str = Field(
        default=f"{STANDINS}/digital-post", description="Where letters are sent (SF1601)."
    )
    digital_post_token: str = Field(
        default=DEMO_POST_TOKEN,
        description="Bearer token by which the post tells what became of a message.",
    )
    smtp_url: str = Field(
        default="smtp://localhost:8002",
        description="Where mail is handed in: `smtps://user@host:465`, or `smtp://` with STARTTLS.",
    )

    @property
    def demo(self) -> bool:
        return self.environment == "demo"

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(key.strip() for key in self.secret_keys.split(",") if key.strip())

    @property
    def proxies(self) -> tuple[Network, ...]:
        """Our own proxies, a single address as a network of one; raises `ValueError`."""
        parts = (part.strip() for part in self.trusted_proxies.split(","))
        return tuple(ip_network(part) for part in parts if part)


class UnsafeSettings(Exception):
    """The settings would put a citizen's data at risk, or cannot be understood; the program does
    not start."""


@cache
def settings() -> Settings:
    """The settings of this process; a production that is not safe stops here, in one sentence."""
    found = _read()
    refuse_unsafe(found)
    return found


def refuse_outside_demo() -> None:
    """Raise `UnsafeSettings` unless this is a demonstration."""
    if not _read().demo:
        raise UnsafeSettings(
            "ENVIRONMENT is production, and this is for a demonstration only: ENVIRONMENT=demo"
        )


def _read() -> Settings:
    try:
        return Settings()
    except ValidationError as wrong:
        # Which variable and what it must be, never what it is: it may be a secret.
        sentences = [f"{each['loc'][0]!s}".upper() + f": {each['msg']}." for each in wrong.errors()]
        raise UnsafeSettings(" ".join(sentences)) from None


def refuse_unsafe(found: Settings) -> None:
    """Raise `UnsafeSettings` where a setting is fit for a demonstration only."""
    if not found.keys or any(len(key) < 32 for key in found.keys):
        raise UnsafeSettings("SECRET_KEYS: every key must have at least 32 characters.")
    try:
        everybody = any(proxy.prefixlen == 0 for proxy in found.proxies)
    except ValueError:
        everybody = True
    if everybody:
        raise UnsafeSettings(
            "TRUSTED_PROXIES: each must be the IP address (or network) of a proxy of our own."
        )
    if found.demo:
        return
    if DEMO_SECRET in found.keys:
        raise UnsafeSettings("SECRET_KEYS is the demo's; make your own: openssl rand -hex 32")
    if _is_open_way(found.database_url):
        raise UnsafeSettings(
            "DATABASE_URL: PostgreSQL on another machine is asked with ?sslmode=verify-full only"
        )


def is_unsafe_address(address: str) -> bool:
    """True for what may only be used in a demonstration: plain http, or this machine itself."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    here = host in ("localhost", "::1") or host.endswith(".localhost") or host.startswith("127.")
    return parts.scheme != "https" or here


def _is_open_way(database_url: str) -> bool:
    """True for PostgreSQL over a network, unless the server must show a certificate we trust."""
    if not database_url.startswith("postgresql"):
        return False
    from sqlalchemy.engine import make_url  # most commands that read settings need no database

    url = make_url(database_url)
    host = str(url.query.get("host") or url.host or "")
    here = host in ("", "localhost", "::1") or host.startswith(("/", "127."))
    return not here and url.query.get("sslmode") != "verify-full"
