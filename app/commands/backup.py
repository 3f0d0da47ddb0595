"""`python -m app backup FILE`: a copy of a SQLite database while it is in use.

Copying the file would not do: what was written last stands in the log beside it. PostgreSQL has
pg_dump for this.
"""

import argparse
import os
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from sqlalchemy import NullPool, create_engine
from sqlalchemy.engine import make_url

from app.commands.soundness import Unsound, must_be_sound
from app.settings import settings

PATIENCE_SECONDS = 30.0


class Refusal(Exception):
    """The command cannot be done, in a sentence for the one who typed it."""


def run(arguments: Sequence[str]) -> int:
    """0 when FILE is a copy that is whole and opens with our keys; else 1, and there is no FILE."""
    options = argparse.ArgumentParser(prog="python -m app backup")
    options.add_argument("file", type=Path, help="where to; must not be there yet")
    file: Path = options.parse_args(arguments).file
    part = file.with_name(f"{file.name}.part")
    try:
        source = sqlite_file(settings().database_url)
        if file.exists():
            raise Refusal(f"{file} is there already.")
        rows = _copied(source, part)
        part.rename(file)
    except (Refusal, Unsound) as problem:
        print(f"No backup: {problem}", file=sys.stderr)
        return 1
    except (OSError, sqlite3.Error) as problem:
        print(f"No backup: {problem}.", file=sys.stderr)
        return 1
    finally:
        part.unlink(missing_ok=True)
    print(f"{file}: {file.stat().st_size} bytes, {sum(rows.values())} rows,", end=" ")
    print(f"{rows['submissions']} submissions. Whole, and our SECRET_KEYS open it.")
    print("Without those keys nobody can read it: keep them too, and not beside it.")
    return 0


def sqlite_file(address: str) -> Path:
    """The file of a SQLite database that is there; raises `Refusal`."""
    url = make_url(address)
    if url.get_backend_name() != "sqlite":
        raise Refusal("the database is not SQLite; PostgreSQL is backed up with pg_dump.")
    file = Path(url.database or "")
    if not file.is_file():
        raise Refusal(f"there is no database at {file}.")
    return file


def _copied(source: Path, part: Path) -> dict[str, int]:
    """Copy the database as it stands at one moment, flush it to the disk and look at the copy."""
    part.unlink(missing_ok=True)
    # Only its owner may read it, from the first byte.
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with (
        closing(sqlite3.connect(source, timeout=PATIENCE_SECONDS)) as here,
        closing(sqlite3.connect(part)) as there,
    ):
        here.backup(there)
        # One file, with no log beside it; the program that opens it chooses its own mode again.
        there.execute("PRAGMA journal_mode=DELETE")
    engine = create_engine(f"sqlite:///{part}", poolclass=NullPool)
    with engine.connect() as connection:
        rows = must_be_sound(connection)
    with part.open("rb") as copy:
        os.fsync(copy.fileno())
    return rows
