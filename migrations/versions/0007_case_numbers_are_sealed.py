"""Case numbers are sealed, as all that may name somebody.

Why: a case system numbers its cases as it likes, and some do it by CPR number.

Changed at once rather than added, used and removed over two versions: what an older worker wrote
in the open meanwhile, nobody could open. No older version than this has been in service.
"""

import json
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

from app.sealed import seal, unseal

revision = "0007"
down_revision = "0006"

PLACE = "submissions.filed_as"
ROWS_AT_A_TIME = 500


def upgrade() -> None:
    _change(sa.LargeBinary(), lambda number: seal(json.dumps(number).encode(), PLACE))


def downgrade() -> None:
    _change(sa.String(length=120), lambda sealed: json.loads(unseal(sealed, PLACE)))


def _change(new_type: sa.types.TypeEngine[Any], anew: Callable[[Any], Any]) -> None:
    # A deploy waits for nobody: give up rather than queue behind a long transaction.
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("ALTER TABLE submissions RENAME COLUMN filed_as TO filed_as_before")
    op.add_column("submissions", sa.Column("filed_as", new_type, nullable=True))
    _copy(new_type, anew)
    op.drop_column("submissions", "filed_as_before")


def _copy(new_type: sa.types.TypeEngine[Any], anew: Callable[[Any], Any]) -> None:
    connection = op.get_bind()
    table = sa.table(
        "submissions",
        sa.column("id", sa.Uuid()),
        sa.column("filed_as", new_type),
        sa.column("filed_as_before"),
    )
    left = (
        sa.select(table.c.id, table.c.filed_as_before)
        .where(table.c.filed_as_before.is_not(None), table.c.filed_as.is_(None))
        .limit(ROWS_AT_A_TIME)
    )
    change = (
        sa.update(table)
        .where(table.c.id == sa.bindparam("one"))
        .values(filed_as=sa.bindparam("new", type_=new_type))
    )
    while rows := connection.execute(left).all():
        connection.execute(
            change, [{"one": row.id, "new": anew(row.filed_as_before)} for row in rows]
        )
