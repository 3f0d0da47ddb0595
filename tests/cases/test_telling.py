"""Case systems tell how far their cases have come: once each, of their own cases, in any order."""

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update
from starlette.requests import Request

from app.clock import now
from app.facts import ANSWER, Fact
from app.files import File
from app.limits import Limit
from app.outbox import Errand
from app.submissions.models import Submission
from tests.cases.telling import LETTER, PDF, another_system, event, events, filed, tells, the_case
from tests.service import Service


def problem_of(answer: Any) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, answer.json()["title"]


def test_what_is_told_is_kept_and_answered_with_the_state(service: Service):
    reference = filed(service)
    answer = tells(service, reference, event(state="received", text=" Vi har\r\nset den. "))
    assert (answer.status_code, answer.json()) == (200, {"state": "received"})
    (kept,) = events(service)
    assert (kept.number, kept.given_id, kept.text) == (1, "1", "Vi har\nset den.")


def test_told_twice_it_is_one_and_answered_the_same(service: Service):
    reference = filed(service)
    told = event(state="decided", is_decision=True, document=LETTER, expected_on="2027-01-31")
    first, second = (tells(service, reference, told) for _ in range(2))
    assert (first.status_code, first.json()) == (second.status_code, second.json())
    assert len(events(service)) == 1
    with service.database.reading.begin() as session:
        documents = select(func.count()).where(File.media_type == "application/pdf")
        assert session.scalar(documents) == 1
        assert session.scalar(select(func.count()).where(Fact.kind == ANSWER)) == 1


def test_the_same_id_with_something_else_is_a_conflict(service: Service):
    reference, told = filed(service), event()
    assert tells(service, reference, told).status_code == 200
    for other in (
        {"text": "Noget andet"},
        {"state": "closed"},
        {"at": (now() - timedelta(hours=2)).isoformat()},
        {"expected_on": "2027-01-31"},
        {"document": LETTER},
    ):
        assert problem_of(tells(service, reference, told | other)) == (409, "Conflict")
    assert len(events(service)) == 1


def test_another_document_under_the_same_id_is_a_conflict(service: Service):
    reference, told = filed(service), event(document=LETTER)
    assert tells(service, reference, told).status_code == 200
    for other in ({"content_base64": "JVBERi0yLjAK"}, {"name": "Andet.pdf"}):
        again = told | {"document": LETTER | other}
        assert tells(service, reference, again).status_code == 409


def test_the_latest_is_the_state_and_older_ones_only_join(service: Service):
    reference = filed(service)
    assert tells(service, reference, event("2", "decided", -2)).json() == {"state": "decided"}
    assert tells(service, reference, event("1", "received", -5)).json() == {"state": "decided"}
    moment = event("3", "in_progress", -1)
    assert tells(service, reference, moment).json() == {"state": "in_progress"}
    of_one_moment = moment | {"id": "4", "state": "closed"}
    assert tells(service, reference, of_one_moment).json() == {"state": "closed"}


def test_without_a_token_of_ours_nothing_is_told(service: Service):
    reference = filed(service)
    for token in (None, "", "guessed", "Bearer"):
        answer = tells(service, reference, event(), token)
        assert problem_of(answer) == (401, "Unauthorized")
        assert answer.headers["www-authenticate"].startswith("Bearer")
    assert not events(service)


