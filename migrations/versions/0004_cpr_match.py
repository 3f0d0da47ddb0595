"""Logins that wait for a CPR number, and the tries at one.

Why: a broker that tells no CPR number says yes or no to one that is typed, three times in fifteen
minutes, whichever process is asked and however often somebody logs in anew.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    # A deploy waits for nobody: give up rather than queue behind a long transaction.
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "cpr_matches_waiting",
        sa.Column("key_digest", sa.LargeBinary(), nullable=False),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("login", sa.LargeBinary(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code"],
            ["municipalities.code"],
            name=op.f("fk_cpr_matches_waiting_municipality_code_municipalities"),
        ),
        sa.PrimaryKeyConstraint("key_digest", name=op.f("pk_cpr_matches_waiting")),
    )
    op.create_index("ix_cpr_matches_waiting_started_at", "cpr_matches_waiting", ["started_at"])
    op.create_table(
        "cpr_match_tries",
        sa.Column("who_digest", sa.LargeBinary(), nullable=False),
        sa.Column("who", sa.LargeBinary(), nullable=False),
        sa.Column("tried_at", sa.JSON(), nullable=False),
        sa.Column("last_tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("who_digest", name=op.f("pk_cpr_match_tries")),
    )
    op.create_index("ix_cpr_match_tries_last_tried_at", "cpr_match_tries", ["last_tried_at"])


def downgrade() -> None:
    op.drop_table("cpr_match_tries")
    op.drop_table("cpr_matches_waiting")
