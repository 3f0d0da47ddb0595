"""The counter: each call is counted under its code, and it misbehaves like the others."""

import httpx
import pytest

from tests.standins_server import behave


def test_each_call_is_counted_under_its_code(world: httpx.Client):
    for code in ("flytning-start", "flytning-start", "flytning-slut"):
        assert world.get("/counting/hits", params={"code": code}).status_code == 200
    assert _counts(world) == {"flytning-start": 2, "flytning-slut": 1}
    page = world.get("/counting/").text
    assert "flytning-start" in page
    assert "flytning-slut" in page


@pytest.mark.parametrize("code", ["", "Ada Holm", "x" * 41])
def test_what_is_no_code_is_refused(world: httpx.Client, code: str):
    assert world.get("/counting/hits", params={"code": code}).status_code == 422
    assert world.get("/counting/hits").status_code == 422
    assert _counts(world) == {}


def test_it_says_what_it_was_told_besides(world: httpx.Client):
    told = {"cookie": "somebody=1", "referer": "http://localhost:8000/flytning"}
    world.get("/counting/hits", params={"code": "flytning-start"}, headers=told)
    (count,) = world.get("/counting/counts.json").json()
    assert count["told_besides"] == ["cookie", "referer"]


def test_its_pages_work_while_it_is_down(world: httpx.Client, base: str):
    behave(base, "counting", "down", count=1)
    assert world.get("/counting/").status_code == 200
    assert world.get("/counting/hits", params={"code": "flytning-start"}).status_code == 503
    assert world.get("/counting/hits", params={"code": "flytning-start"}).status_code == 200


def _counts(world: httpx.Client) -> dict[str, int]:
    found = world.get("/counting/counts.json").json()
    return {each["code"]: each["times_received"] for each in found}
