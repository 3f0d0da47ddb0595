"""Killed on the way or overtaken by citizens, a new secret still takes over whole."""

import os
import signal
import subprocess
import sys
import threading

import pytest
from sqlalchemy import select

from app import sealed
from app.access_log import a_citizen, accesses
from app.commands import reseal, rotate_keys
from app.database import table_of
from app.submissions.models import Draft
from tests.operations.new_secret import ADA, NEW, OLD, Before, Keys, looks_at, rotate, with_keys
from tests.service import Service
from tests.submissions.walks import moves_alone, reports_rats

pytestmark = pytest.mark.long

__all__ = ["with_keys"]

# The command, killed where it writes for the given time.
KILLED_AT = """
import os, signal, sys
from app import __main__
from app.commands import rekey, reseal

left = int(sys.argv[1])
def dying(write):
    def instead(*arguments):
        global left
        if arguments[-1]:
            left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        return write(*arguments)
    return instead

rekey._write_at_once = dying(rekey._write_at_once)
reseal._write = dying(reseal._write)
sys.exit(__main__.main(["rotate-keys"]))
"""


@pytest.mark.parametrize("writes", [3, 14])
def test_killed_on_the_way_it_is_run_again(
    committed_service: Service, with_keys: Keys, writes: int
):
    before = Before.the_new_secret(committed_service)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED_AT, str(writes)],
        env={**os.environ, "SECRET_KEYS": f"{NEW},{OLD}"},
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    with_keys(NEW, OLD)
    before.open_everything(committed_service)
    assert rotate().returncode == 0
    with_keys(NEW)
    before.open_everything(committed_service)


def test_the_service_goes_on_while_it_runs(committed_service: Service, with_keys: Keys):
    before = Before.the_new_secret(committed_service)
    bo = committed_service.citizen("bo").starts("flytning")
    with_keys(NEW, OLD)
    stop, sent, problems = threading.Event(), [], []

    def citizens_come() -> None:
        try:
            while not stop.is_set():
                ada = moves_alone(committed_service.citizen("ada")).sends()
                rats = reports_rats(committed_service.browser()).sends()
                sent.append((ada, ada.path, rats, rats.path))
                looks_at(committed_service, a_citizen(ADA))
        except BaseException as problem:
            problems.append(problem)

    coming = threading.Thread(target=citizens_come)
    coming.start()
    try:
        done = [rotate() for _ in range(2)]
    finally:
        stop.set()
        coming.join()
    assert problems == []
    assert [each.returncode for each in done] == [0, 0], done
    assert sent
    with_keys(NEW)
    with committed_service.database.reading.begin() as session:
        assert len(accesses(session, "0657", a_citizen(ADA))) == 1 + len(sent)
    before.open_everything(committed_service)
    assert bo.opens("/flytning").text.count('name="draft"') == 1
    for ada, moved, stranger, rats in sent:
        assert ada.opens(moved).sees == "Kvittering"
        assert stranger.opens(rats).sees == "Kvittering"


def test_what_the_service_changed_meanwhile_is_met_again(
    committed_service: Service, with_keys: Keys, monkeypatch: pytest.MonkeyPatch
):
    """Between reading a draft and writing it, the citizen has gone on."""
    bo = committed_service.citizen("bo").starts("flytning")
    with_keys(NEW, OLD)
    went_on: list[int] = []
    write = reseal._write

    def slow(database, table, column, changes):
        if changes and column.name == "answers" and not went_on:
            went_on.append(bo.sends().status)
            assert write(database, table, column, changes) == 0
            return 0
        return write(database, table, column, changes)

    monkeypatch.setattr(reseal, "_write", slow)
    assert rotate_keys.run([]) == 0
    assert went_on == [200]
    with_keys(NEW)
    assert bo.opens("/flytning").text.count('name="draft"') == 1


def test_two_drafts_begun_under_two_secrets_are_both_kept(
    committed_service: Service, with_keys: Keys
):
    bo = committed_service.citizen("bo").starts("flytning")
    with_keys(NEW, OLD)
    with committed_service.database.writing.begin() as session:
        draft = session.scalars(select(Draft)).one()
        kept = {each.key: getattr(draft, each.key) for each in table_of(Draft).columns}
        newest = sealed.digest("0657 cpr " + draft.applicant["cpr"])
        del kept["id"]
        kept |= {"acting_digest": newest, "applicant_digest": newest}
        session.add(Draft(**kept))
    assert rotate().returncode == 0
    with_keys(NEW)
    with committed_service.database.reading.begin() as session:
        digests = set(session.scalars(select(Draft.acting_digest)))
        abouts = [len(about) for about in session.scalars(select(Draft.about))]
    assert digests == {newest}
    assert sorted(abouts) == [0, 16]
    assert bo.opens("/mine-sager").status == 200
