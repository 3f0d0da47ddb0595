"""Each broker's tokens, read by its own profile."""

from typing import Any

import pytest

from app.auth.claims import NoCprNumber, identities_from
from app.auth.id_token import NotBelieved
from app.auth.people import Citizen, Company, Login, from_kept, to_keep
from app.auth.profiles import BY_NAME
from app.municipalities.accounts import PROFILES
from tests.auth.people import ADA, NSIS
from tests.auth.tokens_of_brokers import (
    CPR,
    CVR,
    EID,
    OF_CPR,
    OF_NAME,
    PRIVATE,
    PROFESSIONAL,
    without,
)

IDURA = "urn:grn:authn:dk:mitid:"


def read(broker: str, claims: dict[str, Any]) -> Any:
    return identities_from(claims, BY_NAME[broker])


def test_an_account_can_be_set_to_every_profile_and_no_other():
    assert tuple(BY_NAME) == PROFILES


@pytest.mark.parametrize("broker", PRIVATE)
def test_a_private_login_is_a_citizen(broker: str):
    (ada,) = read(broker, PRIVATE[broker])

    assert ada == Citizen(CPR, "Ada Holm", "6f1d5a52", "substantial")


@pytest.mark.parametrize("broker", PROFESSIONAL)
def test_a_professional_login_with_a_cpr_number_is_a_company_and_a_citizen(broker: str):
    company, citizen = read(broker, PROFESSIONAL[broker])

    assert company == Company(
        CVR, "Holm ApS", "1000000014", "represents", "Ada Holm", CPR, "9a0e", "high"
    )
    assert (citizen.kind, citizen.cpr, citizen.name, citizen.loa) == (
        "citizen",
        CPR,
        "Ada Holm",
        "high",
    )
    assert Login((company, citizen), "https://broker.example", "x").only is None
    assert from_kept(to_keep(company)) == company


@pytest.mark.parametrize("broker", PROFESSIONAL)
def test_without_one_it_is_the_company_alone(broker: str):
    (company,) = read(broker, without(PROFESSIONAL[broker], OF_CPR))

    assert (company.kind, company.cvr, company.cpr) == ("company", CVR, "")


@pytest.mark.parametrize("broker", PRIVATE)
def test_a_private_login_without_a_cpr_number_says_who_it_is_apart_from_that(broker: str):
    with pytest.raises(NoCprNumber) as missing:
        read(broker, without(PRIVATE[broker], OF_CPR))

    assert missing.value.person == Citizen("", "Ada Holm", "6f1d5a52", "substantial")
    assert "Ada" not in str(missing.value)


@pytest.mark.parametrize("broker", PRIVATE)
def test_one_whose_name_is_kept_back_is_not_shut_out(broker: str):
    (ada,) = read(broker, without(PRIVATE[broker], OF_NAME))

    assert (ada.cpr, ada.name) == (CPR, "")


@pytest.mark.parametrize(
    ("broker", "claim"),
    [("signaturgruppen", "nemlogin.alias"), ("nemlogin", f"{EID}alias")],
)
def test_an_alias_stands_in_for_a_protected_name_and_is_shown_to_nobody(broker: str, claim: str):
    company, citizen = read(broker, without(PROFESSIONAL[broker], OF_NAME) | {claim: "Pseudonym"})

    assert (company.person_name, citizen.name) == ("", "")
    assert citizen.protected


@pytest.mark.parametrize(
    ("broker", "claim", "said"),
    [
        ("signaturgruppen", "ssn.details.name_address_protected", True),
        ("signicat", "mitid_name_and_address_protection", "true"),
    ],
)
def test_the_flag_of_address_protection_is_found(broker: str, claim: str, said: object):
    (ada,) = read(broker, PRIVATE[broker] | {claim: said})

    assert ada.protected
    assert from_kept(to_keep(ada)) == ada


@pytest.mark.parametrize(
    ("broker", "claim", "spellings"),
    [
        ("signaturgruppen", "loa", (f"{NSIS}Low", f"{NSIS}Substantial", f"{NSIS}High")),
        ("signaturgruppen", "loa", (f"{NSIS}loa/Low", f"{NSIS}loa/Substantial", f"{NSIS}loa/High")),
        ("idura", "acr", (f"{IDURA}low", f"{IDURA}substantial", f"{IDURA}high")),
        ("signicat", "mitid_loa", ("LOW", "SUBSTANTIAL", "HIGH")),
        ("nemlogin", f"{NSIS}loa", ("Low", "Substantial", "High")),
    ],
)
def test_every_spelling_of_a_level_is_understood(broker: str, claim: str, spellings: Any):
    found = [read(broker, PRIVATE[broker] | {claim: said})[0].loa for said in spellings]

    assert found == ["low", "substantial", "high"]


def test_where_one_claim_of_level_is_missing_the_next_counts():
    claims = without(PRIVATE["signaturgruppen"], {"loa"}) | {"acr": f"{NSIS}High"}

    assert read("signaturgruppen", claims)[0].loa == "high"


@pytest.mark.parametrize(
    ("broker", "changed"),
    [
        ("signaturgruppen", {"loa": "High"}),
        ("idura", {"acr": "urn:grn:authn:dk:mitid:highest", "authenticationtype": None}),
        ("idura", {"acr": f"{EID}x", "authenticationtype": "urn:grn:authn:se:bankid"}),
        ("signicat", {"mitid_loa": "ENORMOUS"}),
        ("signicat", {"nin_issuing_country": "SE"}),
        ("nemlogin", {f"{NSIS}loa": ["High"]}),
    ],
    ids=str,
)
def test_what_cannot_be_is_not_believed(broker: str, changed: dict[str, Any]):
    with pytest.raises(NotBelieved) as doubt:
        read(broker, PRIVATE[broker] | changed)
    assert not isinstance(doubt.value, NoCprNumber)


@pytest.mark.parametrize(
    "changed",
    [
        {"nemlogin.cvr": "1234567"},
        {"nemlogin.cvr": "DK99000023"},
        {"nemlogin.cpr": "12"},
        {"nemlogin.persistent_professional_id": None},
        {"loa": None},
    ],
    ids=str,
)
def test_nor_is_a_company_that_cannot_be(changed: dict[str, Any]):
    with pytest.raises(NotBelieved):
        read("signaturgruppen", PROFESSIONAL["signaturgruppen"] | changed)


@pytest.mark.parametrize(
    ("said", "role"),
    [
        (True, "represents"),
        ("true", "represents"),
        (CVR, "represents"),
        (["11111111", CVR], "represents"),
        (False, ""),
        (None, ""),
        ("false", ""),
        ("11111111", ""),
        (["11111111"], ""),
    ],
)
def test_who_may_bind_the_company_is_told_and_never_guessed(said: object, role: str):
    claims = PROFESSIONAL["signaturgruppen"] | {"nemlogin.auth_to_repr": said}

    assert read("signaturgruppen", claims)[0].role == role


def test_a_p_number_that_is_none_is_left_out():
    claims = PROFESSIONAL["signaturgruppen"] | {"nemlogin.p_number": ["1000000014", "1000000022"]}

    assert read("signaturgruppen", claims)[0].p_number == ""


def test_a_citizen_of_before_is_still_read():
    kept = to_keep(read("signaturgruppen", ADA)[0])
    del kept["protected"]

    assert from_kept(kept) == read("signaturgruppen", ADA)[0]
