"""Alarms are remembered, so that each is told once and its end too."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

OPEN = sa.text("ended_at IS NULL")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    # A deploy waits for nobody: give up rather than queue behind a long transaction.
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "alarms",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("target", sa.String(length=50), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("given_up", sa.Integer(), nullable=False),
        sa.Column("oldest_at", MOMENT, nullable=False),
        sa.Column("raised_at", MOMENT, nullable=False),
        sa.Column("told_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("end_told_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_code"],
            ["municipalities.code"],
            name=op.f("fk_alarms_municipality_code_municipalities"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarms")),
    )
    op.create_index(
        "uq_alarms_open",
        "alarms",
        ["target"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def downgrade() -> None:
    op.drop_index("uq_alarms_open", "alarms")
    op.drop_table("alarms")
