"""Whoever has left a draft is told before it is deleted."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

MOMENT = sa.DateTime(timezone=True)
DUE = sa.text("notice_due_at IS NOT NULL")


def upgrade() -> None:
    # A deploy waits for nobody: give up rather than queue behind a long transaction.
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("drafts", sa.Column("notice_promised_at", MOMENT, nullable=True))
    op.add_column("drafts", sa.Column("notice_due_at", MOMENT, nullable=True))
    op.create_index(
        "ix_drafts_notice_due", "drafts", ["notice_due_at"], sqlite_where=DUE, postgresql_where=DUE
    )


def downgrade() -> None:
    """News of cases that is still to be told is let go of: the version before this one does not
    know of it, and would clear nothing out that waits for it."""
    op.execute(
        "UPDATE errands SET done_at = promised_at, dropped_at = promised_at, gave_up_at = NULL "
        "WHERE kind IN ('send_news', 'send_news_sms', 'mail_news') AND done_at IS NULL"
    )
    op.drop_index("ix_drafts_notice_due", "drafts")
    op.drop_column("drafts", "notice_due_at")
    op.drop_column("drafts", "notice_promised_at")
