"""What a case system may say, and what is said of what it may not: never what was sent."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from app.integrations.case_events.told import EXAMPLE, NotUsable, read, schema
from tests.cases.telling import LETTER, event


def read_json(body: Any) -> Any:
    return read(json.dumps(body).encode())


@pytest.mark.parametrize(
    ("wrong", "at", "rule"),
    [
        ({"at": "2026-11-22T10:15:00"}, "$.at", "timezone_aware"),
        ({"at": 1764000000}, "$.at", "datetime_type"),
        ({"at": "0001-01-01T00:00:00+23:00"}, "$.at", "greater_than_equal"),
        ({"at": "i går"}, "$.at", "datetime_parsing"),
        ({"state": "done"}, "$.state", "literal_error"),
        ({"id": ""}, "$.id", "string_too_short"),
        ({"id": "x" * 101}, "$.id", "string_too_long"),
        ({"id": 7}, "$.id", "string_type"),
        ({"text": "x" * 2001}, "$.text", "string_too_long"),
        ({"is_decision": "yes"}, "$.is_decision", "bool_type"),
        ({"is_decision": True}, "$.is_decision", "only_with_decided"),
        ({"state": "information_requested"}, "$.text", "needed_with_information_requested"),
        ({"expected_on": "20. december"}, "$.expected_on", "date_parsing"),
        ({"0101701234": "Ada"}, "$.…", "extra_forbidden"),
    ],
)
def test_what_is_wrong_is_said_by_place_and_rule(wrong: dict[str, Any], at: str, rule: str):
    with pytest.raises(NotUsable) as refused:
        read_json(event() | wrong)
    assert refused.value.mistakes == [{"at": at, "rule": rule}]


@pytest.mark.parametrize(
    ("wrong", "at", "rule"),
    [
        ({"media_type": "text/html"}, "media_type", "literal_error"),
        ({"content_base64": "JVBER*"}, "content_base64", "base64"),
        ({"content_base64": "JVBER"}, "content_base64", "base64"),
        ({"content_base64": "PGh0bWw+"}, "content_base64", "pdf"),
        ({"content_base64": ""}, "content_base64", "pdf"),
        ({"name": ""}, "name", "string_too_short"),
        ({"0101701234": "Ada"}, "…", "extra_forbidden"),
    ],
)
def test_what_is_wrong_with_a_document(wrong: dict[str, Any], at: str, rule: str):
    with pytest.raises(NotUsable) as refused:
        read_json(event(document=LETTER | wrong))
    assert refused.value.mistakes == [{"at": f"$.document.{at}", "rule": rule}]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"7", b'{"id":"\\ud800"}'])
def test_what_is_no_event_at_all(body: bytes):
    with pytest.raises(NotUsable):
        read(body)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Afgørelse.pdf", "Afgørelse.pdf"),
        ("brev", "brev.pdf"),
        ("../../etc/passwd", "-..-etc-passwd.pdf"),
        ("c:\\brev.PDF", "c:-brev.PDF"),
        ("\u202efdp.exe", "fdp.exe.pdf"),
        ("a\nb\x00", "a b.pdf"),
        ("...", "dokument.pdf"),
    ],
)
def test_a_document_has_a_name_that_is_fit_for_a_file(given: str, kept: str):
    assert read_json(event(document=LETTER | {"name": given})).document_name == kept


def test_the_schema_stands_by_itself_and_its_example_can_be_read():
    Draft202012Validator.check_schema(schema())
    assert "$ref" not in json.dumps(schema())
    Draft202012Validator(schema()).validate(EXAMPLE)
    assert read_json(EXAMPLE).is_decision
