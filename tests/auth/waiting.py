"""A login that waits for the CPR number to be typed, since its provider tells none."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.database import Database
from app.municipalities import current
from app.municipalities.models import MunicipalityRow
from tests.auth.conftest import OWN_PAGE
from tests.auth.forger import Forger
from tests.auth.people import ADA
from tests.auth.walking import forged_return, leave

CPR = "7405880012"
TYPED = "740588-0012"
UUID = str(ADA["mitid.uuid"])
Account = Callable[..., None]


@pytest.fixture
def account(at_forger: Forger, database: Database) -> Account:
    """Set Herning's account at the forger, which matches CPR numbers."""

    def set_up(**changed: str) -> None:
        with database.writing.begin() as session:
            row = session.get_one(MunicipalityRow, "0657")
            kept = row.systems["citizen_oidc"] | changed
            row.systems = row.systems | {"citizen_oidc": kept}
        current.forget()

    set_up(cpr_match_url=f"{at_forger.issuer}/cpr-match")
    return set_up


@pytest.fixture
def asked(account: Account, at_forger: Forger, browser: TestClient) -> TestClient:
    """A browser whose login waits for the CPR number."""
    return logs_in(at_forger, browser)


def logs_in(forger: Forger, browser: TestClient, back: str = "/flytning/dig") -> TestClient:
    way_back = forged_return(forger, leave(browser, back), **{"dk.cpr": None})
    assert browser.get(way_back).headers["location"] == "/log-ind/cpr"
    return browser


def types(browser: TestClient, cpr: str) -> Any:
    return browser.post("/log-ind/cpr", data={"cpr": cpr}, headers=OWN_PAGE)
