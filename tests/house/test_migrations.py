"""Migrations go up, down and up again on both databases, and leave what the tables say."""

import re
from pathlib import Path

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from app.database import open_database
from app.every_table import every_table
from tests.databases import Databases, alembic_config, engine_of

FILES = Path(__file__).parents[2] / "migrations" / "versions"


def test_they_are_one_numbered_line():
    scripts = ScriptDirectory.from_config(alembic_config())
    assert len(scripts.get_heads()) == 1
    names = sorted(path.name for path in FILES.glob("*.py"))
    numbers = [re.match(r"(\d{4})_[a-z0-9_]+\.py$", name) for name in names]
    assert [match and int(match[1]) for match in numbers] == list(range(1, len(names) + 1))


def test_each_says_why_it_is_there():
    docs = [script.doc for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()]
    assert all(docs)


def test_up_down_and_up_again_leaves_the_tables_as_they_are_written(databases: Databases):
    url = databases.empty()
    database = open_database(url)
    every_table()
    with engine_of(database).begin() as connection:
        config = alembic_config(connection=connection)
        command.upgrade(config, "head")
        command.downgrade(config, "base")
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
        command.upgrade(config, "head")
        command.check(config)
    database.dispose()
    databases.drop(url)
