"""GetOrganized: what a case is told of itself and its party, and what its set-up may lack."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from app.integrations.case_systems import Message, Refused, Unavailable
from app.integrations.case_systems.getorganized import GetOrganized
from app.integrations.case_systems.marks import file_name
from app.standins import organisations
from app.standins.getorganized import DEMO_PASSWORD, DEMO_USERNAME
from tests.integrations.a_case_file import Noted, a_case_file, a_document
from tests.integrations.archives import ARCHIVES, a_getorganized_account
from tests.standins_server import start_afresh

CLUB = organisations.organisations()[0]
RECEIPT = a_document("receipt", name="Kvittering for »Ådalen« & Søn's.pdf")
NOT_IN_FILE_NAMES = set("\"#%&*:<>?/\\{|}~'")


@pytest.fixture(autouse=True)
def _afresh(standins: str) -> Iterator[None]:
    start_afresh(standins)
    yield
    start_afresh(standins)


def file(standins: str, *, secret: str = "", **changed: Any) -> dict[str, str]:
    """The properties of the case it becomes; `options` are the account's."""
    options = changed.pop("options", {})
    system = GetOrganized(a_getorganized_account(standins, secret, **options))
    system.file(a_case_file(**{"receipt": RECEIPT, **changed}), Noted())
    (case,) = ARCHIVES["getorganized"].cases(standins)
    fields: dict[str, str] = case["fields"]
    return fields


def test_a_case_is_told_all_that_finds_it_again(standins: str):
    fields = file(standins, case_title='Lån af "Salen" & <køkken>\x07')
    assert fields["ows_Title"] == 'Lån af "Salen" & <køkken>\x07 (K7FE-TJ4T)'.replace("\x07", "")
    assert fields["ows_EksterntSagsID"] == "K7FE-TJ4T"
    assert fields["ows_EksterntSystemID"] == "Hovedindgang"
    assert fields["ows_CaseStatus"] == "Åben"


@pytest.mark.parametrize(
    ("applicant", "contact"),
    [
        ({"kind": "citizen", "cpr": "7405880118", "name": "Ada"}, "Ada;#740588;#7405880118;#;#"),
        ({"kind": "citizen", "cpr": "7405880118", "name": ""}, ";#740588;#7405880118;#;#"),
        ({"kind": "citizen", "cpr": "6101010000", "name": "Ny;#Her"}, "Ny Her;#;#6101010000;#;#"),
        (
            {"kind": "company", "cvr": CLUB.cvr, "name": "Klubben"},
            f"Klubben;#{CLUB.cvr[:6]};#;#{CLUB.cvr};#",
        ),
        ({"kind": "anonymous"}, None),
    ],
)  # fmt: skip
def test_whose_case_it_is(standins: str, applicant: dict[str, str], contact: str | None):
    assert file(standins, applicant=applicant).get("ows_CCMContactData") == contact


def test_the_installations_own_words_go_along(standins: str):
    options = {
        "case_category": "Åben for alle",
        "kle": "318;#23.05.10 Flytning",
        "department": "916;#Borgerservice",
        "reference_field": "ows_VoresReference",
    }
    fields = file(standins, options=options)
    assert fields["ows_CaseCategory"] == "Åben for alle"
    assert fields["ows_KLENummer"] == "318;#23.05.10 Flytning"
    assert fields["ows_Afdeling"] == "916;#Borgerservice"
    assert fields["ows_VoresReference"] == "K7FE-TJ4T"


def test_a_document_is_final_and_has_a_name_that_can_be_one(standins: str):
    file(standins)
    ((document,),) = [each["documents"] for each in ARCHIVES["getorganized"].cases(standins)]
    assert document["finalised"]
    assert document["file"].startswith("Kvittering for »Ådalen« Søn s (K7FE-TJ4T-")
    assert not NOT_IN_FILE_NAMES & set(document["file"])


@pytest.mark.parametrize("final", [False, True])
def test_a_document_that_is_there_is_not_added_again(standins: str, final: bool):
    """As when we died between adding and finalising, or before we knew that it was finalised."""
    system = GetOrganized(a_getorganized_account(standins))
    first = a_case_file(receipt=RECEIPT)
    number = system.file(first, Noted())
    lease = a_document("lease")
    name = file_name(first, lease.id, lease.name)
    told = {"CaseId": number, "ListName": "Dokumenter", "FileName": name, "bytes": [1]}
    doc_id = ask(standins, "AddToDocumentLibrary", told)["DocId"]
    if final:
        ask(standins, "Finalize/ByDocumentId", {"DocID": doc_id})
    attached = Message(id="m", kind="attached", at=first.submitted_at, documents=[lease])
    system.tell(a_case_file(case_number=number), attached, Noted())
    (case,) = ARCHIVES["getorganized"].cases(standins)
    assert all(document["finalised"] for document in case["documents"])
    assert [each["size"] for each in case["documents"] if each["file"] == name] == [1]


def ask(standins: str, call: str, told: dict[str, Any]) -> dict[str, Any]:
    """What GetOrganized answers about a document."""
    address = f"{standins}/getorganized/_goapi/Documents/{call}"
    answer = httpx.post(address, auth=(DEMO_USERNAME, DEMO_PASSWORD), json=told)
    said: dict[str, Any] = answer.raise_for_status().json()
    return said


@pytest.mark.parametrize(
    ("options", "secret", "said"),
    [
        ({}, "wrong", "--secret case_system"),
        ({"username": "somebody"}, "", r"option\.username"),
        ({"reference_field": "Reference"}, "", r"option\.reference_field"),
        ({"site": "nowhere"}, "", "svar 404"),
        ({"case_type": "b"}, "", "svar 422"),
    ],
)
def test_a_wrong_set_up_is_named(standins: str, options: dict[str, str], secret: str, said: str):
    with pytest.raises(Refused, match=said) as refused:
        file(standins, secret=secret, options=options)
    assert DEMO_PASSWORD not in f"{refused.value}{refused.value.words}"
    assert ARCHIVES["getorganized"].cases(standins) == []


def test_without_a_receipt_it_waits(standins: str):
    with pytest.raises(Unavailable):
        file(standins, receipt=None)
    assert ARCHIVES["getorganized"].cases(standins) == []
