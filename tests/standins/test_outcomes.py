"""Logins that end badly, by a hint, by a button or by a switch."""

import httpx
import pytest

from app.standins.login.outcomes import ERRORS
from tests.standins.logging_in import asks, chooses, said
from tests.standins_server import behave


@pytest.mark.parametrize("error", ERRORS)
def test_an_error_is_asked_for_by_hint_or_by_button(world: httpx.Client, error: str):
    for back in (
        said(asks(world, login_hint=f"error:{error}")),
        said(chooses(world, f"error:{error}")),
    ):
        assert back["error"] == error
        assert back["state"] == "the-state"
        assert back["iss"].endswith("/idp/citizen")
        assert "code" not in back


def test_an_error_no_standard_knows_is_said_all_the_same(world: httpx.Client):
    assert said(asks(world, login_hint="error:something_odd"))["error"] == "something_odd"


def test_the_page_has_a_button_for_each(world: httpx.Client):
    page = asks(world).text
    assert all(f'value="error:{error}"' in page for error in ERRORS)


def test_the_next_logins_end_as_told_and_then_as_ever(world: httpx.Client, base: str):
    behave(base, "logins", "server_error", count=2)
    answers = [said(asks(world, login_hint="ada")) for _ in range(3)]
    assert [answer.get("error") for answer in answers] == ["server_error", "server_error", None]


def test_the_switch_is_on_the_page_and_knows_only_such_errors(world: httpx.Client):
    thrown = world.post("/behaviour", data={"system": "logins", "mode": "access_denied"})
    assert thrown.headers["location"] == "/#logins"
    assert world.get("/logins/behaviour").json() == {"mode": "access_denied", "count": None}
    assert "bliver afbrudt eller afvist (access_denied)" in world.get("/").text
    assert world.post("/logins/behaviour", json={"mode": "silent"}).status_code == 422
