"""That an alarm was told of by e-mail is known by itself, whatever became of the webhook."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    # A deploy waits for nobody: give up rather than queue behind a long transaction.
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")
    for name in ("mailed_at", "end_mailed_at"):
        op.add_column("alarms", sa.Column(name, MOMENT, nullable=True))
    # Whoever was told was told both ways.
    op.execute("UPDATE alarms SET mailed_at = told_at, end_mailed_at = end_told_at")


def downgrade() -> None:
    for name in ("end_mailed_at", "mailed_at"):
        op.drop_column("alarms", name)
