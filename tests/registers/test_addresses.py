"""The address register: found, not found and silent are three different things."""

import logging

import pytest

from app.registers import addresses
from tests.standins_server import behave


def test_a_search_finds_addresses_as_forms_keep_them(base: str):
    found = addresses.search(f"{base}/addresses", "møllevej 4")
    assert found
    assert list(found[0]) == [
        "id",
        "street",
        "number",
        "floor",
        "door",
        "postal_code",
        "city",
        "municipality_code",
        "text",
    ]
    assert found[0]["text"] == "Møllevej 4, 7400 Herning"


def test_a_search_can_stay_in_the_municipality(base: str):
    assert addresses.search(f"{base}/addresses", "strand", "0187")
    assert addresses.search(f"{base}/addresses", "strandvej 11", "0657") == []


def test_nothing_found_is_not_silence(base: str):
    assert addresses.search(f"{base}/addresses", "zzzzzz") == []


def test_a_very_long_text_is_a_search_like_any_other(base: str):
    assert addresses.search(f"{base}/addresses", "møllevej " * 500) == []


def test_one_address_is_found_by_its_id(base: str):
    found = addresses.search(f"{base}/addresses", "dalgasgade 12 1 tv")
    assert found
    assert addresses.look_up(f"{base}/addresses", found[0]["id"]) == found[0]


def test_an_id_nobody_has_is_told_apart_from_silence(base: str):
    with pytest.raises(addresses.NoSuchAddress):
        addresses.look_up(f"{base}/addresses", "no-such-id")
    behave(base, "addresses", "down", count=1)
    assert addresses.look_up(f"{base}/addresses", "no-such-id") is None


@pytest.mark.parametrize("mode", ["down", "500", "422", "broken", "loses_answer", "huge"])
def test_trouble_is_silence(base: str, mode: str, caplog: pytest.LogCaptureFixture):
    behave(base, "addresses", mode, count=1)
    with caplog.at_level(logging.DEBUG):
        assert addresses.search(f"{base}/addresses", "Dalgasgade 12") is None
    assert "address register is silent" in caplog.text
    assert "Dalgasgade" not in caplog.text


@pytest.mark.usefixtures("short_budget")
def test_a_register_that_takes_its_time_is_silent(base: str):
    behave(base, "addresses", "silent", count=1)
    assert addresses.search(f"{base}/addresses", "møllevej") is None
