import json

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
SILENT = Known(today=TODAY, test_numbers=True)


def people() -> People:
    return People("Hvem?", among="person.household")


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


def test_each_mistake_has_its_own_sentence():
    assert refused(people()) == "Vælg mindst én person, eller tilføj en med cpr-nummer."
    assert refused(people(), name="Eva") == "Skriv også cpr-nummeret på den, du vil tilføje."
    assert refused(people(), cpr=EVA) == "Skriv også navnet på den, du vil tilføje."
    assert refused(people(), cpr="123") == ("Skriv alle 10 cifre i cpr-nummeret. Du har skrevet 3.")
    assert refused(people(), cpr=ADA["person.cpr"], name="Ada") == (
        "Skriv en andens cpr-nummer. Dig selv har vi med."
    )
    assert refused(people(), cpr=EVA, name="E" * 10_000_000) == (
        "Forkort navnet til højst 200 tegn."
    )


def test_rows_and_fields_show_no_cpr_number():
    answer = understood(people(), it=["h0"])
    assert named(people()).write(answer, in_danish, "da") == "Bo Holm"
    assert named(people()).words(answer, KNOWN) == {"it": ["h0"], "it-cpr": "", "it-name": ""}
