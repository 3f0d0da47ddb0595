from app.forms.form import BeforeYouStart, Filing, Form, Privacy, Rule, Step
from app.forms.journey import Journey
from app.forms.known import Known
from app.forms.messages import in_danish
from app.forms.posted import Posted
from app.forms.questions import Choice, Date, Information, Text, YesNo
from tests.forms.asking import ADA, KNOWN, TODAY, in_days, stopped_at


class Outing(Form):
    """A form of no municipality, small enough to keep in one's head."""

    slug = "udflugt"
    title = "Udflugt"
    name = Text("Navn", prefill="person.name", locked=True)
    welcome = Information("Velkommen", "Det bliver godt.")
    by = Choice("Hvordan?", {"bus": "Med bus", "foot": "Til fods"})
    stop = Text("Hvilket stoppested?")
    shoes = YesNo("Har du gode sko?")
    leaves = Date("Hvornår går det løs?", at_most_days_back=0)
    returns = Date("Hvornår er du hjemme?")
    note = Text("Andet?", optional=True)

    steps = (
        Step("dig", "Dig", name, welcome),
        Step("hvordan", "Hvordan?", by),
        Step("bus", "Bus", stop, only_if=by.is_("bus")),
        Step("sko", "Sko", shoes, only_if=by.is_("foot")),
        Step(
            "naar",
            "Hvornår?",
            leaves,
            returns,
            note,
            rules=(Rule(returns.is_after(leaves), returns, "Skriv en dag efter den første."),),
        ),
    )
    before_you_start = BeforeYouStart(who="Alle", minutes=1, have_ready=(), afterwards="Så går vi.")
    what_happens_next = "Vi går."
    filing = Filing(system="records", kle="00.00.00", facet="G01", title="Udflugt {leaves}")
    privacy = Privacy(purpose="At gå", legal_basis="Lyst", recipients="Ingen")
    keep_days = 1


SET_OUT = {"name": "Ada Holm", "welcome": True}
WHEN = {"leaves": in_days(1), "returns": in_days(2), "note": None}
WALKING = SET_OUT | {"by": "foot", "shoes": True} | WHEN


def journey(answers, known=KNOWN) -> Journey:
    return Journey(Outing, answers, known)


def test_the_next_page_is_the_first_unanswered_step_on_the_path():
    assert stopped_at(journey({})) == "dig"
    assert stopped_at(journey(SET_OUT)) == "hvordan"
    assert stopped_at(journey(SET_OUT | {"by": "bus"})) == "bus"
    assert journey(WALKING).complete


def test_a_step_is_reached_when_all_before_it_is_answered():
    walk = journey(SET_OUT | {"by": "foot"})
    assert walk.step("dig") is not None
    assert walk.step("sko") is not None
    assert walk.step("naar") is None
    assert walk.step("bus") is None
    assert walk.step("maanen") is None


def test_changing_your_mind_leaves_nothing_behind():
    walk = journey(WALKING | {"stop": "Torvet"})
    assert "stop" not in walk.answers
    assert "Torvet" not in str(walk.rows({}, in_danish, "da"))


def test_an_optional_answer_counts_when_the_page_was_seen():
    unseen = {key: answer for key, answer in WALKING.items() if key != "note"}
    assert stopped_at(journey(unseen)) == "naar"


def test_an_answer_grown_too_old_must_be_given_again():
    tomorrow_but_one = Known(today=TODAY.replace(day=25), register=ADA)
    walk = journey(WALKING, tomorrow_but_one)
    assert stopped_at(walk) == "naar"
    assert list(walk.problems(Outing.steps[4])) == ["leaves"]
    assert "leaves" not in walk.answers


def test_an_option_that_is_gone_must_be_chosen_again():
    assert stopped_at(journey(WALKING | {"by": "horse"})) == "hvordan"


def test_answers_that_do_not_fit_together_are_told_beside_one_of_them():
    walk = journey(WALKING | {"returns": in_days(1)})
    assert stopped_at(walk) == "naar"
    problem = walk.problems(Outing.steps[4])["returns"]
    assert problem.say(in_danish) == "Skriv en dag efter den første."


def test_a_locked_answer_is_the_registers_whatever_the_draft_says():
    assert journey(WALKING | {"name": "Dronningen"}).answers["name"] == "Ada Holm"


def test_rows_show_what_was_answered_and_where_it_came_from():
    rows = journey(WALKING).rows({"name": "register"}, in_danish, "da")
    assert [(row.step, row.label, row.value, row.origin) for row in rows] == [
        ("dig", "Navn", "Ada Holm", "register"),
        ("hvordan", "Hvordan?", "Til fods", "citizen"),
        ("sko", "Har du gode sko?", "Ja", "citizen"),
        ("naar", "Hvornår går det løs?", "23. november 2026", "citizen"),
        ("naar", "Hvornår er du hjemme?", "24. november 2026", "citizen"),
        ("naar", "Andet?", "", "citizen"),
    ]


def test_the_case_is_called_what_the_form_says():
    assert Outing.case_title(journey(WALKING).answers) == "Udflugt 23.11.2026"


def test_a_page_is_read_as_a_whole():
    step = Outing.steps[4]
    good = Posted.of({"leaves-day": "i morgen", "returns-day": "24.11.2026", "note": ""})
    reading = step.read(good, KNOWN, {})
    assert reading.answers == WHEN
    assert reading.problems == {}

    bad = Posted.of({"leaves-day": "i går", "note": "Madpakke"})
    reading = step.read(bad, KNOWN, {})
    assert set(reading.problems) == {"leaves", "returns"}
    assert reading.answers == {"note": "Madpakke"}

    wrong_way_round = Posted.of({"leaves-day": "i morgen", "returns-day": "i dag"})
    assert set(step.read(wrong_way_round, KNOWN, {}).problems) == {"returns"}


def test_what_was_typed_stands_again_beside_the_error():
    typed = Outing.leaves.typed(Posted.of({"leaves-day": "32", "leaves-month": "jul"}))
    assert typed == {"leaves-day": "32", "leaves-month": "jul", "leaves-year": ""}
