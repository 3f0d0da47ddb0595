"""A login that tells no CPR number, at a municipality whose broker matches what is typed."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import httpx
import pytest
from playwright.sync_api import expect

from app.municipalities.models import MunicipalityRow
from app.standins import persons
from tests.browser.stack import Stack, wait_for
from tests.browser.walker import Walker
from tests.browser.walks import WAYS

pytestmark = pytest.mark.browser

VALLENSBAEK = "0187"
WRONG = "CPR-nummeret hører ikke til dit login. Se efter, om du har skrevet rigtigt."


@pytest.fixture
def matching(stack: Stack) -> Iterator[Stack]:
    """The service at Vallensbæk's address, while the broker there tells no CPR numbers."""
    there = replace(stack, base=stack.base.replace("localhost", "vallensbaek.localhost"))
    _set_up(there, f"{stack.standins}/idp/citizen/cpr-match")
    yield there
    _set_up(there, "")


def _set_up(there: Stack, address: str) -> None:
    with there.database.writing.begin() as session:
        row = session.get_one(MunicipalityRow, VALLENSBAEK)
        account = row.systems["citizen_oidc"] | {"cpr_match_url": address}
        row.systems = row.systems | {"citizen_oidc": account}
    # The programs remember a municipality for some seconds.
    wait_for(partial(_asks_for_cpr, there, not address), "the programs have heard of it")


def _asks_for_cpr(there: Stack, asked: bool) -> bool:
    host = there.base.removeprefix("http://")
    port = host.rpartition(":")[2]
    answer = httpx.get(
        f"http://127.0.0.1:{port}/log-ind", headers={"Host": host}, trust_env=False, timeout=10
    )
    return ("ssn" in answer.headers["location"]) == asked


@pytest.mark.parametrize("way", WAYS)
def test_the_number_is_typed_and_matched(
    sit_down: Callable[..., Walker], matching: Stack, way: str
):
    ada = sit_down(matching, "ada", **WAYS[way]).opens("/")
    ada.opens("/mine-sager").logs_in().sees("Skriv dit CPR-nummer")
    ada.types("CPR-nummer", "0102").presses("Gå videre")
    assert ada.page.title().startswith(ada.t("Fejl:"))
    expect(ada.field("CPR-nummer")).to_have_value("0102")
    ada.types("CPR-nummer", persons.by_key("bo").cpr).presses("Gå videre")
    ada.reads(WRONG, "Du kan prøve to gange til.")
    ada.types("CPR-nummer", persons.by_key("ada").cpr).presses("Gå videre").sees("Mine sager")


def test_after_three_wrong_numbers_one_is_told_where_to_get_help(
    sit_down: Callable[..., Walker], matching: Stack
):
    bo = sit_down(matching, "bo").opens("/mine-sager").logs_in()
    for _ in range(3):
        bo.types("CPR-nummer", persons.by_key("ada").cpr).presses("Gå videre")
    bo.sees("Du er ikke logget ind").reads("Vent et kvarter", "Ring til Vallensbæk Kommune")
