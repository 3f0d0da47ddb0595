from app.forms.posted import LONGEST, MOST, Posted


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
