"""Reference numbers survive the phone."""

from hypothesis import given
from hypothesis import strategies as st

from app.submissions.reference import ALPHABET, new_reference, tidy_reference


def test_a_reference_is_read_as_people_type_it():
    assert tidy_reference("k7fe tj4t") == "K7FE-TJ4T"
    assert tidy_reference("K7FETJ4T") == "K7FE-TJ4T"


@given(st.integers(0, 7), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(place: int, wrong: str):
    reference = new_reference()
    compact = reference.replace("-", "")
    changed = compact[:place] + wrong + compact[place + 1 :]
    assert tidy_reference(changed) == (reference if changed == compact else None)


@given(st.text(max_size=20))
def test_anything_else_is_not_a_reference(text: str):
    found = tidy_reference(text)
    assert found is None or len(found) == 9


def test_no_two_characters_look_alike():
    assert not set("01BILOQSUZ") & set(ALPHABET)
