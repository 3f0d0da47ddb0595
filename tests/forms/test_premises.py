"""Lokaler, as the specialists would tell it."""

from dataclasses import replace
from typing import Any

import pytest

from app.forms.catalogue.premises import Premises
from app.forms.journey import Journey
from app.forms.known import Known
from app.forms.messages import in_danish
from app.forms.posted import Posted
from tests.forms.asking import MOELLEVEJ, TODAY, in_days, stopped_at

SHOP = {"p_number": "9900010402", "name": "Butikken", "address": MOELLEVEJ}
WORKSHOP = {"p_number": "9900010401", "name": "Værkstedet", "address": None}
COMPANY = Known(
    today=TODAY,
    applicant="company",
    register={
        "company.cvr": "99000104",
        "company.name": "Mølgaard VVS ApS",
        "company.form_of_business": "Anpartsselskab",
        "company.address": MOELLEVEJ,
        "company.units": [WORKSHOP, SHOP],
    },
)
ONE_UNIT = replace(COMPANY, register={**COMPANY.register, "company.units": [SHOP]})
NO_UNIT = replace(COMPANY, register={**COMPANY.register, "company.units": []})
SILENT = Known(today=TODAY, applicant="company")
WISHES: dict[str, Any] = {
    "name": "Mølgaard VVS ApS",
    "cvr": "99000104",
    "form_of_business": "Anpartsselskab",
    "address": MOELLEVEJ,
    "unit": {"p_number": "9900010402", "name": "Butikken"},
    "place": "meeting_room",
    "purpose": "Kursus",
    "day": in_days(14),
    "begins": "18:00",
    "ends": "21:30",
    "people": 12,
    "wishes": None,
    "phone": "+4520304050",
    "email": None,
}


def reads(slug: str, known: Known, **fields: str) -> tuple[dict[str, Any], dict[str, str]]:
    """What comes of sending a page: the answers, and the sentences beside the fields."""
    step = next(step for step in Premises.steps if step.slug == slug)
    reading = step.read(Posted.of(fields), known, {})
    return reading.answers, {key: said.say(in_danish) for key, said in reading.problems.items()}


def test_it_is_for_companies_and_associations_alone():
    assert Premises.applicants == ("company",)
    assert Premises.only_for_companies()


def test_a_whole_application_can_be_sent():
    journey = Journey(Premises, WISHES, COMPANY)
    assert journey.complete
    assert Premises.case_title(journey.answers) == "Lån af lokale 06.12.2026"


def test_what_cvr_knows_is_not_typed():
    answers, problems = reads("jer", COMPANY, name="En anden", cvr="12345678")
    assert problems == {}
    assert answers["name"] == "Mølgaard VVS ApS"
    assert answers["cvr"] == "99000104"


def test_one_of_several_units_is_chosen():
    answers, problems = reads("afdeling", COMPANY, unit="9900010401")
    assert problems == {}
    assert answers["unit"] == {"p_number": "9900010401", "name": "Værkstedet"}
    assert reads("afdeling", COMPANY)[1] == {"unit": "Vælg den afdeling, der søger."}
    assert "unit" in reads("afdeling", COMPANY, unit="1234567890")[1]


def test_the_only_unit_is_filled_in_whatever_is_posted():
    assert Premises.unit.is_locked(ONE_UNIT)
    answers, _ = reads("afdeling", ONE_UNIT, unit="1234567890")
    assert answers["unit"]["p_number"] == "9900010402"


def test_whoever_has_no_unit_is_not_stopped():
    answers, problems = reads("afdeling", NO_UNIT)
    assert (answers["unit"], problems) == (None, {})
    assert Journey(Premises, WISHES | {"unit": None}, NO_UNIT).complete


def test_under_a_silent_register_the_number_is_typed():
    answers, problems = reads("afdeling", SILENT, unit="99 00 01 04 02")
    assert problems == {}
    assert answers["unit"] == {"p_number": "9900010402", "name": ""}
    assert "unit" in reads("afdeling", SILENT, unit="12")[1]


def test_a_unit_that_is_closed_since_must_be_chosen_again():
    assert stopped_at(Journey(Premises, WISHES, replace(
        COMPANY, register={**COMPANY.register, "company.units": [WORKSHOP, WORKSHOP]}
    ))) == "afdeling"  # fmt: skip


def when(begins: str, ends: str) -> tuple[dict[str, Any], dict[str, str]]:
    day = {"day-day": "6", "day-month": "12", "day-year": "2026"}
    return reads("hvornaar", COMPANY, people="12", begins=begins, ends=ends, **day)


@pytest.mark.parametrize("typed", ["18", "18.30", "18:30", "kl. 18.30", "1830", "9.05"])
def test_times_are_understood_as_people_write_them(typed: str):
    answers, problems = when(typed, "21")
    assert problems == {}
    assert answers["begins"] in ("18:00", "18:30", "09:05")


@pytest.mark.parametrize("typed", ["25", "18.75", "aften", "1"])
def test_a_time_that_cannot_be_is_refused(typed: str):
    problems = when(typed, "21")[1] if typed != "1" else when("2", "1")[1]
    assert problems


def test_it_ends_after_it_begins():
    assert when("21", "18")[1] == {
        "ends": "Skriv et klokkeslæt, der er senere end det, I skrev ovenfor."
    }
    assert "ends" in when("21", "21.00")[1]


def test_nobody_borrows_for_today_or_for_years_ahead():
    for days in (0, 400):
        assert stopped_at(Journey(Premises, WISHES | {"day": in_days(days)}, COMPANY)) == "hvornaar"
