from typing import Any

import pytest

from app.auth.claims import citizen_from, staff_from
from app.auth.id_token import NotBelieved
from app.auth.people import at_least, from_kept, to_keep
from app.auth.profiles.signaturgruppen import SIGNATURGRUPPEN
from app.settings import Settings
from tests.auth.people import ADA, NSIS, YRSA


def test_a_citizen_is_read_from_the_brokers_claims():
    ada = citizen_from(ADA, SIGNATURGRUPPEN)

    assert (ada.cpr, ada.name, ada.loa) == (
        "7405880012",
        "Ada Holm",
        "substantial",
    )
    assert from_kept(to_keep(ada)) == ada


def test_a_persons_number_and_name_are_not_in_what_a_traceback_shows():
    assert "7405880012" not in repr(citizen_from(ADA, SIGNATURGRUPPEN))
    assert "Holm" not in repr(citizen_from(ADA, SIGNATURGRUPPEN))
    assert "Toft" not in repr(staff_from(YRSA))


@pytest.mark.parametrize(
    ("said", "loa"),
    [(f"{NSIS}Low", "low"), (f"{NSIS}High", "high"), (f"{NSIS}loa/Substantial", "substantial")],
)
def test_the_level_of_assurance_is_understood(said: str, loa: str):
    assert citizen_from(ADA | {"loa": said}, SIGNATURGRUPPEN).loa == loa


@pytest.mark.parametrize(
    "changed",
    [
        {"dk.cpr": None},
        {"dk.cpr": 7405880012},
        {"dk.cpr": "740588001"},
        {"dk.cpr": "74058800122"},
        {"dk.cpr": "７405880012"},
        {"mitid.uuid": ""},
        {"loa": None},
        {"loa": "high"},
        {"loa": "https://evil.example/nsis/High"},
        {"loa": f"{NSIS}Highest"},
    ],
    ids=str,
)
def test_a_citizen_whose_claims_cannot_be_is_not_believed(changed: dict[str, Any]):
    with pytest.raises(NotBelieved) as doubt:
        citizen_from(ADA | changed, SIGNATURGRUPPEN)
    assert "740588" not in str(doubt.value)


def test_synthetic_numbers_are_for_demonstrations_only(monkeypatch: pytest.MonkeyPatch):
    production = Settings(environment="production")
    monkeypatch.setattr("app.auth.claims.settings", lambda: production)

    with pytest.raises(NotBelieved, match="synthetic"):
        citizen_from(ADA, SIGNATURGRUPPEN)
    assert citizen_from(ADA | {"dk.cpr": "140588-0012"}, SIGNATURGRUPPEN).cpr == "1405880012"


def test_one_whose_name_the_broker_keeps_back_is_not_shut_out():
    nameless = {name: value for name, value in ADA.items() if name != "name"}
    assert citizen_from(nameless, SIGNATURGRUPPEN).name == ""


def test_staff_have_the_roles_we_know_and_no_others():
    yrsa = staff_from(YRSA | {"roles": ["caseworker", "emperor"]})

    assert yrsa.roles == {"caseworker"}
    assert from_kept(to_keep(yrsa)) == yrsa


@pytest.mark.parametrize(
    "changed",
    [{"sub": None}, {"municipality_code": None}, {"roles": {"a": 1}}, {"kle": [7]}],
    ids=str,
)
def test_staff_whose_claims_cannot_be_are_not_believed(changed: dict[str, Any]):
    with pytest.raises(NotBelieved):
        staff_from(YRSA | changed)


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"loa": f"{NSIS}Substantial"},
        {"acr": f"{NSIS}loa/High"},
        {"mitid_loa": "HIGH"},
        {"acr": "1"},
        {"loa": 7},
    ],
    ids=str,
)
def test_staff_whose_login_names_no_level_or_a_good_one_come_in(said: dict[str, Any]):
    assert staff_from(YRSA | said) == staff_from(YRSA)


@pytest.mark.parametrize(
    "said",
    [
        {"loa": f"{NSIS}Low"},
        {"acr": f"{NSIS}loa/Low"},
        {"acr": f"{NSIS}Low", "loa": f"{NSIS}High"},
        {"mitid_loa": "LOW"},
    ],
    ids=str,
)
def test_staff_whose_login_says_that_it_is_too_low_do_not(said: dict[str, Any]):
    with pytest.raises(NotBelieved) as doubt:
        staff_from(YRSA | said)
    assert doubt.value.why == "the level of the login is too low"


def test_a_login_is_good_enough_for_what_needs_less():
    assert at_least("high", "substantial")
    assert at_least("substantial", "substantial")
    assert not at_least("low", "substantial")
    assert at_least("low", "none")
