"""Who moves, and what is asked for whom."""

from app.forms.catalogue.relocation import Relocation
from app.forms.journey import Journey
from app.forms.known import Known
from tests.forms.asking import (
    ADA,
    BO,
    CARLA,
    DAN_PROTECTED,
    KNOWN,
    REGISTERS_ARE_SILENT,
    TODAY,
)
from tests.forms.asking import slugs as slugs_of
from tests.forms.relocating import ALONE, CARLA_MOVES, picked, reads, slugs


def test_only_those_who_bring_others_are_asked_whom():
    assert "medflyttere" not in slugs(ALONE)
    assert "medflyttere" in slugs(ALONE | {"who": "me_and_others"})


ALONE_AT_HOME = Known(today=TODAY, register=ADA | {"person.household": [], "person.children": []})


WITH_ADULTS = Known(
    today=TODAY, register=ADA | {"person.household": [DAN_PROTECTED], "person.children": []}
)


def test_one_who_lives_alone_is_not_asked_who_moves():
    nobody_asked = {key: answer for key, answer in ALONE.items() if key != "who"}
    journey = Journey(Relocation, nobody_asked, ALONE_AT_HOME)
    assert journey.complete
    assert "hvem" not in [step.slug for step in journey.steps]
    assert "hvem" in slugs_of(Relocation, ALONE, REGISTERS_ARE_SILENT)


def test_who_moves_is_chosen_among_those_there_are():
    assert list(Relocation.who.offered(KNOWN)) == ["me", "me_and_others", "child"]
    assert list(Relocation.who.offered(REGISTERS_ARE_SILENT)) == ["me", "me_and_others", "child"]
    # A protected member is hidden, and can still come along.
    assert list(Relocation.who.offered(WITH_ADULTS)) == ["me", "me_and_others"]
    assert "who" in reads("hvem", {"who": "child"}, WITH_ADULTS).problems


def test_only_those_who_bring_a_child_are_asked_about_its_other_parent():
    with_bo = ALONE | {"who": "me_and_others", "co_movers": [picked(BO)]}
    assert "foraeldre" not in slugs(with_bo)
    assert "foraeldre" in slugs(with_bo | {"co_movers": [picked(BO), picked(CARLA)]})


def test_a_child_that_leaves_a_parent_means_asking_about_that_parent():
    together = ALONE | {"who": "me_and_others", "co_movers": [picked(CARLA)]}
    assert "anden-foraelder" not in slugs(together | {"child_leaves_parent": False})
    assert "anden-foraelder" in slugs(together | {"child_leaves_parent": True})


def test_a_child_may_move_alone_and_the_other_parent_is_asked_about():
    path = slugs(CARLA_MOVES)
    assert "boern" in path
    assert "anden-foraelder" in path
    assert Journey(Relocation, CARLA_MOVES, KNOWN).complete


def test_a_child_does_not_own_or_rent_but_lives_with_somebody():
    path = slugs(CARLA_MOVES)
    assert "bolig" not in path
    assert "logivaert" in path
    assert "tenure" not in Journey(Relocation, CARLA_MOVES, KNOWN).answers


def test_a_child_without_a_second_parent_can_move_too():
    answers = CARLA_MOVES | {"other_parent_informed": "no_other_parent", "other_parent_name": None}
    assert Journey(Relocation, answers, KNOWN).complete


def test_the_doctor_is_the_childs_where_a_child_moves_alone():
    assert "barnets læge" in str(Relocation.doctor.hint)
    for text in (*Relocation.doctor.texts(), *Relocation.about_doctor.texts()):
        assert not {"jeg", "min", "din"} & set(text.lower().split()), text
