"""Limits (grænser): how often one person, or one address, may do what could be guessed or flooded.

Counted in fixed windows, each one row that every process adds to; a row says neither who nor from
where. Generous towards a library, where many come from one address, and tight for guessing.
"""

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

import structlog
from fastapi import Request
from prometheus_client import Counter
from sqlalchemy import Executable, LargeBinary, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.clock import now
from app.database import Base, database, table_of
from app.errors import TooMany
from app.sealed import digest
from app.settings import settings

log = structlog.get_logger()

REFUSED = Counter("hovedindgang_limited", "Refused because a limit was reached.", ["limit"])
# IPv6 gives each household a network of its own, and each of its machines as many addresses as
# it likes.
IPV6_NETWORK_BITS = 64
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


class LimitWindow(Base):
    """How often somebody has done something since `started_at`; of both only a keyed digest.

    Nothing is sealed beside it: once the keys have rotated, everybody begins at nought again.
    """

    __tablename__ = "limit_windows"

    who_digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    started_at: Mapped[datetime] = mapped_column(primary_key=True)
    ends_at: Mapped[datetime] = mapped_column(index=True)
    spent: Mapped[int]


@dataclass(frozen=True)
class Limit:
    """At most `times` (or so many of the unit in its name) within each window of `minutes`; its
    `name` stands in the metrics."""

    name: str
    times: int
    minutes: int


# Read by the README and docs/operations.md, which a test compares with it.
LOGIN_PER_ADDRESS = Limit("login_address", 600, 15)
# Of its own, so that a full library, or somebody in it, does not shut the staff beside it out.
STAFF_LOGIN_PER_ADDRESS = Limit("staff_login_address", 600, 15)
LOGIN_PER_PERSON = Limit("login_person", 60, 15)
CPR_MATCH_PER_ADDRESS = Limit("cpr_match_address", 60, 15)
SEARCH_PER_ADDRESS = Limit("search_address", 1200, 5)
SEARCH_PER_PERSON = Limit("search_person", 600, 5)
START_PER_ADDRESS = Limit("start_address", 120, 15)
UPLOAD_PER_ADDRESS = Limit("upload_address", 240, 15)
# Of what may be kept, each page rounded up: thirty pages with three pictures of 10 MB, or some
# hundred as a phone takes them, where many share an address. By pages alone it would be 30 GB.
UPLOAD_MEGABYTES_PER_ADDRESS = Limit("upload_megabytes_address", 1000, 60)
SUBMIT_PER_PERSON = Limit("submit_person", 60, 60)
SUBMIT_PER_ADDRESS = Limit("submit_address", 600, 60)
GIVE_POWER_PER_PERSON = Limit("give_power_person", 20, 60)
LOOK_UP_PER_PERSON = Limit("look_up_person", 120, 15)
TRIAL_CASE_PER_PERSON = Limit("trial_case_person", 20, 15)
PRINT_PER_PERSON = Limit("print_person", 20, 15)
UNLOCK_PER_ADDRESS = Limit("unlock_address", 60, 15)
API_PER_ADDRESS = Limit("api_address", 600, 5)
LIMITS = (
    LOGIN_PER_ADDRESS,
    STAFF_LOGIN_PER_ADDRESS,
    LOGIN_PER_PERSON,
    CPR_MATCH_PER_ADDRESS,
    SEARCH_PER_ADDRESS,
    SEARCH_PER_PERSON,
    START_PER_ADDRESS,
    UPLOAD_PER_ADDRESS,
    UPLOAD_MEGABYTES_PER_ADDRESS,
    SUBMIT_PER_PERSON,
    SUBMIT_PER_ADDRESS,
    GIVE_POWER_PER_PERSON,
    LOOK_UP_PER_PERSON,
    TRIAL_CASE_PER_PERSON,
    PRINT_PER_PERSON,
    UNLOCK_PER_ADDRESS,
    API_PER_ADDRESS,
)


def spend(limit: Limit, who: str, *more: tuple[Limit, str], amount: int = 1) -> None:
    """Count so many more of each, in one short write of its own; raises `TooMany` where that is too
    many. Never called inside a transaction: on SQLite the two would wait for each other."""
    windows = _windows([(limit, who), *more], amount)
    with database().writing.begin() as session:
        spent = _add_to(session, windows)
    for window in windows:
        if spent[window.who_digest] > window.limit.times:
            REFUSED.labels(window.limit.name).inc()
            raise TooMany(max(1, int((window.ends_at - now()).total_seconds())))


def spend_search(request: Request) -> None:
    """Count a search, under the address and, of somebody we have found already, under them;
    raises `TooMany`."""
    who = getattr(request.state, "counted_as", "")
    person = [(SEARCH_PER_PERSON, who)] if who else []
    spend(SEARCH_PER_ADDRESS, address_of(request), *person)


def address_of(request: Request) -> str:
    """Where a request comes from, as we count it: an IPv4 address, or an IPv6 network.

    A proxy in `TRUSTED_PROXIES` has been seen through already, by the server.
    """
    host = request.client.host if request.client else ""
    try:
        found = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, IPV6_NETWORK_BITS), strict=False))


def limit_calls(request: Request) -> None:
    """For the open API, which asks nobody who they are; raises `TooMany`."""
    spend(API_PER_ADDRESS, address_of(request))


def warn_of_one_address() -> None:
    """At start, in production: with no proxy to trust, everybody behind one shares an address, and
    one of them can spend what all have."""
    if not settings().demo and not settings().trusted_proxies.strip():
        log.warning("no trusted proxies", setting="TRUSTED_PROXIES")


def clear_out_old(session: Session) -> None:
    """Forget windows that have ended; the worker does it nightly."""
    session.execute(delete(LimitWindow).where(LimitWindow.ends_at <= now()))


@dataclass(frozen=True)
class _Window:
    limit: Limit
    who_digest: bytes
    started_at: datetime
    ends_at: datetime
    amount: int


def _windows(asked: list[tuple[Limit, str]], amount: int = 1) -> list[_Window]:
    # In one order, so that two who share several never wait for each other.
    found = (_window(limit, who, amount) for limit, who in asked)
    return sorted(found, key=lambda window: window.who_digest)


def _window(limit: Limit, who: str, amount: int) -> _Window:
    length = timedelta(minutes=limit.minutes)
    moment = now()
    started_at = moment - (moment - BEGINNING) % length
    who_digest = digest(f"limit {limit.name} {who}")
    return _Window(limit, who_digest, started_at, started_at + length, amount)


def _add_to(session: Session, windows: list[_Window]) -> dict[bytes, int]:
    """How often each has been spent now; one statement, so that no two processes count as one."""
    rows = [
        {
            "who_digest": window.who_digest,
            "started_at": window.started_at,
            "ends_at": window.ends_at,
            "spent": window.amount,
        }
        for window in windows
    ]
    found = session.execute(_so_many_more(session.get_bind().dialect.name), rows)
    return {bytes(who_digest): spent for who_digest, spent in found}


@cache
def _so_many_more(dialect: str) -> Executable:
    """Made once: each login and each sending asks it, and making it takes longer than asking."""
    table = table_of(LimitWindow)
    new = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    return new.on_conflict_do_update(
        index_elements=["who_digest", "started_at"],
        set_={"spent": table.c.spent + new.excluded.spent},
    ).returning(table.c.who_digest, table.c.spent)
