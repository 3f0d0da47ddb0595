"""Sessions know their login: everybody it may be, and the provider's own names for it.

Why: a login can be a citizen or somebody for a company, and whoever logs out at the provider, or
everywhere, must be logged out here too.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def _columns() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("identities", sa.LargeBinary(), nullable=True),
        sa.Column("acting_for", sa.LargeBinary(), nullable=True),
        sa.Column("login", sa.LargeBinary(), nullable=True),
        sa.Column("login_digest", sa.LargeBinary(), nullable=True),
        sa.Column("sid_digest", sa.LargeBinary(), nullable=True),
        sa.Column("browser", sa.String(length=80), nullable=False, server_default=""),
        sa.Column("new_login_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_behind", sa.LargeBinary(), nullable=True),
    )


DIGESTS = ("login_digest", "sid_digest")


def upgrade() -> None:
    # A deploy waits for nobody: give up rather than queue behind a long transaction.
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")
    # A session of before says nothing of its login: whoever has one logs in once more.
    op.execute("DELETE FROM sessions")
    for column in _columns():
        op.add_column("sessions", column)
    for name in DIGESTS:
        op.create_index(f"ix_sessions_{name}", "sessions", [name])


def downgrade() -> None:
    for name in DIGESTS:
        op.drop_index(f"ix_sessions_{name}", "sessions")
    for column in _columns():
        op.drop_column("sessions", column.name)
