"""Whatever is answered, and whatever is typed: the engine keeps its promises."""

import string
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from app.forms.catalogue import published
from app.forms.form import Form
from app.forms.journey import Journey
from app.forms.messages import InvalidAnswer, in_danish
from app.forms.posted import Posted
from app.forms.questions import (
    Address,
    Amount,
    Choice,
    Choices,
    Cpr,
    Date,
    Declaration,
    Email,
    Information,
    LongText,
    People,
    Phone,
    Question,
    Text,
    Time,
    Unit,
    Upload,
    WholeNumber,
    YesNo,
)
from app.forms.schema import schema_of
from tests.forms.asking import A_FILE, BO, CARLA, KNOWN, MOELLEVEJ, STOREGADE, TODAY, in_days, named
from tests.forms.test_journey import Outing

quickly = settings(max_examples=25, derandomize=True, deadline=None)

KINDS: dict[str, Question] = {
    question.kind: named(question, "it")
    for question in (
        Address("Adresse"),
        Amount("Beløb"),
        Choice("Valg", {"a": "A", "b": "B"}),
        Choices("Flere valg", {"a": "A", "b": "B"}),
        Cpr("Cpr"),
        Date("Dato", at_most_days_ahead=400, at_most_days_back=40_000),
        Declaration("Erklæring"),
        Email("E-mail"),
        Information("Oplysning", "Tekst"),
        LongText("Lang tekst"),
        People("Personer", among="person.household", adding="Andre"),
        Phone("Telefon"),
        Text("Tekst"),
        Time("Klokkeslæt"),
        Unit("Afdeling"),
        Upload("Filer"),
        WholeNumber("Tal"),
        YesNo("Ja eller nej"),
    )
}
FORMS: list[type[Form]] = [*published().values(), Outing]

json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)
typed = (
    st.text(max_size=30)
    | st.text(string.digits + " .,-/+()kr", max_size=20)
    | st.text("0123456789", min_size=6, max_size=12)
    | st.dates(date(1990, 1, 1), date(2030, 1, 1)).map(lambda d: f"{d.day}.{d.month}.{d.year}")
    | st.emails()
    | st.sampled_from(
        ["a", "b", "yes", "no", "h0", "a0", "manual", "1. maj", STOREGADE["id"], "6102931111"]
    )
)


def good_answer(question: Question) -> st.SearchStrategy[Any]:
    """Answers the question would accept."""
    if isinstance(question, Choice):
        return st.sampled_from(list(question.options))
    if isinstance(question, Choices):
        options = list(question.options)
        return st.sets(st.sampled_from(options), min_size=1).map(
            lambda chosen: [option for option in options if option in chosen]
        )
    if isinstance(question, YesNo):
        return st.booleans()
    if isinstance(question, Declaration | Information):
        return st.just(True)
    if isinstance(question, Date):
        return st.integers(0, 28).map(lambda days: (TODAY + timedelta(days=days)).isoformat())
    if isinstance(question, Address):
        return st.sampled_from([STOREGADE, MOELLEVEJ | {"id": "", "municipality_code": ""}])
    if isinstance(question, People):
        return st.sampled_from(
            [[{"cpr": BO["cpr"], "name": BO["name"]}], [{"cpr": "6102931111", "name": ""}]]
        )
    if isinstance(question, Amount | WholeNumber):
        return st.integers(0, 10_000)
    if isinstance(question, Unit):
        return st.sampled_from(question.units(KNOWN))
    if isinstance(question, Upload):
        return st.just([A_FILE])
    if isinstance(question, Time):
        return st.times().map(lambda time: f"{time:%H:%M}")
    by_kind = {"phone": "+4520304050", "email": "ada@example.dk", "cpr": "6102931111"}
    return st.just(by_kind.get(question.kind, "Ada Holm"))


def fitting_answer(question: Question) -> st.SearchStrategy[Any]:
    """Good answers that also fit together: each rule of our forms holds between them."""
    by_key = {
        "children": st.just([{"cpr": CARLA["cpr"], "name": CARLA["name"]}]),
        "new_address": st.just(STOREGADE),
        "old_address": st.just(MOELLEVEJ),
        "seen_on": st.just(TODAY.isoformat()),
        "leaves": st.just(in_days(1)),
        "start_date": st.just(in_days(1)),
        "day": st.just(in_days(1)),
        "people": st.integers(1, 20_000),
        "begins": st.just("18:00"),
        "ends": st.just("21:30"),
        "returns": st.integers(2, 28).map(in_days),
        "end_date": st.integers(2, 28).map(in_days),
    }
    return by_key.get(question.key, good_answer(question))


@st.composite
def drafts(draw: st.DrawFn) -> tuple[Any, dict[str, Any]]:
    """A form, and any answers at all: good ones, none, and nonsense."""
    form = draw(st.sampled_from(FORMS))
    answers = {}
    for key, question in form.questions.items():
        how = draw(st.integers(0, 9))
        if how == 0:
            answers[key] = draw(json)
        elif how > 1:
            answers[key] = draw(
                good_answer(question) | st.none() if how == 2 else good_answer(question)
            )
    return form, answers


