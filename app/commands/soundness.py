"""Is a database whole, and ours to read: asked of a backup, a restored and a moved one."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Connection, LargeBinary, func, literal_column, select, type_coerce
from sqlalchemy.exc import SQLAlchemyError

from app.database import Base
from app.every_table import every_table
from app.operations.schema import newest_migration
from app.sealed import KEY_ID_BYTES, CannotOpen, SealedBytes, SealedJSON, unseal


class Unsound(Exception):
    """What is wrong with a database, in a sentence for the one who typed the command."""


def must_be_sound(connection: Connection) -> dict[str, int]:
    """The number of rows of each table, of a database that is whole, has the tables this program
    knows and is sealed with keys of ours; raises `Unsound`."""
    must_be_at_newest_migration(connection)
    _must_be_whole(connection)
    for column in sealed_columns():
        _must_open(connection, column)
    return rows_of_each_table(connection)


def must_be_at_newest_migration(connection: Connection) -> None:
    """Raises `Unsound` for a database with other tables than this program's."""
    try:
        version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    except SQLAlchemyError:
        raise Unsound("it holds no tables of ours, or it is damaged.") from None
    if version != newest_migration():
        raise Unsound(
            f"it is at migration {version}, and this program needs {newest_migration()}. "
            "Use the version that belongs to it, or migrate it first."
        )


def rows_of_each_table(connection: Connection) -> dict[str, int]:
    every_table()
    return {
        table.name: connection.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
    }


def sealed_columns() -> Iterator[Column[Any]]:
    """Every column whose values are sealed."""
    every_table()
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, SealedJSON | SealedBytes):
                yield column


def _must_be_whole(connection: Connection) -> None:
    """PostgreSQL looks after its own pages."""
    if connection.dialect.name != "sqlite":
        return
    try:
        said = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    except SQLAlchemyError:
        said = None
    if said != "ok":
        raise Unsound("the file is damaged.")
    if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
        raise Unsound("rows are missing that others refer to.")


def _must_open(connection: Connection, column: Column[Any]) -> None:
    """One value of each key that the column is sealed with: the key opens all or none."""
    assert isinstance(column.type, SealedJSON | SealedBytes)
    place = column.type.place
    sealed = type_coerce(column, LargeBinary)
    key_name = func.substr(
        sealed, literal_column("2"), literal_column(str(KEY_ID_BYTES)), type_=LargeBinary
    )
    names = select(key_name, func.count()).where(column.is_not(None)).group_by(key_name)
    for name, values in connection.execute(names).all():
        one = connection.scalars(select(sealed).where(key_name == name).limit(1)).one()
        try:
            unseal(one, place)
        except CannotOpen:
            raise Unsound(
                f"our SECRET_KEYS do not open {values} values of {place}: "
                "a key is missing, or they were changed."
            ) from None