def test_anothers_case_and_none_are_the_same(service: Service):
    reference, other = filed(service), another_system(service)
    answers = [
        tells(service, reference, event(), other),
        tells(service, "K7FE-TJ4T", event(), other),
        tells(service, "K7FE-TJ4T", event()),
        tells(service, "x" * 500, event()),
    ]
    assert {problem_of(answer)[0] for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    assert not events(service)


def test_a_token_is_good_in_its_own_municipality_alone(service: Service):
    reference = filed(service)
    elsewhere = another_system(service, "their-records", "0187")
    assert tells(service, reference, event(), elsewhere).status_code == 401
    there = tells(service, reference, event(), elsewhere, host="vallensbaek.localhost")
    assert there.status_code == 404
    same_name = tells(service, reference, event(), host="vallensbaek.localhost")
    assert same_name.status_code == 404


def test_wrong_tokens_are_counted(service: Service, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("app.limits.API_PER_ADDRESS", Limit("api_address", 2, 5))
    answers = [tells(service, "K7FE-TJ4T", event(), "guessed").status_code for _ in range(3)]
    assert answers == [401, 401, 429]
    reference = filed(service)
    assert tells(service, reference, event()).status_code == 200, "a good token is not counted"


def test_an_event_may_come_before_we_know_that_the_case_is_filed(service: Service):
    """The answer to the delivery was lost; the case is theirs as soon as we have tried."""
    reference, other = filed(service), another_system(service)
    with service.database.writing.begin() as session:
        session.execute(
            update(Submission).values(filed_at=None, filed_as=None, filed_in=None, keep_until=None)
        )
        session.execute(update(Errand).values(attempts=0, done_at=None))
    assert tells(service, reference, event()).status_code == 404, "nobody has tried yet"
    with service.database.writing.begin() as session:
        session.execute(update(Errand).where(Errand.kind == "deliver").values(attempts=1))
    assert tells(service, reference, event(), other).status_code == 404
    assert tells(service, reference, event()).status_code == 200
    case = the_case(service)
    assert (case.filed_at, case.filed_as) == (None, None), "its number is still to come"
    assert "i gang med sagen" in service.citizen("ada").opens(f"/mine-sager/{reference}").words


def test_unlikely_moments_are_refused_and_clocks_may_differ_a_little(service: Service):
    reference = filed(service)
    for hours in (0.2, 24 * 365, -24 * 9, -24 * 3650):
        assert tells(service, reference, event(hours=hours)).status_code == 422
    assert not events(service)
    for name, hours in {"a fast clock": 0.05, "the day it was sent": -24 * 7 - 20}.items():
        assert tells(service, reference, event(name, hours=hours)).status_code == 200
    far = event("3", expected_on="2099-01-01")
    assert tells(service, reference, far).status_code == 422


def test_what_is_not_as_described_is_refused_and_says_where(service: Service):
    answer = tells(service, filed(service), event() | {"state": "done", "0101701234": "Ada"})
    assert problem_of(answer)[0] == 422
    assert answer.json()["errors"] == [
        {"at": "$.state", "rule": "literal_error"},
        {"at": "$.…", "rule": "extra_forbidden"},
    ]
    assert not events(service)


def test_what_is_no_json_of_ours_is_refused(service: Service):
    reference = filed(service)
    deep, other = b"[" * 40 + b"]" * 40, b"\xff\xfe{}"
    for body, status in ((b"", 422), (b"{", 422), (b"9" * 100_000, 422), (deep, 400), (other, 400)):
        assert problem_of(tells(service, reference, body))[0] == status


def test_only_json_is_taken(service: Service):
    answer = service.browser().client.post(
        f"/api/v1/cases/{filed(service)}/events",
        content=json.dumps(event()),
        headers={
            "authorization": "Bearer demo-token-for-a-laptop-and-nothing-else",
            "content-type": "text/plain",
        },
    )
    assert problem_of(answer)[0] == 415


def test_a_large_document_is_taken_and_a_larger_one_refused(service: Service):
    reference = filed(service)

    def letter(size: int) -> dict[str, str]:
        content = PDF + b"0" * (size - len(PDF))
        return LETTER | {"content_base64": base64.b64encode(content).decode()}

    most = 10 * 1024 * 1024
    assert tells(service, reference, event(document=letter(most))).status_code == 200
    too_large = tells(service, reference, event("2", document=letter(most + 1)))
    assert problem_of(too_large)[0] == 413
    far_too_large = tells(service, reference, b" " * (14 * 1024 * 1024 + 1))
    assert problem_of(far_too_large)[0] == 413
    answer = service.citizen("ada").client.get(f"/mine-sager/{reference}/dokumenter/1")
    assert len(answer.content) == most


def test_a_large_body_is_not_read_without_a_token(service: Service, monkeypatch: Any):
    def fails(_: Request) -> None:
        raise AssertionError("read")

    monkeypatch.setattr(Request, "stream", fails)
    answer = tells(service, "K7FE-TJ4T", b" " * (2 * 1024 * 1024), "guessed")
    assert answer.status_code == 401


def test_a_case_that_was_cleared_out_says_so_to_its_own_system(service: Service):
    reference, other = filed(service), another_system(service)
    with service.database.writing.begin() as session:
        session.execute(update(Submission).values(cleared_at=now()))
    assert problem_of(tells(service, reference, event()))[0] == 410
    assert problem_of(tells(service, reference, event(), other))[0] == 404


def test_a_case_has_only_so_many_events(service: Service, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("app.integrations.case_events.hear.MOST_EVENTS", 2)
    reference = filed(service)
    told = [event(str(number)) for number in range(3)]
    assert [tells(service, reference, each).status_code for each in told] == [200, 200, 422]
    assert tells(service, reference, told[0]).status_code == 200
