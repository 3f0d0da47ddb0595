"""Which municipality a request is for, by the host it asked.

What was read is remembered for some seconds: municipalities change a few times a year, and every
page needs one.
"""

import time
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.exc import OperationalError, TimeoutError

from app.database import database
from app.municipalities.municipality import Municipality, read_by_host

REMEMBER_SECONDS = 5.0

_remembered: dict[str, tuple[float, Municipality]] = {}


def municipality_at(host: str) -> Municipality | None:
    """The municipality a host name leads to, at most five seconds old; None for a stranger."""
    host = _without_port(host)
    if (found := _recent(host)) is not None:
        return found
    try:
        with database().reading.begin() as session:
            found = read_by_host(session, host)
    except (OperationalError, TimeoutError):
        # Whoever answers while the database is away should still know whose page it is.
        if host in _remembered:
            return _remembered[host][1]
        raise
    # Strangers' host names are not remembered: they could fill the memory.
    if found is not None:
        _remembered[host] = (time.monotonic(), found)
    return found


def remembered_at(host: str) -> Municipality | None:
    """The same, only if it needs no look in the database."""
    return _recent(_without_port(host))


def forget() -> None:
    """Forget what was read: a municipality was changed in this process."""
    _remembered.clear()


def _without_port(host: str) -> str:
    return host.partition(":")[0].lower()


def _recent(host: str) -> Municipality | None:
    read_at, found = _remembered.get(host, (0.0, None))
    return found if time.monotonic() - read_at < REMEMBER_SECONDS else None


def municipality_of(request: Request) -> Municipality:
    """The municipality of this request, found by `MunicipalityOfHost` before any route."""
    municipality: Municipality = request.state.municipality
    return municipality


async def current_municipality(request: Request) -> Municipality:
    """The same, as a dependency; `async` since it waits for nothing, and a plain function would
    cost a change of threads."""
    return municipality_of(request)


CurrentMunicipality = Annotated[Municipality, Depends(current_municipality)]
