"""The switches: every stand-in misbehaves as told, so many times, and then behaves again."""

import httpx
import pytest

from app.standins.behaviour import MODES
from app.standins.main import SYSTEMS
from tests.standins_server import behave


def ask(world: httpx.Client, read_seconds: float = 60) -> httpx.Response:
    patience = httpx.Timeout(60, read=read_seconds)
    return world.post("/addresses/search", json={"text": "møllevej 4"}, timeout=patience)


@pytest.mark.parametrize(
    ("mode", "status"),
    [("down", 503), ("500", 500), ("422", 422), ("429", 429), ("redirect", 302)],
)
def test_it_says_no_as_often_as_told_and_then_behaves(
    world: httpx.Client, base: str, mode: str, status: int
):
    behave(base, "addresses", mode, count=2)
    assert [ask(world).status_code for _ in range(3)] == [status, status, 200]


def test_some_calls_may_go_well_first(world: httpx.Client, base: str):
    behave(base, "addresses", "down", count=1, after=2)
    assert [ask(world).status_code for _ in range(4)] == [200, 200, 503, 200]


def test_without_a_count_it_lasts_until_told_otherwise(world: httpx.Client, base: str):
    behave(base, "addresses", "down")
    assert {ask(world).status_code for _ in range(5)} == {503}
    assert world.get("/addresses/behaviour").json() == {"mode": "down", "count": None}
    behave(base, "addresses", "ok")
    assert ask(world).status_code == 200


@pytest.mark.parametrize("mode", ["broken", "twice"])
def test_an_answer_can_be_unreadable(world: httpx.Client, base: str, mode: str):
    behave(base, "addresses", mode, count=1)
    with pytest.raises(ValueError, match=r"Expecting|Extra|Unterminated|Invalid"):
        ask(world).json()


@pytest.mark.parametrize("mode", ["silent", "slow", "dribble"])
def test_an_answer_can_be_late(world: httpx.Client, base: str, mode: str):
    behave(base, "addresses", mode, count=1, seconds=60)
    with pytest.raises(httpx.ReadTimeout):
        ask(world, read_seconds=0.05)


def test_a_slow_answer_is_the_right_one(world: httpx.Client, base: str):
    behave(base, "addresses", "slow", count=1, seconds=0.1)
    assert ask(world).json()["addresses"]


def test_an_answer_can_be_endless(world: httpx.Client, base: str):
    behave(base, "addresses", "huge", count=1)
    with world.stream("POST", "/addresses/search", json={"text": "møllevej"}) as answer:
        chunks = answer.iter_bytes()
        assert sum(len(next(chunks)) for _ in range(50)) > 500_000


def test_only_what_is_asked_misbehaves(world: httpx.Client, base: str):
    behave(base, "case-system", "down")
    assert world.get("/case-system/").status_code == 200
    assert ask(world).status_code == 200


def test_login_can_be_down_too(world: httpx.Client, base: str):
    behave(base, "idp", "down", count=1)
    assert world.get("/idp/citizen/jwks").status_code == 503


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_page_has_a_switch_for_each(world: httpx.Client, system: str):
    answer = world.post("/behaviour", data={"system": system, "mode": "down", "count": "3"})
    assert answer.headers["location"] == f"/#{system}"
    assert world.get(f"/{system}/behaviour").json() == {"mode": "down", "count": 3}
    assert MODES["down"] in world.get("/").text


@pytest.mark.parametrize(
    ("system", "mode"), [("addresses", "grumpy"), ("nothing", "down"), ("addresses", "")]
)
def test_what_is_no_switch_is_refused(world: httpx.Client, system: str, mode: str):
    assert world.post(f"/{system}/behaviour", json={"mode": mode}).status_code in (404, 422)
