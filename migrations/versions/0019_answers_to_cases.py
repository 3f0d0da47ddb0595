"""Citizens answer what a case lacks: an answer lies open until it is sent, with its own files."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

MOMENT = sa.DateTime(timezone=True)
OPEN = sa.text("sent_at IS NULL")


def upgrade() -> None:
    # A deploy waits for nobody: give up rather than queue behind a long transaction.
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("case_messages", sa.Column("changed_at", MOMENT, nullable=True))
    op.execute("UPDATE case_messages SET changed_at = sent_at")
    with op.batch_alter_table("case_messages") as table:
        # The default serves the version before this one, which still tells cases while both run.
        table.alter_column(
            "changed_at",
            existing_type=MOMENT,
            nullable=False,
            server_default=sa.text("CURRENT_TIMESTAMP"),
        )
        table.alter_column("sent_at", existing_type=MOMENT, nullable=True)
    op.create_index(
        "uq_case_messages_open",
        "case_messages",
        ["submission_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    with op.batch_alter_table("attachments") as table:
        table.add_column(sa.Column("message_id", sa.Uuid(), nullable=True))
        table.create_foreign_key(
            op.f("fk_attachments_message_id_case_messages"),
            "case_messages",
            ["message_id"],
            ["id"],
        )
    op.create_index(op.f("ix_attachments_message_id"), "attachments", ["message_id"])


def downgrade() -> None:
    """What was sent to cases with such answers is lost here, and what lies open; the files
    themselves are swept, since nobody refers to them."""
    op.execute("DELETE FROM attachments WHERE message_id IS NOT NULL")
    op.execute("DELETE FROM case_messages WHERE sent_at IS NULL")
    op.drop_index(op.f("ix_attachments_message_id"), "attachments")
    with op.batch_alter_table("attachments") as table:
        table.drop_constraint(op.f("fk_attachments_message_id_case_messages"), type_="foreignkey")
        table.drop_column("message_id")
    op.drop_index("uq_case_messages_open", "case_messages")
    with op.batch_alter_table("case_messages") as table:
        table.alter_column("sent_at", existing_type=MOMENT, nullable=False)
        table.drop_column("changed_at")
