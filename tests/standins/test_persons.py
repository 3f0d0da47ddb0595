"""The test persons are who the sentences beside them say they are."""

from datetime import date
from pathlib import Path

import pytest
from stdnum.dk import cvr

from app.standins import persons
from app.standins.addresses import by_place
from app.standins.login.professional import professionals
from app.standins.numbers import passes
from app.standins.organisations import organisations
from app.standins.person import DEAD, DISAPPEARED
from app.standins.staff import colleagues

README = Path(__file__).parents[2] / "README.md"
YEARS = [date(2026, 1, 1), date(2026, 11, 22), date(2027, 12, 31), date(2031, 6, 1)]


def test_at_least_fourteen_are_there_and_each_says_why():
    people = persons.everyone().values()
    assert len(people) >= 14
    assert all(person.why.endswith(".") for person in people)
    assert all(colleague.why.endswith(".") for colleague in colleagues().values())


def test_the_readme_says_the_same_of_them():
    rows = [line.strip("| ").split(" | ") for line in README.read_text("utf-8").splitlines()]
    told = {row[0].partition(" – ")[0]: row[-1] for row in rows if len(row) == 2}
    citizens = {p.name: p.why for p in persons.everyone().values() if p.has_login}
    everybody = citizens | {each.name: each.why for each in colleagues().values()}
    assert {name: told.get(name) for name in everybody} == everybody


def test_the_readme_says_how_to_log_in_for_an_organisation():
    told = README.read_text("utf-8")
    assert all(f"»{each.name}«" in told for each in professionals().values())
    assert all(f"`{key}`" in told for key in professionals())


def test_a_number_can_never_be_a_real_persons():
    assert all(61 <= int(person.cpr[:2]) <= 91 for person in persons.everyone().values())


@pytest.mark.parametrize("day", YEARS)
def test_numbers_are_different_and_name_the_birth_date(day: date):
    people = persons.everyone(day).values()
    assert len({person.cpr for person in people}) == len(people)
    for person in people:
        born = f"{int(person.cpr[:2]) - 60:02}{person.cpr[2:6]}"
        assert born == person.born.strftime("%d%m%y")
        assert person.cpr[6] in ("0123" if person.born.year < 2000 else "456789")


@pytest.mark.parametrize("day", YEARS)
def test_the_years_do_not_make_the_sentences_wrong(day: date):
    people = persons.everyone(day)
    assert people["rosa"].age(day) == 17
    assert people["karen"].age(day) == 84
    children = [people[key] for key in ("dicte", "emil", "frida", "ida", "klara")]
    assert all(0 <= child.age(day) < 15 for child in children)


def test_one_number_fails_modulus_11_and_no_other():
    failing = [p.key for p in persons.everyone().values() if not passes(p.cpr)]
    assert failing == ["uffe"]


def test_everybody_who_lives_somewhere_lives_at_an_address_we_have():
    homes = [person.home for person in persons.everyone().values() if person.home]
    assert all(home in by_place() for home in homes)


def test_people_live_in_both_municipalities():
    codes = {by_place()[p.home].municipality_code for p in persons.everyone().values() if p.home}
    assert codes == {"0657", "0187"}


def test_relations_lead_to_people_who_are_there():
    people = persons.everyone()
    for person in people.values():
        named = [*person.parents, *person.custody, person.spouse, person.partner, person.guardian]
        assert all(key in people for key in named if key)
        for other in filter(None, (person.spouse, person.partner)):
            assert person.key in (people[other].spouse, people[other].partner)


def test_the_dead_and_the_disappeared_are_refused():
    refused = {p.key: p.status for p in persons.everyone().values() if p.refused}
    assert refused == {"kaj": DEAD, "troels": DISAPPEARED}


def test_names_hold_what_danish_names_hold():
    names = [person.name for person in persons.everyone().values()]
    assert any(all(mark in name for mark in "æøåÆØ-'") or "'Ærø" in name for name in names)
    assert max(len(name) for name in names) > 100


def test_staff_work_in_two_municipalities_with_different_roles():
    people = colleagues().values()
    assert {each.municipality_code for each in people} == {"0657", "0187"}
    assert len({each.roles for each in people}) == len(people)


def test_each_role_is_somebodys_alone_in_herning():
    alone = {each.roles[0] for each in colleagues().values() if len(each.roles) == 1}
    in_herning = {e.roles[0] for e in colleagues().values() if e.municipality_code == "0657"}
    assert alone == {
        "assistant",
        "frontdesk",
        "caseworker",
        "strategist",
        "operations",
        "administrator",
    }
    assert alone == in_herning


def test_vallensbaek_has_a_front_desk_a_caseworker_and_operations():
    there = [each.roles for each in colleagues().values() if each.municipality_code == "0187"]
    assert {"frontdesk", "caseworker", "operations"} <= {role for roles in there for role in roles}


def test_a_cvr_number_passes_the_check_digit_and_is_nobodys():
    numbers = [each.cvr for each in organisations()]
    assert len(set(numbers)) == len(numbers)
    assert all(cvr.is_valid(number) and number.startswith("99") for number in numbers)


def test_an_organisation_has_units_of_its_own_where_there_are_addresses():
    units = [unit for each in organisations() for unit in each.units]
    assert len({unit.p_number for unit in units}) == len(units)
    assert all(unit.place in by_place() for unit in units)
    assert [len(each.units) for each in organisations() if each.status == "active"] == [2, 1]
