"""Citizens can take back what they sent, and tell a case something more."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    # A deploy waits for nobody: give up rather than queue behind a long transaction.
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "case_messages",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("told_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submissions.id"],
            name=op.f("fk_case_messages_submission_id_submissions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_messages")),
    )
    op.create_index(op.f("ix_case_messages_submission_id"), "case_messages", ["submission_id"])
    op.add_column("submissions", sa.Column("withdrawn_at", MOMENT, nullable=True))
    op.add_column("submissions", sa.Column("withdrawal_asked_at", MOMENT, nullable=True))


def downgrade() -> None:
    op.drop_column("submissions", "withdrawal_asked_at")
    op.drop_column("submissions", "withdrawn_at")
    op.drop_index(op.f("ix_case_messages_submission_id"), "case_messages")
    op.drop_table("case_messages")
