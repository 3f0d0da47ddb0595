from datetime import date

import pytest

from app.forms.conditions import Condition
from app.forms.family import somebody_among
from app.forms.known import Known
from app.forms.questions import (
    Address,
    Amount,
    Choice,
    Choices,
    Date,
    People,
    Text,
    WholeNumber,
    YesNo,
)
from tests.forms.asking import KNOWN, MOELLEVEJ, STOREGADE, named

tenure = named(Choice("Bolig?", {"owner": "Ejer", "tenant": "Lejer"}), "tenure")
others = named(YesNo("Flytter andre?"), "others")
seen = named(Choices("Set?", {"live": "Levende", "dead": "Døde"}), "seen")
rooms = named(WholeNumber("Rum?"), "rooms")
rent = named(Amount("Husleje?"), "rent")
people = named(People("Hvem?", among="person.household"), "people")
start = named(Date("Fra?"), "start")
end = named(Date("Til?"), "end")
phone = named(Text("Telefon"), "phone")

old = named(Address("Før?"), "old")
new = named(Address("Nu?"), "new")
ASKED = (tenure, others, seen, start, end, rooms, people, old, new)

CHILD = {"cpr": "6505164428", "name": "Carla"}
ADULT = {"cpr": "7003901231", "name": "Bo"}
BOTH = {"start": "2026-12-01", "end": "2026-12-02"}


@pytest.mark.parametrize(
    ("condition", "yes", "no", "said"),
    [
        (tenure.is_("owner"), {"tenure": "owner"}, {"tenure": "tenant"}, "»Bolig?« er »Ejer«"),
        (
            tenure.is_not("owner"),
            {"tenure": "tenant"},
            {"tenure": "owner"},
            "»Bolig?« ikke er »Ejer«",
        ),
        (
            tenure.is_any_of("owner", "tenant"),
            {"tenure": "tenant"},
            {"tenure": "lodger"},
            "»Bolig?« er »Ejer« eller »Lejer«",
        ),
        (others.is_yes, {"others": True}, {"others": False}, "»Flytter andre?« er »Ja«"),
        (others.is_no, {"others": False}, {"others": True}, "»Flytter andre?« er »Nej«"),
        (seen.includes("dead"), {"seen": ["dead"]}, {"seen": ["live"]}, "»Set?« omfatter »Døde«"),
        (rooms.at_least(2), {"rooms": 2}, {"rooms": 1}, "»Rum?« er mindst 2"),
        (rent.at_least(5000), {"rent": 5000}, {"rent": 4999}, "»Husleje?« er mindst 50,00 kr."),
        (people.at_least(2), {"people": [1, 2]}, {"people": [1]}, "»Hvem?« er mindst 2"),
        (
            start.is_before(date(2026, 12, 2)),
            {"start": "2026-12-01"},
            {"start": "2026-12-02"},
            "»Fra?« er før den 2. december 2026",
        ),
        (end.is_after(start), BOTH, BOTH | {"end": "2026-12-01"}, "»Til?« er efter »Fra?«"),
        (
            end.is_within(1, of=start),
            BOTH,
            BOTH | {"end": "2026-12-03"},
            "»Til?« regnet fra »Fra?« (ellers fra i dag) er senest 1 dag derefter",
        ),
        (
            people.includes_minor,
            {"people": [ADULT, CHILD]},
            {"people": [ADULT]},
            "»Hvem?« omfatter et barn under 18 år",
        ),
        (
            ~new.is_same_as(old),
            {"old": MOELLEVEJ, "new": STOREGADE},
            {"old": MOELLEVEJ, "new": MOELLEVEJ | {"id": "", "street": "møllevej"}},
            "»Nu?« ikke er den samme som »Før?«",
        ),
        (phone.answered, {"phone": "1"}, {"phone": None}, "»Telefon« er besvaret"),
        (
            others.is_yes & tenure.is_("owner"),
            {"others": True, "tenure": "owner"},
            {"others": True},
            "»Flytter andre?« er »Ja« og »Bolig?« er »Ejer«",
        ),
        (
            others.is_yes | tenure.is_("owner"),
            {"tenure": "owner"},
            {},
            "»Flytter andre?« er »Ja«, eller hvis »Bolig?« er »Ejer«",
        ),
        (
            ~(others.is_yes | tenure.is_("owner")) & phone.answered,
            {"phone": "1"},
            {"phone": "1", "others": True},
            "det ikke passer, at »Flytter andre?« er »Ja«, eller hvis »Bolig?« er »Ejer« "
            "og »Telefon« er besvaret",
        ),
    ],
)
def test_a_condition_can_be_tested_and_read_aloud(
    condition: Condition, yes: dict, no: dict, said: str
):
    assert condition.holds(yes, KNOWN)
    assert not condition.holds(no, KNOWN)
    assert condition.say() == said


@pytest.mark.parametrize("junk", [None, 1, 0, True, "", "x", [], [None], {}, {"a": 1}, 2.5])
def test_answers_that_make_no_sense_hold_nothing_up(junk):
    for condition in (
        tenure.is_("owner"),
        tenure.is_any_of("owner"),
        others.is_yes,
        seen.includes("dead"),
        start.is_before(date(2026, 12, 2)),
        end.is_after(start),
        rooms.at_least(2),
        end.is_within(10, of=start),
        people.includes_minor,
        new.is_in_municipality,
        new.is_same_as(old),
    ):
        holds = condition.holds(dict.fromkeys((q.key for q in ASKED), junk), KNOWN)
        assert isinstance(holds, bool)


def test_one_is_not_yes():
    assert not others.is_yes.holds({"others": 1}, KNOWN)


def test_an_address_is_in_the_municipality_unless_the_register_says_elsewhere():
    herning = Known(today=KNOWN.today, municipality_code="0657")
    within = new.is_in_municipality
    assert within.holds({"new": MOELLEVEJ}, herning)
    assert within.holds({"new": MOELLEVEJ | {"municipality_code": ""}}, herning)
    assert not within.holds({"new": MOELLEVEJ | {"municipality_code": "0187"}}, herning)


def test_somebody_is_known_or_the_register_is_silent():
    condition = somebody_among("person.household", "person.children")
    nobody: dict[str, list[str]] = {"person.household": [], "person.children": []}
    assert condition.holds({}, KNOWN)
    assert condition.holds({}, Known(today=KNOWN.today))
    assert not condition.holds({}, Known(today=KNOWN.today, register=nobody))
    assert condition.say() == (
        "CPR kender nogen i husstanden eller egne børn under 18 år, eller CPR ikke har svaret"
    )
