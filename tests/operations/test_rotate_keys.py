"""A new secret takes over while citizens are served, and the old one can be taken away."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import LargeBinary, delete, select, update

from app import contacts, sealed
from app.access_chains import all_chains
from app.access_log import Subject, a_case, a_citizen, a_company, accesses, note
from app.auth.models import SessionRow
from app.auth.people import Staff
from app.commands import reseal, rotate_keys
from app.commands.rotate_keys import NOT_KEYED, RULES
from app.commands.soundness import Unsound, must_be_sound
from app.database import Base, table_of
from app.every_table import every_table
from app.municipalities import current
from app.sealed import SealedBytes, SealedJSON
from app.settings import settings
from app.standins import persons
from app.submissions.models import Draft, Submission
from tests.citizen import Browser
from tests.operations.copies import every_row, is_used, says
from tests.service import Service
from tests.submissions.walks import moves_alone, reports_rats

ADA = persons.by_key("ada").cpr
OLD = settings().secret_keys
NEW = "a-new-secret-that-has-at-least-32-characters"
DONE = "Nothing is sealed with an older secret any more"

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

Keys = Callable[..., None]


@pytest.fixture
def with_keys(monkeypatch: pytest.MonkeyPatch) -> Keys:
    """Let the service have these secrets, newest first."""

    def use(*secrets: str) -> None:
        has = settings().model_copy(update={"secret_keys": ",".join(secrets)})
        monkeypatch.setattr(sealed, "settings", lambda: has)
        current.forget()

    return use


COMPANY, CASE = a_company("99000104"), a_case("9XPM-HWRH")


def looks_at(service: Service, subject: Subject) -> None:
    """One of the staff looks at a case of theirs."""
    mette = Staff("Mette Madsen", "mette", frozenset({"frontdesk"}), ("*",), "0657")
    said = {"what": "read", "about": "K7FE-TJ4T", "reason": "Jeg behandler sagen"}
    with service.database.writing.begin() as session:
        note(session, municipality_code="0657", subject=subject, staff=mette, **said)  # type: ignore[arg-type]


def rotate(*secrets: str) -> subprocess.CompletedProcess[str]:
    return says("rotate-keys", SECRET_KEYS=",".join(secrets or (NEW, OLD)))


@dataclass
class Before:
    """Who was at it before the new secret came."""

    ada: Browser
    bo: Browser
    stranger: Browser
    moved: str
    rats: str

    @classmethod
    def the_new_secret(cls, service: Service) -> "Before":
        moved = is_used(service)
        ada, bo = service.citizen("ada"), service.citizen("bo")
        stranger = reports_rats(service.browser()).sends()
        rats = stranger.path
        stranger.starts("rotter").sends(place="elsewhere")
        with service.database.writing.begin() as session:
            contacts.keep(session, "0657", ADA, phone="+4520304050", email="")
        for subject in (a_citizen(ADA), COMPANY, CASE):
            looks_at(service, subject)
        assert stranger.path != "/rotter"
        return cls(ada, bo, stranger, moved, rats)

    def open_everything(self, service: Service) -> None:
        """In the visits of before, and in new ones."""
        with service.database.reading.begin() as session:
            contact = contacts.contact_of(session, "0657", ADA)
            assert contact is not None
            assert contact.phone == "+4520304050"
            for subject in (a_citizen(ADA), COMPANY, CASE):
                assert accesses(session, "0657", subject)
            # A chain each, and nothing wrong with them.
            assert list(all_chains(session)) == [None] * 3
        for ada in (self.ada, service.citizen("ada")):
            assert "Meld flytning" in ada.opens("/mine-sager").words
            assert ada.opens(self.moved).sees == "Kvittering"
            assert ada.client.get(f"{self.moved}.pdf").content.startswith(b"%PDF")
        for bo in (self.bo, service.citizen("bo")):
            assert bo.opens("/flytning").text.count('name="draft"') == 1
        assert self.stranger.opens(self.rats).sees == "Kvittering"
        assert self.stranger.opens("/rotter").text.count('name="draft"') == 1
        another = service.browser().opens(self.rats)
        assert another.sees == "Åbn din kvittering"
        assert another.sends(proof="20 30 40 50").sees == "Kvittering"


def test_all_that_was_there_opens_when_the_old_secret_is_gone(
    committed_service: Service, with_keys: Keys
):
    before = Before.the_new_secret(committed_service)
    with_keys(NEW, OLD)
    done = rotate()
    assert (done.returncode, done.stderr) == (0, "")
    assert "3  submissions: rows with digests made anew" in done.stdout
    assert DONE in done.stdout
    before.open_everything(committed_service)
    with_keys(NEW)
    before.open_everything(committed_service)


def test_run_again_it_does_nothing(committed_service: Service, committed_url: str):
    Before.the_new_secret(committed_service)
    rotate()
    after_one = every_row(committed_url)
    again = rotate()
    assert (again.returncode, again.stdout.startswith(DONE)) == (0, True)
    assert every_row(committed_url) == after_one


def test_without_it_the_old_secret_is_missed(committed_service: Service, with_keys: Keys):
    is_used(committed_service)
    with_keys(NEW)
    with committed_service.database.reading.begin() as session, pytest.raises(Unsound):
        must_be_sound(session.connection())


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


def test_a_visit_that_is_over_is_met_by_nobody(committed_service: Service, with_keys: Keys):
    rats = reports_rats(committed_service.browser()).sends().path
    with committed_service.database.writing.begin() as session:
        session.execute(delete(SessionRow))
    assert rotate().returncode == 0
    with_keys(NEW)
    with committed_service.database.reading.begin() as session:
        (digest,) = session.scalars(select(Submission.acting_digest))
    assert len(digest) == 16
    assert committed_service.browser().opens(rats).sends(proof="20304050").sees == "Kvittering"


def test_a_digest_that_cannot_be_found_again_keeps_the_old_secret(committed_service: Service):
    committed_service.citizen("bo").starts("flytning")
    strange = os.urandom(32)
    with committed_service.database.writing.begin() as session:
        session.execute(update(Draft).values(applicant_digest=strange))
    done = rotate()
    assert done.returncode == 1
    assert "was not found: 1 of drafts.applicant_digest" in done.stderr
    with committed_service.database.reading.begin() as session:
        assert session.scalar(select(Draft.applicant_digest)) == strange


def test_a_missing_secret_is_said_and_nothing_is_lost(
    committed_service: Service, committed_url: str
):
    is_used(committed_service)
    before = every_row(committed_url)
    done = rotate(NEW)
    assert done.returncode == 1
    assert "one is missing, for nobody can open " in done.stderr
    assert every_row(committed_url) == before


def test_with_one_secret_it_says_how_to_get_a_new_one(committed_url: str):
    done = rotate(OLD)
    assert (done.returncode, "SECRET_KEYS=new,old" in done.stdout) == (0, True)


def test_every_column_of_bytes_is_sealed_has_a_rule_or_needs_none():
    every_table()
    listed = {
        f"{table.__tablename__}.{name}"
        for rule in RULES
        for table in (rule.table, rule.followed_by)
        for name in rule.digests
        if table is not None
    }
    columns = [column for table in Base.metadata.sorted_tables for column in table.columns]
    in_bytes = {
        f"{column.table.name}.{column.name}"
        for column in columns
        if isinstance(column.type, LargeBinary)
    }
    named = {
        f"{column.table.name}.{column.name}"
        for column in columns
        if "digest" in column.name and not isinstance(column.type, SealedBytes)
    }
    assert not listed & NOT_KEYED.keys()
    assert in_bytes | named == listed | NOT_KEYED.keys()
    assert all(
        isinstance(table_of(rule.table).c[name].type, LargeBinary | SealedJSON)
        for rule in RULES
        for name in rule.digests
    )
