"""SBSYS and GetOrganized: who may ask them, and that whoever asks twice gets two."""

from typing import Any

import httpx
import pytest

from app.standins import getorganized, sbsys_tokens

TITLED = '<z:row xmlns:z="#RowsetSchema" ows_Title="Flytning" ows_EksterntSagsID="K7FE-TJ4T" />'
LOGIN = (getorganized.DEMO_USERNAME, getorganized.DEMO_PASSWORD)
REALM = "/sbsys/auth/realms/sbsip/protocol/openid-connect/token"


@pytest.fixture
def token(world: httpx.Client) -> dict[str, str]:
    form = {
        "grant_type": "password",
        "client_id": sbsys_tokens.DEMO_CLIENT_ID,
        "client_secret": sbsys_tokens.DEMO_CLIENT_SECRET,
        "username": sbsys_tokens.DEMO_USERNAME,
        "password": sbsys_tokens.DEMO_PASSWORD,
    }
    said = world.post(REALM, data=form).raise_for_status().json()
    return {"authorization": f"Bearer {said['access_token']}"}


def go(world: httpx.Client, call: str, told: dict[str, Any]) -> httpx.Response:
    return world.post(f"/getorganized/_goapi/{call}", json=told, auth=LOGIN)


@pytest.mark.parametrize("system", ["sbsys", "getorganized"])
def test_they_say_what_they_answer(world: httpx.Client, system: str):
    assert len(world.get(f"/{system}/openapi.json").json()["paths"]) > 5


def test_nobody_asks_sbsys_without_a_token(world: httpx.Client, token: dict[str, str]):
    for headers in ({}, {"authorization": "Bearer x"}, {"authorization": "Basic x"}):
        assert world.post("/sbsys/api/sag/search", json={}, headers=headers).status_code == 401
    assert world.post("/sbsys/api/sag/search", json={}, headers=token).json()["Results"] == []


@pytest.mark.parametrize(
    "wrong", [{"client_secret": "x"}, {"password": "x"}, {"grant_type": "implicit"}]
)
def test_no_token_is_given_for_a_wrong_secret(world: httpx.Client, wrong: dict[str, str]):
    form = {
        "grant_type": "password",
        "client_id": sbsys_tokens.DEMO_CLIENT_ID,
        "client_secret": sbsys_tokens.DEMO_CLIENT_SECRET,
        "username": sbsys_tokens.DEMO_USERNAME,
        "password": sbsys_tokens.DEMO_PASSWORD,
    } | wrong
    assert world.post(REALM, data=form).status_code == 401


def test_sbsys_numbers_each_case_by_its_template(world: httpx.Client, token: dict[str, str]):
    new = {"SagsTitel": "Flytning", "SkabelonId": 101}
    opened = [
        world.post("/sbsys/api/v10/sag/template", json=new, headers=token).json()["Nummer"]
        for _ in range(2)
    ]
    assert [number.rpartition("-")[0] for number in opened] == [
        "23.05.10-G01-1",
        "23.05.10-G01-2",
    ]
    asked = {"SagsTitel": "flyt", "PageSize": 1, "PageNumber": 2}
    found = world.post("/sbsys/api/sag/search", json=asked, headers=token).json()
    assert [case["Nummer"] for case in found["Results"]] == opened[:1]
    world.post("/sbsys/close", data={"number": opened[0]})
    states = {case["number"]: case["is_open"] for case in world.get("/sbsys/cases.json").json()}
    assert states == {opened[0]: False, opened[1]: True}


def test_a_case_wants_a_template_and_a_party_there_are(world: httpx.Client, token: dict[str, str]):
    for wrong in ({"SkabelonId": 9}, {"PrimaryPart": {"PartId": 9, "PartType": "Person"}}):
        new = {"SagsTitel": "Flytning", "SkabelonId": 101, **wrong}
        answer = world.post("/sbsys/api/v10/sag/template", json=new, headers=token)
        assert answer.status_code == 422
    assert world.get("/sbsys/api/sag/9/dokumenter", headers=token).status_code == 404


def test_nobody_asks_getorganized_without_a_password(world: httpx.Client):
    told = {"FieldProperties": [], "CaseTypePrefixes": ["BOR"]}
    address = "/getorganized/_goapi/Cases/FindByCaseProperties"
    assert world.post(address, json=told).status_code == 401
    assert world.post(address, json=told, auth=(LOGIN[0], "x")).status_code == 401
    assert world.post(address, json=told, auth=LOGIN).json() == {"CasesInfo": []}


def test_getorganized_opens_as_many_cases_as_it_is_asked_for(world: httpx.Client):
    new = {"CaseTypePrefix": "BOR", "MetadataXml": TITLED}
    opened = {go(world, "Cases", new).json()["CaseID"] for _ in range(2)}
    wanted = {
        "FieldProperties": [{"InternalName": "ows_EksterntSagsID", "Value": "K7FE-TJ4T"}],
        "CaseTypePrefixes": ["BOR"],
    }
    found = go(world, "Cases/FindByCaseProperties", wanted).json()["CasesInfo"]
    assert {case["CaseID"] for case in found} == opened
    assert len(opened) == 2
    assert go(world, "Cases", new | {"MetadataXml": "<row/>"}).status_code == 422


def test_a_document_is_written_over_until_it_is_final(world: httpx.Client):
    case = go(world, "Cases", {"CaseTypePrefix": "BOR", "MetadataXml": TITLED}).json()
    told = {"CaseId": case["CaseID"], "ListName": "Dokumenter", "FileName": "a.pdf"}
    first = go(world, "Documents/AddToDocumentLibrary", told | {"bytes": [1]}).json()
    assert go(world, "Documents/AddToDocumentLibrary", told | {"bytes": [1, 2]}).json() == first
    assert go(world, "Documents/Finalize/ByDocumentId", {"DocID": first["DocId"]}).json() == {
        "Success": True
    }
    again = go(world, "Documents/Finalize/ByDocumentId", {"DocID": first["DocId"]}).json()
    assert not again["Success"]
    late = go(world, "Documents/AddToDocumentLibrary", told | {"bytes": [3]})
    assert late.status_code == 409
    ((document,),) = [each["documents"] for each in world.get("/getorganized/cases.json").json()]
    assert (document["size"], document["finalised"]) == (2, True)
