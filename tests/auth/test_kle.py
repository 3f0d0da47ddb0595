"""Which KLE numbers a member of staff may work with."""

import pytest
from sqlalchemy import select

from app.auth.kle import covered, covers, shared
from app.auth.people import Staff
from app.database import Database
from app.facts import ACTIVATION, Fact, note

MALFORMED = ["", "28", "28.", "28*", "2*", "*.09.40", "28.*.40", "28.09.4", "28.09.40.*", "**", "%"]


@pytest.mark.parametrize("pattern", ["*", "28.*", "28.09.*", "28.09.40", " 28.* "])
def test_a_pattern_covers_what_it_names(pattern: str):
    assert covers([pattern], "28.09.40")


@pytest.mark.parametrize("pattern", ["27.*", "28.08.*", "28.09.41", *MALFORMED])
def test_and_nothing_else(pattern: str):
    assert not covers([pattern], "28.09.40")


def test_whoever_has_no_patterns_covers_nothing():
    staff = Staff("Mette", "mette", frozenset({"caseworker"}), (), "0657")
    assert not staff.covers("28.09.40")


def test_one_of_several_is_enough():
    staff = Staff("Mette", "mette", frozenset({"caseworker"}), ("09.*", "28.09.*"), "0657")
    assert staff.covers("28.09.40")
    assert not staff.covers("28.10.40")


@pytest.mark.parametrize(
    "patterns",
    [("*",), ("23.*",), ("23.05.*",), ("23.05.10",), ("09.*", "23.05.10"), ("09.*",), (), ("2%",)],
    ids=str,
)
def test_the_database_says_the_same(database: Database, patterns: tuple[str, ...]):
    numbers = ("23.05.10", "23.05.05", "23.10.10", "09.08.20")
    with database.writing.begin() as session:
        for number in numbers:
            note(
                session,
                ACTIVATION,
                municipality_code="0657",
                form_slug="flytning",
                form_version=1,
                kle=number,
                channel="SLVBTJN",
            )
        found = set(session.scalars(select(Fact.kle).where(covered(patterns, Fact.kle))))
    assert found == {number for number in numbers if covers(patterns, number)}


@pytest.mark.parametrize(
    ("sets", "both"),
    [
        ([["*"], ["28.*"]], ("28.*",)),
        ([["28.*", "09.*"], ["28.09.*", "27.*"]], ("28.09.*",)),
        ([["28.*"], ["27.*"]], ()),
        ([["28.*"], ["28.*"], ["28.09.40"]], ("28.09.40",)),
        ([["28"], ["*"]], ()),
        ([], ()),
    ],
    ids=str,
)
def test_what_several_sets_share_is_covered_by_each(sets: list[list[str]], both: tuple[str, ...]):
    assert shared(sets) == both
