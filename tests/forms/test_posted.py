import pytest

from app.forms import posted as posted_module
from app.forms.posted import LONGEST, MOST, MOST_MARKS, Posted, clean
from tests.cpu import is_done_in_time


def test_a_field_that_was_not_sent_is_empty():
    posted = Posted.of({"name": " Ada "})
    assert posted.one("name") == "Ada"
    assert posted.one("other") == ""
    assert posted.all("other") == []
    assert "name" in posted
    assert "other" not in posted


def test_a_file_is_no_text():
    assert Posted([("name", object()), ("name", "Ada")]).one("name") == "Ada"


def test_endless_fields_and_endless_repetition_are_cut():
    posted = Posted.of({"a": "x" * 10_000_000, "b": ["y"] * 10_000})
    assert len(posted.one("a")) == LONGEST + 1
    assert len(posted.all("b")) == MOST


def test_line_breaks_are_one_kind():
    assert Posted.of({"a": "1\r\n2\r3\u20284"}).one("a") == "1\n2\n3\n4"


def test_letters_are_composed_and_may_have_as_many_marks_as_any_script_puts_on_one():
    assert clean("A\u030a") == "Å"
    assert clean("e\u0323\u0302") == "ệ"
    most = "x" + "\u0316" * MOST_MARKS
    assert clean(most) == most
    assert clean(most + "\u0316\u0300" + "y" + "\u0316") == most + "y" + "\u0316"


@pytest.mark.parametrize(
    "text",
    [
        r"'a' + '\u0300\u0316' * 9999",
        r"'a' + '\u0300' * 10000 + '\u0316' * 9999",
        r"'\u0344' * 19999",
        r"'\u1100\u1161' * 9999",
        r"'\ufdfa' * 19999",
        r"('a' + '\u0316' * 30) * 640",
        r"' ' * 20000 + 'x'",
    ],
)
def test_to_clean_a_field_takes_as_long_as_it_is(text: str):
    """Forty times, as a page with so many fields would."""
    is_done_in_time(
        "from app.forms.posted import clean\n"
        f"text = {text}\n"
        "for number in range(40): clean(text + str(number))"
    )


def test_a_value_is_cleaned_once(monkeypatch: pytest.MonkeyPatch):
    cleaned: list[str] = []

    def clean(text: str) -> str:
        cleaned.append(text)
        return text

    monkeypatch.setattr(posted_module, "clean", clean)
    posted = Posted.of({"a": ["1", "2"], "b": "3"})
    for _ in range(3):
        assert (posted.one("a"), posted.all("a"), posted.one("c")) == ("1", ["1", "2"], "")
    assert cleaned == ["1", "2"]
