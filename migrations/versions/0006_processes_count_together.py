"""Processes count together: what has been spent of a limit, and which logouts we have heard.

Why: a limit that each process kept for itself would be as many limits as there are processes, and
a provider's word that somebody has logged out is good once, whichever process hears it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    # A deploy waits for nobody: give up rather than queue behind a long transaction.
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "limit_windows",
        sa.Column("who_digest", sa.LargeBinary(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("spent", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("who_digest", "started_at", name=op.f("pk_limit_windows")),
    )
    op.create_index("ix_limit_windows_ends_at", "limit_windows", ["ends_at"])
    op.create_table(
        "logouts_heard",
        sa.Column("token_digest", sa.LargeBinary(), nullable=False),
        sa.Column("kept_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_digest", name=op.f("pk_logouts_heard")),
    )
    op.create_index("ix_logouts_heard_kept_until", "logouts_heard", ["kept_until"])


def downgrade() -> None:
    op.drop_index("ix_logouts_heard_kept_until", "logouts_heard")
    op.drop_table("logouts_heard")
    op.drop_index("ix_limit_windows_ends_at", "limit_windows")
    op.drop_table("limit_windows")
