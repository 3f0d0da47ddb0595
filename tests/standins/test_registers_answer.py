"""The register stand-ins answer by the contract of `docs/registers.md`."""

from typing import Any

import httpx
import pytest

from app.standins import organisations, persons
from app.standins.addresses import every_address


def looked_up(world: httpx.Client, key: str) -> dict[str, Any]:
    question = {"cpr": persons.by_key(key).cpr}
    person: dict[str, Any] = world.post("/civil-register/persons/lookup", json=question).json()
    return person


def found(world: httpx.Client, text: str, code: str | None = None) -> list[str]:
    question = {"text": text, "municipality_code": code}
    answer = world.post("/addresses/search", json=question).json()
    return [address["text"] for address in answer["addresses"]]


def test_a_person_is_told_with_name_address_and_birth_date(world: httpx.Client):
    ada = looked_up(world, "ada")
    assert ada["name"]["addressing"] == "Ada Holm"
    assert ada["address"]["text"] == "Møllevej 4, 7400 Herning"
    assert ada["address"]["municipality_code"] == "0657"
    assert ada["birth_date"] == "1988-05-14"
    assert ada["status"] == 1
    assert ada["household"] == ada["children"] == []


def test_a_household_is_told_with_relation_and_custody(world: httpx.Client):
    household = looked_up(world, "bo")["household"]
    assert [(each["relation"], each["custody"]) for each in household] == [
        ("spouse", False),
        ("child", True),
        ("child", True),
        ("child", True),
    ]


def test_shared_custody_is_told_to_both_parents(world: httpx.Client):
    [at_home] = looked_up(world, "gitte")["children"]
    [away] = looked_up(world, "hugo")["children"]
    assert (at_home["custody"], at_home["at_same_address"]) == (True, True)
    assert (away["custody"], away["at_same_address"]) == (True, False)


def test_a_parent_without_custody_lives_with_the_child_all_the_same(world: httpx.Client):
    jonas = looked_up(world, "jonas")
    assert {each["name"]: each["custody"] for each in jonas["household"]} == {
        "Mette Krogh": False,
        "Klara Krogh": False,
    }


def test_protection_is_told_of_the_person_and_of_the_relative(world: httpx.Client):
    assert looked_up(world, "petra")["address_protection"]["protected"] is True
    assert looked_up(world, "petra")["address_protection"]["from"]
    [spouse] = looked_up(world, "otto")["household"]
    assert (spouse["relation"], spouse["protected"]) == ("spouse", True)


def test_the_dead_and_the_disappeared_appear_as_relations(world: httpx.Client):
    assert looked_up(world, "karen")["spouse"]["status"] == 90
    assert {each["status"] for each in looked_up(world, "rosa")["parents"]} == {1, 70}
    assert looked_up(world, "kaj")["address"] is None


def test_a_guardian_is_told_of_their_ward_and_of_nobody_else(world: httpx.Client):
    sigrid = persons.by_key("sigrid")
    assert looked_up(world, "tage")["guardian_of"] == [
        {
            "cpr": sigrid.cpr,
            "name": "Sigrid Bang",
            "birth_date": "1951-09-17",
            "protected": False,
        }
    ]
    assert looked_up(world, "sigrid")["guardian_of"] == looked_up(world, "ada")["guardian_of"] == []


def test_a_company_is_told_with_its_production_units(world: httpx.Client):
    vvs, theatre, closed = (
        world.post("/company-register/companies/lookup", json={"cvr": each.cvr}).json()
        for each in organisations.organisations()
    )
    assert (vvs["name"], vvs["form_of_business"]) == ("Mølgaard VVS ApS", "Anpartsselskab")
    assert vvs["address"]["text"] == "Markedspladsen 2, 7490 Aulum"
    assert len({unit["p_number"] for unit in vvs["production_units"]}) == 2
    assert theatre["form_of_business"] == "Forening"
    assert len(theatre["production_units"]) == 1
    assert (closed["status"], closed["address"]) == ("closed", None)


@pytest.mark.parametrize(("cvr", "status"), [("12345678", 404), ("1234567", 422)])
def test_an_unknown_organisation_is_a_problem_in_words(world: httpx.Client, cvr: str, status: int):
    answer = world.post("/company-register/companies/lookup", json={"cvr": cvr})
    assert answer.status_code == status
    assert answer.json()["title"]


def test_an_unknown_number_is_a_problem_in_words(world: httpx.Client):
    answer = world.post("/civil-register/persons/lookup", json={"cpr": "0101010101"})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["title"]


def test_a_question_that_breaks_the_contract_is_not_repeated_back(world: httpx.Client):
    answer = world.post("/civil-register/persons/lookup", json={"cpr": "7405880118x"})
    assert answer.status_code == 422
    assert "7405880118" not in answer.text


@pytest.mark.parametrize(
    "text",
    [
        "møllevej 4",
        "MØLLEVEJ 4",
        "moellevej 4",
        "møllevej 4, 7400",
        "Møllevej 4, 7400 Herning",
        "mollevej 4 herning",
        "møllvej 4",
        "herning møllevej 4",
    ],
)
def test_search_forgives_how_people_type(world: httpx.Client, text: str):
    assert found(world, text)[0] == "Møllevej 4, 7400 Herning"


@pytest.mark.parametrize("text", ["ågade", "aagade", "ÅGADE"])
def test_aa_is_the_same_letter(world: httpx.Client, text: str):
    assert {"Aagade 1, 7400 Herning", "Ågade 2, 8000 Aarhus C"} <= set(found(world, text))


@pytest.mark.parametrize(
    "text", ["dalgasgade 12 1.tv", "Dalgasgade 12, 1. sal tv", "dalgasgade 12, 1 tv"]
)
def test_floor_and_door_are_understood(world: httpx.Client, text: str):
    assert found(world, text) == ["Dalgasgade 12, 1. tv, 7400 Herning"]


def test_the_ground_floor_may_be_written_out(world: httpx.Client):
    assert found(world, "bredgade 25 stuen th") == ["Bredgade 25, st. th, 7400 Herning"]


def test_at_most_ten_are_found_and_nonsense_finds_none(world: httpx.Client):
    assert len(found(world, "herning")) == 10
    assert found(world, "zzzzzz") == found(world, "m") == found(world, "") == []


def test_a_search_can_stay_in_one_municipality(world: httpx.Client):
    assert found(world, "vallensbæk", "0657") == []
    assert found(world, "møllevej 4", "0657")


def test_an_address_is_found_by_its_id(world: httpx.Client):
    [some_id] = list(every_address())[:1]
    answer = world.post("/addresses/lookup", json={"id": some_id})
    assert answer.json()["id"] == some_id
    assert world.post("/addresses/lookup", json={"id": "none"}).status_code == 404


def test_a_few_hundred_addresses_are_there_and_all_different():
    texts = [address.text for address in every_address().values()]
    assert len(texts) == len(set(texts)) >= 300


@pytest.mark.parametrize(
    "system", ["civil-register", "company-register", "addresses", "case-system", "digital-post"]
)
def test_each_serves_its_contract(world: httpx.Client, system: str):
    assert world.get(f"/{system}/openapi.json").json()["openapi"].startswith("3.")
