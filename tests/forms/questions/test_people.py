import json
from typing import Any

from app.forms.known import Known
from app.forms.messages import in_danish
from app.forms.questions import People
from tests.forms.asking import (
    ADA,
    BO,
    CARLA,
    DAN_PROTECTED,
    KNOWN,
    TODAY,
    named,
    refused,
    understood,
)

EVA = "6102931111"
SOMEBODYS_CHILD = "6104175678"
HIDDEN_CHILD = CARLA | {"cpr": "6201149999", "name": "", "protected": True}
NOT_IN_CUSTODY = CARLA | {"cpr": "6304155555", "name": "Klara Holm", "custody": False}
FAMILY = Known(
    today=TODAY,
    register={
        "person.household": [BO, CARLA, HIDDEN_CHILD, NOT_IN_CUSTODY],
        "person.children": [CARLA, HIDDEN_CHILD, NOT_IN_CUSTODY],
    },
    test_numbers=True,
)
NO_CHILD = (
    "Her kan du kun vælge børn under 18 år, som bor hos dig, og som du har forældremyndighed "
    "over. Kontakt kommunen, hvis et barn mangler."
)
NOT_ALONG = (
    "Du kan kun tage et barn under 18 år med, hvis det bor hos dig, og du har forældremyndighed "
    "over det. Kontakt kommunen, hvis et barn mangler."
)
SILENT = Known(today=TODAY, test_numbers=True)


def people() -> People:
    return People("Hvem?", among="person.household", adding="Den, der mangler.")


def children() -> People:
    return People("Hvilke børn?", among="person.children", adding="Det barn, der mangler.")


def test_the_household_is_offered_without_those_who_are_protected():
    assert named(people()).people(KNOWN, None) == [
        ("h0", "Bo Holm", "Din ægtefælle, født 1990"),
        ("h1", "Carla Holm", "Dit barn, født 2016"),
    ]


def test_those_ticked_are_kept_with_number_and_name():
    assert understood(people(), it=["h1", "h0", "h7"]) == [
        {"cpr": BO["cpr"], "name": "Bo Holm"},
        {"cpr": CARLA["cpr"], "name": "Carla Holm"},
    ]


def test_somebody_else_can_be_added_by_number():
    answer = understood(people(), it=["h0"], cpr="610293-1111", name="Eva  Berg")
    assert answer == [
        {"cpr": BO["cpr"], "name": "Bo Holm"},
        {"cpr": EVA, "name": "Eva Berg"},
    ]
    assert named(people()).people(KNOWN, answer)[-1] == ("a0", "Eva Berg", "")


def test_those_added_before_stay_when_they_are_ticked_and_go_when_they_are_not():
    before = [{"cpr": BO["cpr"], "name": "Bo Holm"}, {"cpr": EVA, "name": "Eva Berg"}]
    assert understood(people(), before=before, it=["a0"]) == [{"cpr": EVA, "name": "Eva Berg"}]
    assert understood(people(), before=before, it=["h0"]) == [{"cpr": BO["cpr"], "name": "Bo Holm"}]


def test_a_protected_person_is_added_without_a_name_even_if_one_is_typed():
    answer = understood(people(), cpr=DAN_PROTECTED["cpr"], name="Dan Skjult")
    assert answer == [{"cpr": DAN_PROTECTED["cpr"], "name": ""}]
    question = named(people())
    assert question.write(answer, in_danish, "da") == "Person med beskyttelse"
    shown = json.dumps([question.people(KNOWN, answer), question.words(answer, KNOWN)])
    assert "Skjult" not in shown
    assert str(DAN_PROTECTED["cpr"]) not in shown


def test_a_number_already_in_the_household_is_that_person():
    assert understood(people(), it=["h0"], cpr=BO["cpr"], name="Hvem som helst") == [
        {"cpr": BO["cpr"], "name": "Bo Holm"}
    ]


def test_a_silent_register_leaves_adding_by_number():
    assert named(people()).people(SILENT, None) == []
    answer = understood(people(), known=SILENT, cpr=EVA, name="Eva Berg")
    assert understood(people(), known=SILENT, before=answer, it=["a0"]) == answer


