"""Whoever steals the database, the log or the figures of a whole day learns nothing of anybody."""

import json

import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from app.outbox import Errand
from app.sealed import digests
from app.standins import persons
from tests.busy_day import a_day
from tests.dumps import logged_statements, stolen
from tests.needles import met_in, of_persons
from tests.service import Service, committed_service, standins, the_app
from tests.submissions.walks import moves_alone
from tests.typed_words import KNOWN, TYPED

pytestmark = pytest.mark.long

__all__ = ["committed_service", "standins"]


def figures() -> bytes:
    here = TestClient(the_app(), base_url="http://127.0.0.1", client=("127.0.0.1", 50000))
    answer = here.get("/metrics")
    assert answer.status_code == 200
    return bytes(answer.content)


def test_a_whole_day_leaves_nothing_personal_in_the_open(
    committed_service: Service,
    committed_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    needles = of_persons(stolen(committed_service.database, committed_url))
    assert set(needles.values()) == set(persons.everyone())
    capsys.readouterr()
    a_day(committed_service, monkeypatch)
    said = capsys.readouterr()
    log = (said.out + said.err).encode()
    lines = [json.loads(line) for line in said.out.splitlines()]
    assert {"request", "our mistake", "errand refused", "errand put back"} <= {
        line["event"] for line in lines
    }
    places = stolen(committed_service.database, committed_url) | {
        "log": log,
        "figures": figures(),
        "statements": logged_statements(committed_service.database),
    }
    assert met_in(places, [*needles, *TYPED, *KNOWN]) == []
    references = places["submissions.reference"].decode().split()
    assert len(references) >= 4
    assert met_in({"log": log, "figures": places["figures"]}, references) == []


def test_what_stands_in_the_open_is_found(committed_service: Service, committed_url: str):
    """Or the test above would find nothing, whatever stood there."""
    ada = persons.by_key("ada")
    moves_alone(committed_service.citizen("ada")).sends()
    needles = of_persons(stolen(committed_service.database, committed_url))
    for secret in (ada.cpr, f"{ada.cpr[:6]}-{ada.cpr[6:]}", ada.name, ada.name.upper()):
        with committed_service.database.writing.begin() as session:
            session.execute(update(Errand).values(last_problem=f"about {secret}"))
        found = met_in(stolen(committed_service.database, committed_url), needles)
        assert "errands.last_problem" in {place for place, _ in found}, secret


def test_what_is_looked_up_by_is_no_hash_of_it_alone(
    committed_service: Service, committed_url: str
):
    """All CPR numbers can be hashed in a minute: it takes our key."""
    moves_alone(committed_service.citizen("ada")).sends()
    dump = stolen(committed_service.database, committed_url)
    kept = dump["submissions.acting_digest"]
    assert kept in digests(f"0657 cpr {persons.by_key('ada').cpr}")
