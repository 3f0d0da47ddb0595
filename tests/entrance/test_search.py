"""People find their task in their own words: `queries.csv` says what is typed and what is first."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.entrance.areas import areas
from app.entrance.own_pages import OWN_PAGES, OwnPage
from app.entrance.search import find
from app.entrance.words import danish, fold, words_in
from app.forms.catalogue import published
from app.languages import translate_to

with Path(__file__).with_name("queries.csv").open(encoding="utf-8", newline="") as file:
    QUERIES = [(row["query"], row["first"]) for row in csv.DictReader(file)]


@pytest.mark.parametrize(("query", "first"), QUERIES)
def test_what_people_type_finds_what_they_mean(query: str, first: str):
    assert find(query)[:1] == [first]


def test_every_area_is_asked_for_in_the_list():
    assert {first for _, first in QUERIES} == areas().keys()


@pytest.mark.parametrize("area", areas().values(), ids=areas().keys())
def test_every_area_is_found_by_its_own_name_and_words(area):
    assert find(area.title)[0] == area.slug
    assert area.slug in find(translate_to("en")(area.title))[:2]
    for word in (*area.words, *area.misspellings, *area.english):
        assert area.slug in find(word), word


@pytest.mark.parametrize("page", OWN_PAGES.values(), ids=OWN_PAGES.keys())
def test_pages_of_our_own_are_found_by_their_name_and_words(page: OwnPage):
    for typed in (page.title, translate_to("en")(page.title), *page.words, *page.english):
        assert find(typed)[:1] == [page.slug], typed


@pytest.mark.parametrize("area", areas().values(), ids=areas().keys())
def test_every_area_is_found_without_the_danish_letters(area):
    for as_typed in (("ae", "oe", "aa"), ("æ", "o", "a"), ("ae", "ø", "å")):
        title = area.title.lower()
        for letter, other in zip("æøå", as_typed, strict=True):
            title = title.replace(letter, other)
        assert area.slug in find(title)


@pytest.mark.parametrize("typed", ["fly", "flyt", "flytt", "flyttea", "flytteanmeld"])
def test_it_finds_while_somebody_still_types(typed: str):
    assert "flytning" in find(typed)


@pytest.mark.parametrize(
    "typed", ["", "   ", "?", "xyzzyq", "hvordan gør jeg", "kommune", "0101010000", "' OR 1=1 --"]
)
def test_what_says_nothing_finds_nothing(typed: str):
    assert find(typed) == []


def test_upper_and_lower_case_and_marks_are_the_same():
    assert find("BØRNEHAVE!!") == find("børnehave") == find("  »Børnehave«  ")


def test_what_cannot_be_meant_is_left_out():
    assert find("vielse") == ["vielse"]
    assert len(find("barn")) <= 8


def test_decomposed_letters_are_letters():
    assert find("bo\u0308rnehave")[0] == "dagtilbud"
    assert find("skifte la\u0308ge")[0] == "laegevalg"
    assert fold("å") == fold("a\u030a") == fold("aa")


@pytest.mark.parametrize(
    "forms",
    [
        ("flytte", "flytter", "flyttet", "flyttes"),
        ("børnehave", "børnehaven", "børnehaver", "børnehavens"),
        ("rotte", "rotten", "rotter", "rotterne"),
    ],
)
def test_the_forms_of_a_danish_word_are_one_word(forms: tuple[str, ...]):
    assert len({danish(form) for form in forms}) == 1


def test_hyphenated_words_are_read_whole_and_in_parts():
    assert words_in("EU-kortet, cpr-nr.") == ["eu", "kortet", "eukortet", "cpr", "nr", "cprnr"]


@given(st.text(max_size=400))
def test_any_text_at_all_may_be_typed(text: str):
    assert set(find(text)) <= areas().keys() | published().keys() | OWN_PAGES.keys()
