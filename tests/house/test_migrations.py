"""Migrations go up, down and up again on both databases, and leave what the tables say."""

import re
from pathlib import Path

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, select, update

from app.clock import now
from app.database import open_database
from app.every_table import every_table
from app.outbox import DELIVER, Errand
from app.submissions.models import Submission
from tests.databases import Databases, alembic_config, engine_of
from tests.service import Service, committed_service, standins
from tests.submissions.walks import moves_alone

__all__ = ["committed_service", "standins"]

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


def test_case_numbers_that_stood_in_the_open_are_sealed_and_can_be_opened_again(
    committed_service: Service,
):
    database = committed_service.database
    for key in ("ada", "bo"):
        moves_alone(committed_service.citizen(key)).sends()
    with database.writing.begin() as session:
        first, _ = session.scalars(select(Submission).order_by(Submission.submitted_at))
        first.filed_as = "7405880118"

    def raw() -> list[object]:
        asked = "SELECT filed_as FROM submissions ORDER BY submitted_at"
        return list(connection.exec_driver_sql(asked).scalars())

    with engine_of(database).begin() as connection:
        config = alembic_config(connection=connection)
        command.downgrade(config, "0006")
        assert raw() == ["7405880118", None]
        command.upgrade(config, "head")
        sealed, none = raw()
        assert isinstance(sealed, bytes)
        assert (b"7405880118" in sealed, none) == (False, None)
    with database.reading.begin() as session:
        kept = session.scalars(select(Submission.filed_as).order_by(Submission.submitted_at)).all()
    assert kept == ["7405880118", None]


def test_what_was_filed_already_was_filed_where_its_delivery_went(committed_service: Service):
    database = committed_service.database
    for key in ("ada", "bo"):
        moves_alone(committed_service.citizen(key)).sends()
    with database.writing.begin() as session:
        first, _ = session.scalars(select(Submission).order_by(Submission.submitted_at))
        first.filed_at = now()
        session.execute(
            update(Errand).where(Errand.kind == DELIVER).values(target="0657 sbsys flytning")
        )
    with engine_of(database).begin() as connection:
        config = alembic_config(connection=connection)
        command.downgrade(config, "0014")
        command.upgrade(config, "head")
    with database.reading.begin() as session:
        where = session.scalars(select(Submission.filed_in).order_by(Submission.submitted_at)).all()
    assert where == ["sbsys flytning", None]
