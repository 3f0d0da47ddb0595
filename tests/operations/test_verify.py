"""`python -m app verify` says whether a database is whole and whether our keys open it."""

import pytest
from sqlalchemy import update

from app.commands.move import raw_tables
from app.commands.soundness import Unsound, must_be_sound
from app.database import Database
from app.files import store
from app.settings import settings
from tests.databases import Databases
from tests.operations.copies import says

pytestmark = pytest.mark.long

ANOTHER_KEY = "another-key-that-has-at-least-32-characters"


def test_a_sound_database_says_its_rows(committed_url: str):
    done = says("verify")
    assert done.returncode == 0
    assert "        98  municipalities\n" in done.stdout
    assert done.stdout.endswith("Whole, and our SECRET_KEYS open it.\n")


def test_another_installations_keys_do_not_open_it(committed_url: str):
    done = says("verify", SECRET_KEYS=ANOTHER_KEY)
    assert done.returncode == 1
    assert "our SECRET_KEYS do not open" in done.stderr


def test_a_new_key_before_the_old_opens_it(committed_url: str):
    assert says("verify", SECRET_KEYS=f"{ANOTHER_KEY},{settings().secret_keys}").returncode == 0


def test_an_empty_database_is_said_to_be(databases: Databases):
    url = databases.empty()
    done = says("verify", DATABASE_URL=url)
    assert (done.returncode, "holds no tables of ours" in done.stderr) == (1, True)
    databases.drop(url)


def test_a_database_of_another_version_says_which(database: Database):
    with database.writing.begin() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
        with pytest.raises(Unsound, match="is at migration 0000"):
            must_be_sound(session.connection())


@pytest.mark.parametrize("content", [b"", b"\x01", b"\x01abcdthis was never sealed by anybody"])
def test_a_value_nobody_sealed_is_found_wherever_it_stands(database: Database, content: bytes):
    (chunks,) = (table for table in raw_tables() if table.name == "file_chunks")
    with database.writing.begin() as session:
        store(session, b"one", "text/plain")
        two = store(session, b"two", "text/plain")
        session.flush()
        session.execute(update(chunks).where(chunks.c.file_id == two.id).values(content=content))
        with pytest.raises(Unsound, match=r"1 values of file_chunks\.content"):
            must_be_sound(session.connection())
