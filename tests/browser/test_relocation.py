"""Citizens report moves, at a real browser and a service that runs."""

import pytest
from playwright.sync_api import expect

from app.forms.catalogue.relocation import Relocation
from app.standins import persons
from tests.browser.paper import letters_of, without_spaces
from tests.browser.stack import Stack
from tests.browser.walker import Somebody
from tests.browser.walks import (
    WAYS,
    begins_a_move,
    checks_a_move,
    moves,
    moves_alone,
    saves_receipt,
    sends,
    starts,
)

pytestmark = pytest.mark.browser

WHO = Relocation.who.options
PROTECTED = "Person med beskyttelse"


@pytest.mark.parametrize(
    ("way", "key"),
    list(zip(WAYS, ["ada", "uffe", "victor", "maximiliane", "olena"], strict=True)),
)
def test_somebody_moves_alone(somebody: Somebody, stack: Stack, way: str, key: str):
    walker = somebody(key, **WAYS[way])
    reference = moves_alone(walker)
    letters = letters_of(saves_receipt(walker))
    assert reference in letters
    assert without_spaces(persons.by_key(key).name) in letters

    data = stack.case(reference)["event"]["data"]
    assert data["applicant"]["cpr"] == persons.by_key(key).cpr
    assert data["answers"]["tenure"] == "owner"
    assert data["answers"]["new_address"]["text"] == "Mindegade 3, 7400 Herning"
    walker.opens("/mine-sager").sees("Mine sager").reads(reference)
    walker.waits_to_read("Hos kommunen").reads(stack.case(reference)["case_number"])


def test_bo_moves_in_with_a_friend_with_his_whole_family(somebody: Somebody, stack: Stack):
    bo = begins_a_move(somebody("bo")).chooses(WHO["me_and_others"]).goes_on()
    family = ("Camilla Lund", "Dicte Lund", "Emil Lund", "Frida Lund")
    bo.sees(Relocation.co_movers.label).chooses(*family).goes_on()
    bo.sees(Relocation.child_leaves_parent.label).chooses("Nej").goes_on()
    reference = moves(bo, host="Per Rask")
    bo.reads(*family, "Per Rask")

    answers = stack.case(reference)["event"]["data"]["answers"]
    assert [person["name"] for person in answers["co_movers"]] == list(family)
    assert (answers["tenure"], answers["host_name"]) == ("lodger", "Per Rask")


def test_a_protected_wife_moves_along_and_her_name_stands_nowhere(somebody: Somebody, stack: Stack):
    petra = persons.by_key("petra")
    otto = begins_a_move(somebody("otto")).chooses(WHO["me_and_others"]).goes_on()
    otto.sees(Relocation.co_movers.label).does_not_read("Petra")
    otto.types("CPR-nummer", petra.cpr).types("Navn", petra.name).presses("Tilføj personen")
    otto.sees("Hvem flytter med dig?").reads(PROTECTED).does_not_read("Petra").goes_on()
    checks_a_move(otto).reads(PROTECTED).does_not_read("Petra")

    reference = sends(otto)
    otto.reads(PROTECTED).does_not_read("Petra")
    letters = letters_of(saves_receipt(otto))
    assert without_spaces(PROTECTED) in letters
    assert "Petra" not in letters

    case = stack.case(reference)
    assert case["event"]["data"]["answers"]["co_movers"] == [{"cpr": petra.cpr, "name": ""}]
    assert "Petra" not in str(case)


def test_a_protected_wife_is_not_named_while_the_civil_register_is_silent(
    somebody: Somebody, stack: Stack
):
    stack.misbehaves("civil-register", "down")
    petra, otto = persons.by_key("petra"), somebody("otto")
    starts(otto, Relocation.title)
    otto.sees("Er dine oplysninger rigtige?").reads(
        "Vi kunne ikke hente oplysninger i folkeregistret"
    )
    otto.picks_address(Relocation.old_address.label, "Møllevej 4", "Møllevej 4, 7400 Herning")
    otto.goes_on().chooses(WHO["me_and_others"]).goes_on().sees(Relocation.co_movers.label)
    otto.types("Navn", "Petra").goes_on().reads("Skriv også CPR-nummeret")
    expect(otto.field("CPR-nummer")).to_have_attribute("aria-invalid", "true")
    otto.types("Navn", "").types("CPR-nummer", petra.cpr).presses("Tilføj personen")
    otto.reads(PROTECTED).does_not_read("Petra", petra.cpr).goes_on()
    otto.sees(Relocation.move_date.label)


def test_a_mother_moves_her_child_and_the_father_is_told_of(somebody: Somebody, stack: Stack):
    gitte = begins_a_move(somebody("gitte")).chooses(WHO["child"]).goes_on()
    gitte.sees(Relocation.children.label).chooses("Ida Bach Winther").goes_on()
    gitte.chooses(Relocation.other_parent_informed.options["agrees"])
    gitte.types(Relocation.other_parent_name.label, "Hugo Winther").goes_on()
    reference = moves(gitte, host="Hugo Winther")

    answers = stack.case(reference)["event"]["data"]["answers"]
    assert answers["who"] == "child"
    assert answers["children"][0]["cpr"] == persons.by_key("ida").cpr
    assert answers["other_parent_informed"] == "agrees"
    assert "tenure" not in answers
