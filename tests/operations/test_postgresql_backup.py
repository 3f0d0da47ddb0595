"""On PostgreSQL its own tools back up and restore, as docs/operations.md says."""

import subprocess
from pathlib import Path

import psycopg
import pytest

from tests.databases import PostgreSQLDatabases
from tests.operations.copies import every_row, is_used, says, served_from
from tests.service import Service

pytestmark = pytest.mark.long


@pytest.fixture
def databases(postgresql_databases: PostgreSQLDatabases) -> PostgreSQLDatabases:
    return postgresql_databases


@pytest.fixture
def dump(committed_service: Service, committed_url: str, tmp_path: Path) -> tuple[Path, str]:
    """A backup taken while the service runs, and the address of a receipt in it."""
    receipt = is_used(committed_service)
    file = tmp_path / "backup.dump"
    _tool(committed_url, "pg_dump", "--format=custom", f"--file={file}")
    return file, receipt


def test_a_dump_restored_elsewhere_holds_every_row_and_opens_every_receipt(
    dump: tuple[Path, str], committed_url: str, databases: PostgreSQLDatabases, standins: str
):
    file, receipt = dump
    url = databases.empty()
    _tool(url, "pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", str(file))
    assert every_row(url) == every_row(committed_url)
    done = says("verify", DATABASE_URL=url)
    assert (done.returncode, "our SECRET_KEYS open it" in done.stdout) == (0, True)
    with served_from(url, standins) as service:
        assert service.citizen("ada").opens(receipt).status == 200
    databases.drop(url)


def _tool(url: str, name: str, *arguments: str) -> None:
    """Run a tool of the server's own version, on one of its databases."""
    plain = url.replace("postgresql+psycopg://", "postgresql://")
    with psycopg.connect(plain) as connection:
        where = "SELECT setting FROM pg_config WHERE name = 'BINDIR'"
        ((folder,),) = connection.execute(where).fetchall()
    done = subprocess.run(
        [Path(folder) / name, f"--dbname={plain}", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
