from typing import Any

from app.forms.known import Known
from app.forms.questions import Address
from tests.forms.asking import (
    KNOWN,
    MOELLEVEJ,
    REGISTERS_ARE_SILENT,
    STOREGADE,
    TODAY,
    named,
    refused,
    understood,
)

BY_HAND: dict[str, Any] = {
    "pick": "manual",
    "street": "Lærkevej",
    "number": "12B",
    "postal_code": "7400",
}


def where(**rest) -> Address:
    return Address("Hvor?", **rest)


def test_a_picked_address_is_what_the_register_says():
    answer = understood(where(), it="storeg", pick=STOREGADE["id"], street="Noget andet")
    assert answer == STOREGADE


def test_an_address_can_always_be_typed_by_hand():
    assert understood(where(), **BY_HAND, city="Herning", floor="1", door="tv") == {
        "id": "",
        "street": "Lærkevej",
        "number": "12B",
        "floor": "1",
        "door": "tv",
        "postal_code": "7400",
        "city": "Herning",
        "municipality_code": "",
        "text": "Lærkevej 12B, 1. tv, 7400 Herning",
    }


def test_floor_and_door_that_the_register_lacks_are_added():
    known = Known(today=TODAY, addresses={MOELLEVEJ["id"]: MOELLEVEJ})
    answer = understood(where(), known=known, pick=MOELLEVEJ["id"], floor="st", door="th")
    assert answer["text"] == "Møllevej 4, st. th, 7400 Herning"
    assert understood(where(), pick=STOREGADE["id"], floor="9") == STOREGADE


def test_a_kept_address_stays_when_the_register_is_silent():
    answer = understood(
        where(),
        known=REGISTERS_ARE_SILENT,
        before=STOREGADE,
        it=STOREGADE["text"],
        pick=STOREGADE["id"],
    )
    assert answer == STOREGADE


def test_a_new_text_beside_an_old_pick_is_not_lost():
    assert refused(where(), before=STOREGADE, it="Møllevej 4", pick=STOREGADE["id"]) == (
        "Søg på den nye adresse, og vælg den på listen."
    )


def test_each_mistake_has_its_own_sentence():
    assert refused(where()) == "Skriv adressen, og vælg den på listen."
    assert refused(where(), it="Møllevej") == (
        "Vælg adressen på listen, eller skriv den selv i felterne."
    )
    assert refused(where(), pick="made-up") == (
        "Vælg adressen på listen, eller skriv den selv i felterne."
    )
    assert refused(where(), pick="manual") == "Skriv vejnavn, husnummer, postnummer og by."
    assert refused(where(), **BY_HAND) == "Skriv også byen."
    hand = BY_HAND | {"city": "Herning"}
    assert refused(where(), **hand | {"street": ""}) == "Skriv også vejnavnet."
    assert refused(where(), **hand | {"number": ""}) == "Skriv også husnummeret."
    assert refused(where(), **hand | {"number": "fire"}) == "Skriv husnummeret med et tal først."
    assert refused(where(), **hand | {"postal_code": ""}) == "Skriv også postnummeret."
    assert refused(where(), **hand | {"postal_code": "740"}) == "Skriv postnummeret med fire cifre."
    assert refused(where(), **hand | {"street": "x" * 10_000_000}) == (
        "Skriv et kortere vejnavn, højst 100 tegn."
    )
    assert refused(where(), it="x" * 10_000_000) == "Skriv adressen kortere, højst 200 tegn."


def test_a_locked_address_is_the_registers():
    question = where(prefill="person.address", locked=True)
    assert understood(question, it="Slottet", pick=STOREGADE["id"]) == MOELLEVEJ
    assert named(question).words(MOELLEVEJ, KNOWN)["it"] == MOELLEVEJ["text"]


def test_fields_hold_again_what_was_typed_by_hand():
    question = where()
    answer = understood(question, **BY_HAND, city="Herning")
    words = question.words(answer, KNOWN)
    assert words["it-pick"] == "manual"
    assert words["it-street"] == "Lærkevej"
    assert words["it"] == ""


def test_an_optional_address_may_be_left_out():
    assert understood(where(optional=True)) is None


def test_floor_and_door_added_can_be_changed_and_taken_away_again():
    known = Known(today=TODAY, addresses={MOELLEVEJ["id"]: MOELLEVEJ})
    picked: dict[str, Any] = {"known": known, "it": "møllevej 4", "pick": MOELLEVEJ["id"]}
    upstairs = understood(where(), floor="1", **picked)
    assert understood(where(), before=upstairs, floor="2", **picked)["floor"] == "2"
    assert understood(where(), before=upstairs, **picked) == MOELLEVEJ
    as_it_stood = picked | {"it": upstairs["text"]}
    assert understood(where(), before=upstairs, **as_it_stood) == upstairs


def test_a_floor_too_long_is_put_right_and_never_cut():
    known = Known(today=TODAY, addresses={MOELLEVEJ["id"]: MOELLEVEJ})
    assert refused(where(), known=known, pick=MOELLEVEJ["id"], floor="x" * 11) == (
        "Skriv etagen for sig, højst 10 tegn."
    )
