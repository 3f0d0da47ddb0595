"""A SQLite database is backed up while it is in use, and the copy restored is the service again."""

import shutil
import sqlite3
import stat
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.database import Database, open_database
from app.receipts.models import UnlockTry
from tests.databases import SQLiteDatabases
from tests.operations.copies import every_row, is_used, says, served_from
from tests.service import Service

pytestmark = pytest.mark.long

ANOTHER_KEY = "another-key-that-has-at-least-32-characters"


@pytest.fixture
def databases(sqlite_databases: SQLiteDatabases) -> SQLiteDatabases:
    """SQLite alone; PostgreSQL has tools of its own."""
    return sqlite_databases


def test_a_backup_restored_elsewhere_holds_every_row_and_opens_every_receipt(
    committed_service: Service, committed_url: str, tmp_path: Path, standins: str
):
    receipt = is_used(committed_service)
    backup, restored = tmp_path / "backup.db", tmp_path / "restored.db"
    done = says("backup", backup)
    assert done.returncode == 0, done.stderr
    assert "2 submissions. Whole, and our SECRET_KEYS open it." in done.stdout
    shutil.copy(backup, restored)
    url = f"sqlite:///{restored}"
    assert every_row(url) == every_row(committed_url)
    with served_from(url, standins) as service:
        ada = service.citizen("ada")
        assert ada.opens(receipt).status == 200
        assert ada.client.get(f"{receipt}.pdf").content.startswith(b"%PDF")


def test_a_backup_is_one_file_for_its_owner_alone(committed_service: Service, tmp_path: Path):
    backup = tmp_path / "backup.db"
    assert says("backup", backup).returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["backup.db"]
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    with closing(sqlite3.connect(f"file:{backup}?mode=ro&immutable=1", uri=True)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() != ("wal",)


def test_it_is_taken_at_one_moment_while_others_write(committed_database: Database, tmp_path: Path):
    stop, wrote = threading.Event(), threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            with committed_database.writing.begin() as session:
                session.add_all(UnlockTry(reference=f"{number:09}") for _ in "ab")
            wrote.set()

    def backed_up(backup: Path) -> int:
        wrote.clear()
        assert wrote.wait(60)
        return says("backup", backup).returncode

    writer = threading.Thread(target=write)
    writer.start()
    backups = [tmp_path / f"{number}.db" for number in range(2)]
    try:
        outcomes = [backed_up(backup) for backup in backups]
    finally:
        stop.set()
        writer.join()
    assert outcomes == [0, 0]
    first, second = (_tries(backup) for backup in backups)
    assert set(first.values()) | set(second.values()) == {2}
    assert len(second) > len(first) > 0


def test_what_is_there_already_is_never_written_over(committed_service: Service, tmp_path: Path):
    backup = tmp_path / "backup.db"
    backup.write_text("yesterday's")
    done = says("backup", backup)
    assert (done.returncode, backup.read_text()) == (1, "yesterday's")
    assert "is there already" in done.stderr


def test_a_copy_that_our_keys_do_not_open_is_no_backup(committed_service: Service, tmp_path: Path):
    done = says("backup", tmp_path / "backup.db", SECRET_KEYS=ANOTHER_KEY)
    assert done.returncode == 1
    assert "our SECRET_KEYS do not open" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_without_a_database_there_is_no_backup(tmp_path: Path):
    done = says("backup", tmp_path / "b.db", DATABASE_URL=f"sqlite:///{tmp_path}/none.db")
    assert (done.returncode, "there is no database" in done.stderr) == (1, True)
    done = says("backup", tmp_path / "b.db", DATABASE_URL="postgresql+psycopg://nowhere/x")
    assert (done.returncode, "pg_dump" in done.stderr) == (1, True)
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_database_is_said_to_be(
    committed_service: Service, committed_url: str, tmp_path: Path
):
    is_used(committed_service)
    committed_service.database.dispose()
    file = Path(committed_url.removeprefix("sqlite:///"))
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    content = bytearray(file.read_bytes())
    content[20 * 4096 : 40 * 4096] = b"\xff" * (20 * 4096)
    file.write_bytes(content)
    done = says("backup", tmp_path / "backup.db")
    assert done.returncode == 1
    assert "damaged" in done.stderr or "malformed" in done.stderr
    assert list(tmp_path.iterdir()) == []


def _tries(backup: Path) -> dict[str, int]:
    database = open_database(f"sqlite:///{backup}")
    tries = select(UnlockTry.reference, func.count()).group_by(UnlockTry.reference)
    with database.reading.begin() as session:
        found = dict(session.execute(tries).all())
    database.dispose()
    return found
