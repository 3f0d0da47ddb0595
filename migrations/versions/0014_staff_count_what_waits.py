"""Indexes for the page of deliveries: what waits by target and age, what was given up, and what
staff did by hand.

Why: with a hundred thousand errands waiting after an outage, the page is opened again and again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

INDEXES = {
    "ix_errands_at_target": (
        ["municipality_code", "target", "promised_at", "gave_up_at", "handed_over_at"],
        sa.text("done_at IS NULL"),
    ),
    "ix_errands_stuck": (
        ["municipality_code", "promised_at"],
        sa.text("done_at IS NULL AND gave_up_at IS NOT NULL"),
    ),
    "ix_errands_by_hand": (
        ["municipality_code", "done_at"],
        sa.text("by_hand IS NOT NULL"),
    ),
}


def upgrade() -> None:
    # A deploy waits for nobody: give up rather than queue behind a long transaction.
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")
    for name, (columns, where) in INDEXES.items():
        op.create_index(name, "errands", columns, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(name, "errands")
