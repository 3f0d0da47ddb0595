"""Each way a form can be broken stops the program with one sentence that says where."""

import pytest

from app.forms.capacities import NotSentBy
from app.forms.family import somebody_among
from app.forms.form import (
    BeforeYouStart,
    Decision,
    Filing,
    Form,
    IfDecided,
    Privacy,
    Rule,
    Step,
    StillToDo,
)
from app.forms.questions import Choice, Declaration, People, Text, YesNo
from app.forms.verify import BrokenForm, missing_texts, verify, verify_catalogue


def form(questions, steps, **rest) -> type[Form]:
    """A form that is whole but for what is handed in."""
    whole = {
        "slug": "proeve",
        "title": "Prøve",
        "steps": steps,
        "before_you_start": BeforeYouStart("Alle", 1, (), "Så er du færdig."),
        "what_happens_next": "Intet.",
        "filing": Filing("records", "00.01.02", "G01", "Prøve"),
        "privacy": Privacy("At prøve", "Ingen", "Ingen"),
        "keep_days": 30,
    }
    return type("Trial", (Form,), whole | questions | rest)


def whole_form(**rest) -> type[Form]:
    name = Text("Navn")
    return form({"name": name}, (Step("dig", "Dig", name),), **rest)


def broken(trial: type[Form]) -> str:
    with pytest.raises(BrokenForm) as problem:
        verify(trial)
    assert isinstance(problem.value, TypeError)
    return str(problem.value)


def test_two_steps_with_one_slug():
    name, town = Text("Navn"), Text("By")
    trial = form({"name": name, "town": town}, (Step("a", "A", name), Step("a", "B", town)))
    assert broken(trial) == "Form proeve, step a: another step has the same slug."


def test_two_forms_with_one_slug():
    with pytest.raises(BrokenForm, match="Form proeve: another form has the same slug"):
        verify_catalogue([whole_form(), whole_form()])


@pytest.mark.parametrize("slug", ["privatliv", "personale", "api", "kvittering"])
def test_a_form_may_not_take_one_of_our_own_addresses(slug):
    assert broken(whole_form(slug=slug)) == f"Form {slug}: its slug is one of our own addresses."


@pytest.mark.parametrize("slug", ["flytning/ny", "Flytning", "børn", "", "-a", "a--b"])
def test_a_slug_is_plain(slug):
    assert "may hold only a-z" in broken(whole_form(slug=slug))


def test_a_step_may_not_take_one_of_our_own_addresses():
    name = Text("Navn")
    trial = form({"name": name}, (Step("kontroller", "Dig", name),))
    assert broken(trial) == "Form proeve, step kontroller: the slug is one of our own addresses."


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


def test_a_question_never_asked():
    name, town = Text("Navn"), Text("By")
    trial = form({"name": name, "town": town}, (Step("a", "A", name),))
    assert broken(trial) == "Form proeve, question town: the question is declared and never asked."


def test_a_question_asked_twice():
    name = Text("Navn")
    trial = form({"name": name}, (Step("a", "A", name), Step("b", "B", name)))
    assert broken(trial) == "Form proeve, step b, question name: the question is asked twice."


def test_a_question_of_no_form():
    trial = form({}, (Step("a", "A", Text("Navn")),))
    assert broken(trial) == (
        "Form proeve, step a, question Navn: the question is not declared in the form."
    )


def test_a_question_that_takes_the_forms_own_word():
    assert "a form's own word" in broken(whole_form(version=Text("Version")))


def test_a_question_that_takes_the_name_of_a_hidden_field():
    name = Text("Kladde")
    assert "hidden field" in broken(form({"draft": name}, (Step("a", "A", name),)))


def test_a_first_step_that_not_everyone_meets():
    pet = YesNo("Hund?")
    trial = form({"pet": pet}, (Step("a", "A", pet, only_if=pet.is_yes),))
    assert broken(trial) == "Form proeve, step a: the first step must meet everyone."


def test_a_step_that_asks_nothing():
    assert broken(form({}, (Step("a", "A"),))) == "Form proeve, step a: it asks nothing."


def test_a_form_without_steps():
    assert broken(form({}, ())) == "Form proeve: it has no steps."


@pytest.mark.parametrize(
    "name",
    ["title", "steps", "before_you_start", "what_happens_next", "filing", "keep_days", "privacy"],
)
def test_a_whole_form_is_whole_until_it_leaves_something_unsaid(name):
    trial = whole_form()
    verify(trial)
    delattr(trial, name)
    assert broken(trial) == f"Form proeve: it does not say its {name}."


def test_a_kind_without_a_template():
    with pytest.raises(BrokenForm) as problem:
        verify_catalogue([whole_form()], templates={"date"})
    assert str(problem.value) == (
        "Form proeve, step dig, question name: the kind 'text' has no template."
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


def test_a_text_missing_in_a_language_the_form_claims():
    translated = {"Navn", "Dig"}
    with pytest.raises(BrokenForm) as problem:
        verify_catalogue([whole_form()], translated=lambda _, text: text in translated)
    assert str(problem.value) == ("Form proeve: the text »Prøve« is missing in the language 'en'.")
    verify_catalogue([whole_form(languages=("da",))], translated=lambda *_: False)


def test_missing_texts_can_be_listed():
    listed = list(missing_texts(whole_form(), lambda _, text: text != "Navn"))
    assert listed == [("en", "Navn")]


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


@pytest.mark.parametrize(
    ("rest", "sentence"),
    [
        ({"login": "password"}, "there is no login 'password'"),
        ({"is_decision": True}, "a decision says how to complain"),
        ({"languages": ("en",)}, "every form speaks Danish"),
        ({"filing": Filing("records", "23.05", "G01", "Prøve")}, "not a KLE number"),
        ({"filing": Filing("records", "23.05.10", "1", "Prøve")}, "not a KLE facet"),
        ({"keep_days": 0}, "begin at 1"),
        ({"wait": Decision("Ventetid", unit="uger")}, "wait has an unknown unit"),
        ({"wait": Decision("Ventetid", unit="dage", default=40_000)}, "out of bounds"),
        ({"filing": Filing("drawer", "23.05.10", "G01", "Prøve")}, "no kind of case system"),
        ({"proof": (Text("Pas"),)}, "builds on a question it does not ask"),
    ],
)
def test_the_rest_is_looked_at_too(rest, sentence):
    assert sentence in broken(whole_form(**rest))


@pytest.mark.parametrize(("who", "instead"), [("parent", ""), ("aunt", "Ring til os.")])
def test_whoever_may_not_send_it_for_another_is_told_what_to_do(who, instead):
    assert "what somebody who may not send it" in broken(
        whole_form(not_sent_by=(NotSentBy(who, instead),))
    )
