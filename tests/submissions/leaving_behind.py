"""Ada types on a page that asks for a login first, and logs in."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from sqlalchemy import select, update

from app.auth.models import SessionRow
from app.clock import now
from app.submissions.models import Draft
from tests.citizen import Browser
from tests.service import Service

SAME = {"sec-fetch-site": "same-origin"}


@pytest.fixture
def ada(service: Service) -> Browser:
    """Ada, at a page of her move."""
    ada = service.citizen("ada").starts("flytning").sends()
    assert ada.path == "/flytning/hvornaar"
    return ada


def sends_too_late(service: Service, ada: Browser, **typed: str) -> str:
    """The session ends, and then the page is sent; gives where that leads."""
    with service.database.writing.begin() as session:
        session.execute(update(SessionRow).values(seen_at=now() - timedelta(hours=1)))
    return sends(ada, **typed)


def sends(ada: Browser, **typed: str) -> str:
    fields = {name: ada.value(name) for name in ("draft", "revision")} | {
        name.replace("__", "-"): value for name, value in typed.items()
    }
    answer = ada.client.post(ada.address, data=fields, headers=SAME, follow_redirects=False)
    assert answer.status_code == 303
    return str(answer.headers["location"])


def logs_in(browser: Browser, address: str, person: str, level: str = "Substantial") -> Browser:
    answer = httpx.get(f"{address}&login_hint={person}&level={level}")
    back = urlsplit(answer.headers["location"])
    return browser.opens(f"{back.path}?{back.query}")


BROUGHT_BACK = "det, du skrev, er her stadig"


def kept(service: Service) -> dict[str, Any]:
    with service.database.reading.begin() as session:
        return dict(session.scalars(select(Draft.answers)).one())


def tries_again(ada: Browser) -> str:
    """Press »Prøv igen«; gives where that leads."""
    form = ada._main_form()
    again = ada.client.post(
        form.get("action"), data=dict(form.fields), headers=SAME, follow_redirects=False
    )
    return str(again.headers["location"])
