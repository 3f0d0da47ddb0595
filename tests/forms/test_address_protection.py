"""Navne- og adressebeskyttelse, as the specialists would tell it."""

from typing import Any

from app.forms.catalogue.address_protection import AddressProtection
from app.forms.journey import Journey
from app.forms.known import Known
from app.forms.messages import in_danish
from app.forms.posted import Posted
from tests.forms.asking import ADA, CARLA, KNOWN, MOELLEVEJ, TODAY, in_days, stopped_at
from tests.forms.asking import slugs as slugs_of

FOR_ME: dict[str, Any] = {
    "what_it_does": True,
    "what_it_does_not": True,
    "name": "Ada Holm",
    "address": MOELLEVEJ,
    "who": "me",
    "start": "now",
    "end": "usual",
}


def slugs(answers: dict[str, Any]) -> list[str]:
    return slugs_of(AddressProtection, answers)


def test_the_plain_case_is_four_pages():
    assert slugs(FOR_ME) == ["det-betyder-det", "dig", "hvem", "periode"]
    assert Journey(AddressProtection, FOR_ME, KNOWN).complete


def test_what_it_does_and_does_not_do_is_told_first():
    first = AddressProtection.steps[0]
    assert not any(question.asks for question in first.questions)
    told = AddressProtection.what_it_does_not.text
    for word in ("Myndigheder", "skylder penge", "PostNord", "politiet"):
        assert word in told


def test_own_children_at_the_same_address_can_be_protected_too():
    with_children = FOR_ME | {"who": "me_and_children"}
    assert "boern" in slugs(with_children)
    offered = AddressProtection.children.people(KNOWN, None)
    assert [name for _, name, _ in offered] == [CARLA["name"]]


def test_it_can_begin_and_end_on_days_of_ones_own():
    path = slugs(FOR_ME | {"start": "date", "end": "date"})
    assert path[-2:] == ["begynder", "slutter"]


def test_it_never_begins_in_the_past():
    assert begins("22.11.2026") == {}
    assert begins("21.11.2026") == {
        "start_date": "Skriv en dag fra i dag og frem. Beskyttelsen kan tidligst begynde i dag."
    }


def test_it_ends_after_it_begins():
    starts = FOR_ME | {"start": "date", "end": "date", "start_date": in_days(30)}
    journey = Journey(AddressProtection, starts | {"end_date": in_days(30)}, KNOWN)
    assert stopped_at(journey) == "slutter"
    assert Journey(AddressProtection, starts | {"end_date": in_days(31)}, KNOWN).complete


def test_one_that_begins_at_once_may_end_any_day_from_tomorrow():
    ends = FOR_ME | {"end": "date"}
    assert Journey(AddressProtection, ends | {"end_date": in_days(1)}, KNOWN).complete
    assert not Journey(AddressProtection, ends | {"end_date": in_days(0)}, KNOWN).complete


def test_the_municipality_decides_how_long_it_may_last():
    five_years = Known(today=TODAY, register=ADA, decisions={"longest": 1827})
    ends = FOR_ME | {"end": "date", "end_date": in_days(1800)}
    assert not Journey(AddressProtection, ends, KNOWN).complete
    assert Journey(AddressProtection, ends, five_years).complete


def test_how_long_it_lasts_counts_from_the_day_it_begins():
    both = FOR_ME | {"start": "date", "end": "date", "start_date": in_days(100)}
    assert Journey(AddressProtection, both | {"end_date": in_days(466)}, KNOWN).complete
    journey = Journey(AddressProtection, both | {"end_date": in_days(467)}, KNOWN)
    assert stopped_at(journey) == "slutter"
    last = next(step for step in AddressProtection.steps if step.slug == "slutter")
    assert journey.problems(last)["end_date"].say(in_danish) == (
        "Skriv en dag senest 2. marts 2028. Beskyttelsen kan ikke vare længere ad gangen."
    )


def test_one_without_children_is_not_asked_about_them():
    childless = Known(today=TODAY, register=ADA | {"person.children": []})
    alone = {key: answer for key, answer in FOR_ME.items() if key != "who"}
    journey = Journey(AddressProtection, alone, childless)
    assert journey.complete
    assert "hvem" not in [step.slug for step in journey.steps]


def begins(day: str) -> dict[str, str]:
    step = next(step for step in AddressProtection.steps if step.slug == "begynder")
    reading = step.read(Posted.of({"start_date-day": day}), KNOWN, {})
    return {key: problem.say(in_danish) for key, problem in reading.problems.items()}
