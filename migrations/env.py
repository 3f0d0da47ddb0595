"""Runs the migrations on the database that the settings name, or on a connection handed in."""

from alembic import context
from sqlalchemy.engine import Connection

from app.database import Base, database
from app.every_table import every_table

every_table()


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        compare_server_default=False,
    )
    with context.begin_transaction():
        context.run_migrations()


handed_in: Connection | None = context.config.attributes.get("connection")
if handed_in is not None:
    run(handed_in)
else:
    with database().writing.kw["bind"].begin() as connection:
        run(connection)
