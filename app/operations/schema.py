"""Bringing the database to the tables this program knows."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.database import database

if TYPE_CHECKING:
    from alembic.config import Config

ROOT = Path(__file__).parent.parent.parent
MIGRATIONS = ROOT / "migrations" / "versions"


@cache
def newest_migration() -> str:
    """The number of the newest migration, as its file is named."""
    return max(path.name.split("_", 1)[0] for path in MIGRATIONS.glob("[0-9]*.py"))


def migrate() -> None:
    """Run the migrations that are missing; nothing to do costs one question."""
    try:
        with database().reading.begin() as session:
            if (
                session.scalar(text("SELECT version_num FROM alembic_version"))
                == newest_migration()
            ):
                return
    except SQLAlchemyError:
        pass  # an empty database has no such table yet
    # A tenth of a second to load, and nothing to do at most starts.
    from alembic import command

    command.upgrade(alembic_config(), "head")


def alembic_config() -> "Config":
    """What Alembic is told: where the migrations lie; `env.py` knows the database."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    return config
