"""The 39 areas as data: whole, and in the words of the wave plan."""

import re

import pytest

from app.entrance.areas import SITUATIONS, areas, texts
from app.forms.catalogue import published
from app.forms.reserved import RESERVED_FORM_SLUGS


def test_there_are_39_in_the_order_of_the_wave_plan():
    assert [area.number for area in areas().values()] == list(range(1, 40))
    assert [area.wave for area in areas().values()] == sorted(a.wave for a in areas().values())


@pytest.mark.parametrize("area", areas().values(), ids=areas().keys())
def test_an_area_says_what_a_citizen_needs(area):
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", area.slug)
    assert re.fullmatch(r"\d\d\.\d\d\.\d\d", area.kle)
    assert area.situations
    assert area.description.endswith(".")
    assert len(area.words) >= 10
    assert area.misspellings
    assert area.english


def test_every_life_situation_has_something_in_it():
    assert {each for area in areas().values() for each in area.situations} == SITUATIONS.keys()


def test_another_authority_is_named_where_it_is_not_the_municipality():
    assert {area.slug: area.authority for area in areas().values() if area.authority} == {
        "eu-sygesikringskort": "Udbetaling Danmark",
        "begravelseshjaelp": "Udbetaling Danmark",
    }


def test_a_form_and_its_area_agree_on_the_kle_number():
    for slug in areas().keys() & published().keys():
        assert published()[slug].filing.kle == areas()[slug].kle


def test_moving_promises_no_more_than_its_form():
    assert "til en ny adresse i kommunen" in areas()["flytning"].description
    assert "til en ny adresse i kommunen" in published()["flytning"].before_you_start.who


def test_no_area_takes_an_address_of_our_own():
    assert not areas().keys() & RESERVED_FORM_SLUGS


def test_the_translators_get_every_text_a_citizen_reads():
    found = set(texts())
    assert {area.title for area in areas().values()} <= found
    assert set(SITUATIONS.values()) <= found
