"""The level of a login: what the service asks for, and what the person does about it."""

import json

import httpx
import pytest

from app.standins.login.levels import NotUnderstood, level_asked_for
from tests.standins.logging_in import asks, chooses, claims_of, fetches, logs_in, said

NSIS = "https://data.gov.dk/concept/core/nsis/"


def broker(level: object) -> str:
    return json.dumps({"mitid": {"loa_value": level}})


@pytest.mark.parametrize(
    ("asked", "level"),
    [
        ({}, "Substantial"),
        ({"acr_values": f"{NSIS}High"}, "High"),
        ({"acr_values": f"{NSIS}loa/Low"}, "Low"),
        ({"acr_values": f"urn:unknown {NSIS}High {NSIS}Low"}, "High"),
        ({"acr_values": "urn:grn:authn:dk:mitid:high"}, "High"),
        ({"acr_values": "urn:unknown"}, "Substantial"),
        ({"idp_params": broker("high")}, "High"),
        ({"idp_params": broker("low")}, "Low"),
        ({"idp_params": broker("low"), "acr_values": f"{NSIS}High"}, "High"),
        ({"idp_params": '{"mitid": {"reference_text": "SGVq"}}'}, "Substantial"),
    ],
    ids=str,
)
def test_one_logs_in_at_the_level_that_is_asked_for(
    world: httpx.Client, asked: dict[str, str], level: str
):
    claims = logs_in(world, "ada", **asked)
    assert claims["loa"] == claims["acr"] == f"{NSIS}{level}"


@pytest.mark.parametrize(
    "params", ["{", "[]", '"high"', '{"mitid": "high"}', broker("highest"), broker([]), broker(1)]
)
def test_a_level_that_cannot_be_understood_is_refused(world: httpx.Client, params: str):
    assert said(asks(world, idp_params=params))["error"] == "invalid_request"


def test_nesting_without_end_is_not_understood_either():
    with pytest.raises(NotUnderstood):
        level_asked_for("", "[" * 100_000)


def test_the_page_says_which_level_is_asked_for_and_has_it_chosen(world: httpx.Client):
    page = asks(world, acr_values=f"{NSIS}High").text
    assert "niveauet <strong>Høj</strong>" in page
    assert '<option value="High" selected>' in page
    unasked = asks(world).text
    assert "beder ikke om et bestemt niveau" in unasked
    assert '<option value="Substantial" selected>' in unasked


def test_one_may_choose_less_than_was_asked_for(world: httpx.Client):
    high = {"acr_values": f"{NSIS}High"}
    code = said(chooses(world, "ada", level="Low", **high))["code"]
    assert claims_of(world, fetches(world, code).json())["loa"] == f"{NSIS}Low"
    assert logs_in(world, "ada", level="Low", **high)["loa"] == f"{NSIS}Low"


def test_a_new_login_is_asked_for_every_time(world: httpx.Client):
    assert "code" in said(chooses(world, "ada"))
    assert "Vælg, hvem du er" in asks(world, prompt="login").text
    assert "Vælg, hvem du er" in asks(world).text