def test_under_a_silent_register_a_protected_name_can_be_left_out():
    answer = understood(people(), known=SILENT, cpr=EVA)
    assert answer == [{"cpr": EVA, "name": ""}]
    assert named(people()).write(answer, in_danish, "da") == "Person med beskyttelse"
    assert named(people()).people(SILENT, answer) == [("a0", "Person med beskyttelse", "")]
    assert understood(children(), known=SILENT, cpr=SOMEBODYS_CHILD)[0]["name"] == ""


def test_each_mistake_has_its_own_sentence():
    assert refused(people()) == "Vælg mindst én person."
    assert refused(people(), name="Eva") == "Skriv også CPR-nummeret på den, du vil tilføje."
    assert refused(people(), cpr=EVA) == "Skriv også navnet på den, du vil tilføje."
    assert refused(people(), cpr="123") == ("Skriv alle 10 cifre i CPR-nummeret. Du har skrevet 3.")
    assert refused(people(), cpr=ADA["person.cpr"], name="Ada") == (
        "Skriv en andens CPR-nummer. Dig selv har vi med."
    )
    assert refused(people(), cpr=EVA, name="E" * 10_000_000) == (
        "Forkort navnet til højst 200 tegn."
    )


def test_rows_and_fields_show_no_cpr_number():
    answer = understood(people(), it=["h0"])
    assert named(people()).write(answer, in_danish, "da") == "Bo Holm"
    assert named(people()).words(answer, KNOWN) == {"it": ["h0"], "it-cpr": "", "it-name": ""}


def test_a_child_is_moved_only_by_those_who_have_custody():
    typed: dict[str, Any] = {"known": FAMILY, "name": "Et Barn"}
    for child in (NOT_IN_CUSTODY["cpr"], SOMEBODYS_CHILD):
        assert refused(people(), cpr=child, **typed) == NOT_ALONG
        assert refused(people(), known=FAMILY, cpr=child) == NOT_ALONG
    assert understood(people(), cpr=CARLA["cpr"], **typed) == [
        {"cpr": CARLA["cpr"], "name": "Carla Holm"}
    ]
    assert understood(people(), cpr=HIDDEN_CHILD["cpr"], **typed) == [
        {"cpr": HIDDEN_CHILD["cpr"], "name": ""}
    ]


def test_among_children_all_others_are_refused_in_the_same_words():
    for other in (NOT_IN_CUSTODY["cpr"], SOMEBODYS_CHILD, BO["cpr"], EVA):
        assert refused(children(), known=FAMILY, cpr=other, name="Hvem") == NO_CHILD
        assert refused(children(), known=FAMILY, cpr=other) == NO_CHILD
    assert understood(children(), known=FAMILY, cpr=HIDDEN_CHILD["cpr"]) == [
        {"cpr": HIDDEN_CHILD["cpr"], "name": ""}
    ]


def test_whoever_is_not_in_custody_is_not_offered_either():
    assert [name for _, name, _ in named(children()).people(FAMILY, None)] == ["Carla Holm"]
    assert [name for _, name, _ in named(people()).people(FAMILY, None)] == [
        "Bo Holm",
        "Carla Holm",
    ]


def test_a_draft_from_before_is_judged_by_the_same_rule():
    kept = [{"cpr": SOMEBODYS_CHILD, "name": "Et Barn"}]
    for question in (people(), children()):
        assert refused(question, known=FAMILY, before=kept, it=["a0"]) in (NOT_ALONG, NO_CHILD)


def test_a_silent_register_leaves_typing_but_children_are_children():
    answer = understood(children(), known=SILENT, cpr=SOMEBODYS_CHILD, name="Et Barn")
    assert answer == [{"cpr": SOMEBODYS_CHILD, "name": "Et Barn"}]
    assert named(children()).origin(answer, SILENT, "citizen") == "citizen"
    assert refused(children(), known=SILENT, cpr=EVA, name="Eva") == NO_CHILD
    assert understood(people(), known=SILENT, cpr=SOMEBODYS_CHILD, name="Et Barn") == answer


def test_nobody_is_added_where_nothing_says_who_may_be():
    question = People("Hvem?", among="person.household")
    assert refused(question, cpr=EVA, name="Eva Berg") == "Vælg mindst én person."


def test_those_picked_come_from_the_register_and_those_typed_from_the_citizen():
    picked = understood(people(), it=["h0", "h1"])
    assert named(people()).origin(picked, KNOWN, "citizen") == "register"
    added = understood(people(), it=["h0"], cpr=EVA, name="Eva Berg")
    assert named(people()).origin(added, KNOWN, "citizen") == "citizen"