@quickly
@given(drafts())
def test_any_answers_at_all_give_a_path_that_keeps_to_its_conditions(draft):
    form, answers = draft
    journey = Journey(form, answers, KNOWN)

    assert [s for s in form.steps if s in journey.steps] == journey.steps
    so_far: dict[str, Any] = {}
    for step in form.steps:
        assert (step in journey.steps) == step.applies(so_far, KNOWN)
        so_far |= {
            q.key: journey.answers[q.key] for q in step.questions if q.key in journey.answers
        }
    if journey.complete:
        asked = {k: form.questions[k] for k in journey.answers if form.questions[k].asks}
        delivered = {k: q.delivered(journey.answers[k]) for k, q in asked.items()}
        Draft202012Validator(schema_of(form)).validate(delivered)
        assert form.case_title(journey.answers)


@quickly
@given(drafts())
def test_answers_off_the_path_never_leave(draft):
    form, answers = draft
    journey = Journey(form, answers, KNOWN)
    on_path = {question.key for step in journey.steps for question in step.questions}

    assert journey.answers.keys() <= on_path
    assert {row.key for row in journey.rows({}, in_danish, "da")} <= on_path
    rest = {key: answer for key, answer in answers.items() if key in on_path}
    assert Journey(form, rest, KNOWN).answers == journey.answers


@st.composite
def good_drafts(draw: st.DrawFn) -> tuple[Any, dict[str, Any]]:
    """A form, and answers that each of its pages takes, whichever of them are asked."""
    form = draw(st.sampled_from(FORMS))
    answers = {key: draw(fitting_answer(question)) for key, question in form.questions.items()}
    return form, answers


@quickly
@given(good_drafts(), st.randoms())
def test_answering_one_page_after_another_comes_to_an_end(draft, chance):
    form, answers = draft
    # Some answers lie there already, on the path or off it, in any order.
    before = chance.sample(sorted(answers), chance.randint(0, len(answers)))
    kept = {key: answers[key] for key in before}
    for _ in form.steps:
        step = Journey(form, kept, KNOWN).next_unanswered
        if step is None:
            break
        kept |= {q.key: answers[q.key] for q in step.questions}
        assert Journey(form, kept, KNOWN).is_answered(step)
    assert Journey(form, kept, KNOWN).complete


@pytest.mark.parametrize("kind", KINDS)
@quickly
@given(st.data())
def test_whatever_is_typed_is_understood_or_put_right(kind, data):
    question = KINDS[kind]
    names = [*question.field_names(), "it", "it-day", "it-pick"]
    fields = data.draw(st.dictionaries(st.sampled_from(names), st.lists(typed, max_size=3)))
    before = data.draw(st.none() | json | good_answer(question))
    posted = Posted.of(fields)
    assert isinstance(question.typed(posted), dict)
    try:
        answer = question.read(posted, KNOWN, before)
    except InvalidAnswer as problem:
        sentence = problem.say(in_danish)
        assert sentence
        assert "{" not in sentence
        return

    Draft202012Validator(question.schema()).validate(question.delivered(answer))
    question.check(answer, KNOWN)
    assert isinstance(question.write(answer, in_danish, "da"), str)
    again = Posted.of(question.words(answer, KNOWN))
    assert question.read(again, KNOWN, answer) == answer


@pytest.mark.parametrize("kind", KINDS)
@quickly
@given(st.data())
def test_what_was_answered_stands_in_the_fields_and_is_read_as_the_same(kind, data):
    question = KINDS[kind]
    answer = data.draw(good_answer(question))
    question.check(answer, KNOWN)
    fields = Posted.of(question.words(answer, KNOWN))
    assert question.read(fields, KNOWN, answer) == answer


@pytest.mark.parametrize("kind", KINDS)
@quickly
@given(answer=json)
def test_a_kept_answer_that_makes_no_sense_stops_nobody(kind, answer):
    question = KINDS[kind]
    assert isinstance(question.words(answer, KNOWN), dict)
    assert isinstance(question.write(answer, in_danish, "da"), str)
    question.warning(answer, KNOWN)
    with suppress(InvalidAnswer):
        question.check(answer, KNOWN)
        Draft202012Validator(question.schema()).validate(question.delivered(answer))


@quickly
@given(
    st.dictionaries(st.sampled_from(["person.name", "person.address", "person.household"]), json)
)
def test_a_register_that_answers_nonsense_stops_nobody(register):
    known = type(KNOWN)(today=TODAY, register=register)
    for form in FORMS:
        for question in form.questions.values():
            question.is_locked(known)
            question.words(question.suggested(known), known)
            if isinstance(question, People):
                question.people(known, None)
        Journey(form, {}, known)
