"""A counter outside is told that forms were started and completed."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    # A deploy waits for nobody: give up rather than queue behind a long transaction.
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")
    # The default serves the version before this one, which still adds offers while both run.
    op.add_column(
        "offered_forms", sa.Column("counting", sa.JSON(), nullable=False, server_default="{}")
    )
    op.create_table(
        "told_starts",
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("form_slug", sa.String(length=60), nullable=False),
        sa.Column("told_to", sa.Uuid(), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_code"],
            ["municipalities.code"],
            name=op.f("fk_told_starts_municipality_code_municipalities"),
        ),
        sa.PrimaryKeyConstraint("municipality_code", "form_slug", name=op.f("pk_told_starts")),
    )


def downgrade() -> None:
    """The addresses of counters are lost, and what was still to be counted is let go of: the
    version before this one does not know of it, and would clear nothing out that waits for it."""
    op.execute(
        "UPDATE errands SET done_at = promised_at, dropped_at = promised_at, gave_up_at = NULL "
        "WHERE kind = 'count' AND done_at IS NULL"
    )
    op.drop_table("told_starts")
    op.drop_column("offered_forms", "counting")
