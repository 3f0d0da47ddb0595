"""What a system says of why is kept for staff, and nobody is told of in it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.integrations.remote_words import LEFT_OUT, MOST_CHARACTERS, impersonal
from app.submissions.models import Submission
from tests.cpu import is_done_in_time

ADA = "7405880118"
SENT = Submission(
    applicant={"kind": "citizen", "cpr": ADA, "name": "Ada Holm"},
    acted_by=None,
    answers={"new_address": {"street": "Møllevej", "number": "4"}, "people": [{"name": "Bo Lund"}]},
    case_title="Flytning pr. 1. december",
    rows=[
        {"label": "Hvem bor du hos?", "value": "Winnie Aagaard"},
        {"label": "Andet?", "value": "Hvem ved, om det ikke er gyldigt"},
    ],
)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Skemaet kendes ikke", "Skemaet kendes ikke"),
        ('{"title": "Bad template", "detail": "No template 42"}', "Bad template. No template 42"),
        ('{"error": "invalid_client"}', "invalid_client"),
        ("<html><head><style>p{}</style></head><h1>502</h1> Bad gateway</html>", "502 Bad gateway"),
        (f"CPR {ADA} findes ikke", "CPR … findes ikke"),
        ("740588-0118", "…"),
        ("Part 74 05 88 01 18 mangler", "Part … mangler"),
        ("ADA HOLM findes allerede", "… findes allerede"),
        ("Winnie, Møllevej 4: dublet", "…, … 4: dublet"),
        ("skriv til ada@example.dk", "skriv til …"),
        ("", ""),
        ("Det er ikke gyldigt for hvem du er", "Det er ikke gyldigt for … du er"),
        ('{"fejl": "Skabelon 7 kendes ikke"}', "Skabelon 7 kendes ikke"),
        (
            '{"errors": [{"detail": "No such list"}, {"detail": "Try later"}]}',
            "No such list. Try later",
        ),
        ('{"error": {"code": "-1", "message": {"lang": "da", "value": "Låst"}}}', "Låst"),
        ('{"grund": {"kort": "Lukket for i dag"}}', "Lukket for i dag"),
        ("[1, 2]", "[1, 2]"),
    ],
)
def test_the_reason_stays_and_the_person_goes(said: str, kept: str):
    assert impersonal(said, SENT) == kept


def test_a_long_story_is_cut():
    told = impersonal("nej " * 1000, SENT)
    assert len(told) == MOST_CHARACTERS
    assert told.endswith(LEFT_OUT)


@pytest.mark.parametrize("piece", ["Q", "<", "<script "])
def test_what_is_said_at_length_keeps_no_worker_from_its_work(piece: str):
    is_done_in_time(
        "from app.integrations.remote_words import impersonal\n"
        "from tests.integrations.test_remote_words import SENT\n"
        f"impersonal({piece!r} * 300_000, SENT)"
    )


@given(
    before=st.text(max_size=40),
    after=st.text(max_size=40),
    name=st.sampled_from([ADA, "740588-0118", "Holm", "holm", "MØLLEVEJ", "Aagaard"]),
    quoted=st.sampled_from(["{}", '"{}"', "<b>{}</b>", "({})", "cpr={}", "{}."]),
)
def test_whatever_stands_around_it_nobody_is_quoted(
    before: str, after: str, name: str, quoted: str
):
    said = f"{before} {quoted.format(name)} {after}"
    for words in (said, json.dumps({"detail": said})):
        assert name.casefold() not in impersonal(words, SENT).casefold()
