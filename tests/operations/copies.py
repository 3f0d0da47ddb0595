"""Commands as operations type them, and what a copied database must hold."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app import worker
from app.commands.move import raw_tables
from app.database import open_database
from app.every_table import every_table
from tests.databases import engine_of, used_by_the_app
from tests.service import Service
from tests.submissions.walks import moves_alone, reports_rats

Rows = dict[str, list[tuple[Any, ...]]]


def says(
    *arguments: str | Path, typed: str = "", **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run `python -m app …` to its end."""
    return subprocess.run(
        [sys.executable, "-m", "app", *map(str, arguments)],
        env={**os.environ, **settings},
        input=typed,
        capture_output=True,
        text=True,
        timeout=120,
    )


def is_used(service: Service) -> str:
    """Let citizens begin, send and be sent a receipt; the address of Ada's receipt."""
    receipt = moves_alone(service.citizen("ada")).sends().path
    reports_rats(service.browser()).sends()
    service.citizen("bo").starts("flytning").sends()
    while worker.run_next(service.database):
        pass
    while worker.run_night(service.database):
        pass
    return receipt


def every_row(url: str) -> Rows:
    """All that a database holds, with sealed values as the bytes they are."""
    every_table()
    database = open_database(url)
    with engine_of(database).begin() as connection:
        found = {
            table.name: [
                tuple(row)
                for row in connection.execute(select(table).order_by(*table.primary_key.columns))
            ]
            for table in raw_tables()
        }
    database.dispose()
    return found


@contextmanager
def served_from(url: str, standins: str) -> Iterator[Service]:
    """The service on another database, as after a restore."""
    database = open_database(url)
    with used_by_the_app(database):
        yield Service(database, standins)
    database.dispose()
