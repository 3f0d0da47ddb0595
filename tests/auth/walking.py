"""How a browser walks through a login."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from sqlalchemy import select, update

from app.auth.models import SessionRow
from app.database import Database
from tests.auth.forger import Forger, signed
from tests.auth.people import ADA


def leave(browser: httpx.Client, back: str = "/hvem", staff: bool = False) -> str:
    """Press »Log ind«; gives the provider's address."""
    address = "/personale/log-ind" if staff else "/log-ind"
    answer = browser.get(address, params={"tilbage": back}, follow_redirects=False)
    assert answer.status_code == 303
    return str(answer.headers["location"])


def asked_in(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def as_person(address: str, key: str, level: str = "Substantial") -> str:
    """Log in at the stand-in; gives the way back, as its path and query."""
    answer = httpx.get(f"{address}&login_hint={key}&level={level}")
    assert answer.status_code == 303
    back = urlsplit(answer.headers["location"])
    assert back.path == "/log-ind/svar"
    return f"{back.path}?{back.query}"


def forged_return(forger: Forger, address: str, **changed: Any) -> str:
    """The way back from the forger, whose token says this of Ada."""
    asked = asked_in(address)
    claims = forger.claims(**(ADA | {"nonce": asked["nonce"]} | changed))
    forger.token_answer = {"token_type": "Bearer", "access_token": "x", "id_token": signed(claims)}
    return f"/log-ind/svar?state={asked['state']}&code=a-code-{asked['state']}"


def grow_old(database: Database, **times: timedelta) -> None:
    """Let the only session have begun, been seen or end this much earlier."""
    with database.writing.begin() as session:
        row = session.scalars(select(SessionRow)).one()
        session.execute(
            update(SessionRow).values({name: getattr(row, name) - by for name, by in times.items()})
        )
