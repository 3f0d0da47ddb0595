"""Each way a form can be broken stops the program with one sentence that says where."""

import pytest

from app.forms.capacities import NotSentBy
from app.forms.form import (
    Decision,
    Filing,
    Step,
)
from app.forms.questions import Text, Upload, YesNo
from app.forms.verify import BrokenForm, missing_texts, verify, verify_catalogue
from tests.forms.trials import broken, form, whole_form


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


def test_files_that_are_more_than_a_draft_may_hold():
    plans, pictures = Upload("Tegninger", most=3), Upload("Billeder", most=3)
    steps = (Step("filer", "Filer", plans, pictures),)
    asked = {"plans": plans, "pictures": pictures}
    assert "more bytes together than a draft may hold" in broken(form(asked, steps))
    pictures.most = 2
    verify(form(asked, steps))


def test_a_text_missing_in_a_language_the_form_claims():
    translated = {"Navn", "Dig"}
    with pytest.raises(BrokenForm) as problem:
        verify_catalogue([whole_form()], translated=lambda _, text: text in translated)
    assert str(problem.value) == ("Form proeve: the text »Prøve« is missing in the language 'en'.")
    verify_catalogue([whole_form(languages=("da",))], translated=lambda *_: False)


def test_missing_texts_can_be_listed():
    listed = list(missing_texts(whole_form(), lambda _, text: text != "Navn"))
    assert listed == [("en", "Navn")]


@pytest.mark.parametrize(
    ("rest", "sentence"),
    [
        ({"login": "password"}, "there is no login 'password'"),
        ({"is_decision": True}, "a decision says how to complain"),
        ({"languages": ("en",)}, "every form speaks Danish"),
        ({"filing": Filing("records", "23.05", "G01", "Prøve")}, "not a KLE number"),
        ({"filing": Filing("records", "23.05.10", "1", "Prøve")}, "not a KLE facet"),
        ({"keep_days": 0}, "begin at 1"),
        ({"wait": Decision("Ventetid", unit="måneder")}, "wait has an unknown unit"),
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
