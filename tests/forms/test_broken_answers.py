"""Each way a form can misuse its answers stops the program with one sentence that says where."""

import pytest

from app.forms.family import somebody_among
from app.forms.form import (
    Decision,
    Filing,
    IfDecided,
    Rule,
    Step,
    StillToDo,
)
from app.forms.questions import Choice, Declaration, People, Text, YesNo
from app.forms.verify import verify
from tests.forms.trials import broken, form, whole_form


def test_a_condition_on_a_question_not_yet_asked():
    first, name, pet = Text("Navn"), Text("Hund"), YesNo("Har du hund?")
    steps = (
        Step("a", "A", first),
        Step("b", "B", name, only_if=pet.is_yes),
        Step("c", "C", pet),
    )
    trial = form({"first": first, "name": name, "pet": pet}, steps)
    assert broken(trial) == (
        "Form proeve, step b, question pet: a condition on a question not yet asked."
    )


def test_a_condition_deep_inside_another_is_looked_into():
    first, name, pet = YesNo("A?"), Text("Hund"), YesNo("Har du hund?")
    steps = (
        Step("a", "A", first),
        Step("b", "B", name, only_if=first.is_yes & ~(first.is_no | pet.is_yes)),
        Step("c", "C", pet),
    )
    assert "question pet" in broken(form({"first": first, "name": name, "pet": pet}, steps))


@pytest.mark.parametrize("pick", ["is_", "is_not", "is_any_of"])
def test_an_unknown_option(pick):
    pet, name = Choice("Dyr?", {"dog": "Hund"}), Text("Navn")
    steps = (Step("a", "A", pet), Step("b", "B", name, only_if=getattr(pet, pick)("cat")))
    assert broken(form({"pet": pet, "name": name}, steps)) == (
        "Form proeve, step b, question pet: there is no option 'cat'."
    )


@pytest.mark.parametrize("optional", [True, False])
def test_a_case_title_with_an_answer_that_is_not_always_given(optional):
    pet = YesNo("Hund?")
    name = Text("Navn", optional=optional)
    only_if = None if optional else pet.is_yes
    steps = (Step("a", "A", pet), Step("b", "B", name, only_if=only_if))
    filing = Filing("records", "00.01.02", "G01", "Hund {name}")
    assert broken(form({"pet": pet, "name": name}, steps, filing=filing)) == (
        "Form proeve, question name: the case title uses an answer that is not always given."
    )


def test_a_case_title_with_an_answer_nobody_asks_for():
    filing = Filing("records", "00.01.02", "G01", "Hund {dog}")
    assert "question dog" in broken(whole_form(filing=filing))


def test_a_rule_beside_a_question_of_another_step():
    name, town = Text("Navn"), Text("By")
    rule = Rule(name.answered, beside=name, otherwise="Skriv noget.")
    steps = (Step("a", "A", name), Step("b", "B", town, rules=(rule,)))
    assert broken(form({"name": name, "town": town}, steps)) == (
        "Form proeve, step b, question name: a rule speaks beside another step."
    )


def test_a_prefill_no_register_knows():
    name = Text("Navn", prefill="person.shoe_size")
    assert broken(form({"name": name}, (Step("a", "A", name),))) == (
        "Form proeve, step a, question name: no register says 'person.shoe_size'."
    )
    email = Text("E-mail", prefill="contact.email", locked=True)
    assert "filled in by the citizen" in broken(form({"email": email}, (Step("a", "A", email),)))
    people = People("Hvem?", among="contact.email")
    assert "contact.email" in broken(form({"people": people}, (Step("a", "A", people),)))
    people = People("Hvem?", among="person.friends")
    assert "person.friends" in broken(form({"people": people}, (Step("a", "A", people),)))


def test_a_condition_on_what_no_register_says():
    first, name = Text("Navn"), Text("Hund")
    steps = (Step("a", "A", first), Step("b", "B", name, only_if=somebody_among("person.dogs")))
    assert broken(form({"first": first, "name": name}, steps)) == (
        "Form proeve, step b: no register says person.dogs."
    )


def test_an_option_offered_that_is_none():
    pet = Choice("Dyr?", {"dog": "Hund"}, only_if={"cat": somebody_among("person.children")})
    assert "there is no option 'cat'" in broken(form({"pet": pet}, (Step("a", "A", pet),)))


def test_an_answer_within_a_time_nobody_decides():
    when = IfDecided(Decision("Svartid", unit="dage"), "Inden for {decided} dage.")
    assert "nobody decides" in broken(whole_form(when_we_answer=when))


def test_something_left_to_do_after_an_answer_nobody_gives():
    still = StillToDo(Text("Dyr").answered, "Luft det på {address}.", "https://skov.example")
    assert "a question not yet asked" in broken(whole_form(still_to_do=(still,)))


def test_a_locked_question_nothing_fills_in():
    name = Text("Navn", locked=True)
    assert "nothing fills it in" in broken(form({"name": name}, (Step("a", "A", name),)))


def test_free_text_is_never_counted():
    name = Text("Navn")
    steps = (Step("a", "A", name),)
    assert "never free text" in broken(form({"name": name}, steps, count_by=(name,)))
    truth = Declaration("Sandt")
    verify(form({"truth": truth}, (Step("a", "A", truth),), count_by=(truth,)))
