"""The company register: what a form may fill in, and that its silence stops nobody."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI

from app.registers import companies
from app.standins import organisations
from tests.standins_server import behave, serving

VVS, THEATRE, CLOSED = (each.cvr for each in organisations.organisations())
AT_ONCE = ["down", "500", "422", "429", "broken", "twice", "loses_answer", "huge", "redirect"]


def prefilled(base: str, cvr: str) -> dict[str, Any]:
    company = companies.look_up(f"{base}/company-register", cvr)
    assert company is not None
    return companies.prefill_of(company)


def test_name_address_and_form_of_business_are_known(base: str):
    known = prefilled(base, VVS)
    assert known["company.cvr"] == VVS
    assert known["company.name"] == "Mølgaard VVS ApS"
    assert known["company.form_of_business"] == "Anpartsselskab"
    assert known["company.address"] == {
        "id": known["company.address"]["id"],
        "street": "Markedspladsen",
        "number": "2",
        "floor": "",
        "door": "",
        "postal_code": "7490",
        "city": "Aulum",
        "municipality_code": "0657",
        "text": "Markedspladsen 2, 7490 Aulum",
    }


def test_its_production_units_can_be_chosen_among(base: str):
    units = prefilled(base, VVS)["company.units"]
    assert [(each["p_number"], each["name"], each["address"]["text"]) for each in units] == [
        ("9900010401", "Mølgaard VVS, værksted", "Markedspladsen 2, 7490 Aulum"),
        ("9900010402", "Mølgaard VVS, butik", "Silkeborgvej 29, st. tv, 7400 Herning"),
    ]


def test_an_association_is_known_like_a_company(base: str):
    known = prefilled(base, THEATRE)
    assert known["company.form_of_business"] == "Forening"
    assert len(known["company.units"]) == 1


def test_one_that_is_closed_is_told_as_closed_and_may_have_no_address(base: str):
    company = companies.look_up(f"{base}/company-register", CLOSED)
    assert company is not None
    assert company.status == "closed"
    assert "company.address" not in companies.prefill_of(company)


@pytest.mark.parametrize("mode", AT_ONCE)
def test_trouble_is_silence(base: str, mode: str, caplog: pytest.LogCaptureFixture):
    behave(base, "company-register", mode, count=1)
    with caplog.at_level(logging.DEBUG):
        assert companies.look_up(f"{base}/company-register", VVS) is None
    assert "company register is silent" in caplog.text
    assert VVS not in caplog.text
    assert "Mølgaard" not in caplog.text
    assert companies.look_up(f"{base}/company-register", VVS) is not None


@pytest.mark.usefixtures("short_budget")
@pytest.mark.parametrize("mode", ["silent", "slow", "dribble"])
def test_a_register_that_takes_its_time_is_silent(base: str, mode: str):
    behave(base, "company-register", mode, count=1, seconds=60)
    assert companies.look_up(f"{base}/company-register", VVS) is None


def test_an_unknown_number_is_no_organisation(base: str, caplog: pytest.LogCaptureFixture):
    assert companies.look_up(f"{base}/company-register", "12345678") is None
    assert "unknown organisation" in caplog.text


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "", "nonsense"])
def test_no_register_at_all_is_silence_too(url: str):
    assert companies.look_up(url, VVS) is None


RIGHT: dict[str, Any] = {
    "cvr": VVS,
    "name": "Mølgaard VVS ApS",
    "form_of_business": "Anpartsselskab",
    "status": "active",
    "address": None,
    "production_units": [],
}
UNIT = {"p_number": "9900010401", "name": "Mølgaard VVS, værksted", "address": None}
SAID: dict[str, Any] = {
    "right": RIGHT,
    "more-than-asked": RIGHT | {"something_new": 1, "production_units": [UNIT | {"new": 1}]},
    "list": [],
    "null": None,
    "another-organisation": RIGHT | {"cvr": THEATRE},
    "seven-digits": RIGHT | {"cvr": VVS[1:]},
    "unknown-status": RIGHT | {"status": "bankrupt"},
    "no-units": {name: value for name, value in RIGHT.items() if name != "production_units"},
    "control-characters": RIGHT | {"name": "Mølgaard\x00VVS"},
    "endless-name": RIGHT | {"name": "A" * 5000},
    "half-an-address": RIGHT | {"address": {"street": "Markedspladsen"}},
    "p-number-as-a-number": RIGHT | {"production_units": [UNIT | {"p_number": 9900010401}]},
}


@pytest.fixture(scope="module")
def parrot() -> Iterator[str]:
    """A register that answers whatever is put into the address."""
    app = FastAPI()

    @app.post("/{which}/companies/lookup")
    def answer(which: str) -> Any:
        return SAID[which]

    with serving(app) as base:
        yield base


@pytest.mark.parametrize("which", ["right", "more-than-asked"])
def test_a_register_may_say_more_than_we_know(parrot: str, which: str):
    assert companies.look_up(f"{parrot}/{which}", VVS) is not None


@pytest.mark.parametrize("which", list(SAID)[2:])
def test_an_answer_that_cannot_be_right_is_silence(
    parrot: str, which: str, caplog: pytest.LogCaptureFixture
):
    assert companies.look_up(f"{parrot}/{which}", VVS) is None
    assert VVS not in caplog.text
    assert "Mølgaard" not in caplog.text
