"""A new secret takes over, and the old one can be taken away when nothing needs it."""

import os

import pytest
from sqlalchemy import LargeBinary, delete, select, update

from app.auth.models import SessionRow
from app.commands.rotate_keys import NOT_KEYED, RULES
from app.commands.soundness import Unsound, must_be_sound
from app.database import Base, table_of
from app.every_table import every_table
from app.sealed import SealedBytes, SealedJSON
from app.submissions.models import Draft, Submission
from tests.integrations.posting import (
    DELIVERED,
    FAILED,
    a_letter_is_sent,
    status,
    the_message,
    told,
)
from tests.integrations.served import the_errand
from tests.operations.copies import every_row, is_used
from tests.operations.new_secret import NEW, OLD, Before, Keys, rotate, with_keys
from tests.service import Service
from tests.submissions.walks import reports_rats

pytestmark = pytest.mark.long

__all__ = ["with_keys"]

DONE = "Nothing is sealed with an older secret any more"


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


@pytest.mark.parametrize(("code", "done"), [(DELIVERED, True), (FAILED, False)])
def test_what_the_post_tells_afterwards_finds_its_letter(
    committed_service: Service, with_keys: Keys, code: str, done: bool
):
    """Neither the id that the post knows a letter by nor its token is made with our secret."""
    message_id = a_letter_is_sent(committed_service)
    assert rotate().returncode == 0
    with_keys(NEW)
    assert told(committed_service, status(message_id), token="another").status_code == 401
    assert told(committed_service, status(message_id, code)).status_code == 204
    errand = the_errand(committed_service.database, "send_letter")
    assert (errand.done_at is not None, errand.gave_up_at is not None) == (done, not done)
    assert the_message(committed_service).id == message_id


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
