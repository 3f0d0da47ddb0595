"""What the stand-ins keep (cases and letters): one SQLite table, in memory or in a file.

In a file it survives a restart, so that a case number is never given to two cases.
"""

import json
import sqlite3
import threading
from pathlib import Path
from typing import Any


class Kept:
    """Things by shelf and key, in the order they first arrived."""

    def __init__(self, file: Path | None = None) -> None:
        self._lock = threading.Lock()
        self._database = sqlite3.connect(file or ":memory:", check_same_thread=False)
        with self._lock, self._database as database:
            database.execute(
                "CREATE TABLE IF NOT EXISTS kept (position INTEGER PRIMARY KEY AUTOINCREMENT, "
                "shelf TEXT NOT NULL, key TEXT NOT NULL, thing TEXT NOT NULL, "
                "times_received INTEGER NOT NULL DEFAULT 1, UNIQUE (shelf, key))"
            )

    def put(self, shelf: str, key: str, thing: dict[str, Any]) -> dict[str, Any]:
        """Keep the thing unless one is there with that key; the one that is there now.

        Counts how often it was put, in `times_received`.
        """
        with self._lock, self._database as database:
            database.execute(
                "INSERT INTO kept (shelf, key, thing) VALUES (?, ?, ?) "
                "ON CONFLICT (shelf, key) DO UPDATE SET times_received = times_received + 1",
                (shelf, key, json.dumps(thing)),
            )
            row = database.execute(
                "SELECT position, times_received, thing FROM kept WHERE shelf = ? AND key = ?",
                (shelf, key),
            ).fetchone()
        return _thing(row)

    def get(self, shelf: str, key: str) -> dict[str, Any] | None:
        with self._lock:
            row = self._database.execute(
                "SELECT position, times_received, thing FROM kept WHERE shelf = ? AND key = ?",
                (shelf, key),
            ).fetchone()
        return None if row is None else _thing(row)

    def at(self, shelf: str, position: int) -> dict[str, Any] | None:
        with self._lock:
            row = self._database.execute(
                "SELECT position, times_received, thing FROM kept WHERE shelf = ? AND position = ?",
                (shelf, position),
            ).fetchone()
        return None if row is None else _thing(row)

    def all(self, shelf: str) -> list[dict[str, Any]]:
        """Everything on the shelf, the newest first."""
        with self._lock:
            rows = self._database.execute(
                "SELECT position, times_received, thing FROM kept WHERE shelf = ? "
                "ORDER BY position DESC",
                (shelf,),
            ).fetchall()
        return [_thing(row) for row in rows]

    def forget(self) -> None:
        with self._lock, self._database as database:
            database.execute("DELETE FROM kept")

    def close(self) -> None:
        self._database.close()


def _thing(row: tuple[int, int, str]) -> dict[str, Any]:
    position, times_received, thing = row
    found: dict[str, Any] = json.loads(thing)
    return found | {"position": position, "times_received": times_received}
