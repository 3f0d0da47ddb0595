"""Staff say that somebody has complained about a case, which is not cleared out meanwhile."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

MOMENT = sa.DateTime(timezone=True)
UNDER_COMPLAINT = sa.text("complaint_noted_at IS NOT NULL")


def upgrade() -> None:
    # A deploy waits for nobody: give up rather than queue behind a long transaction.
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("submissions", sa.Column("complaint_noted_at", MOMENT, nullable=True))
    op.add_column("submissions", sa.Column("complaint", sa.LargeBinary(), nullable=True))
    op.add_column("submissions", sa.Column("complaint_over_at", MOMENT, nullable=True))
    op.create_index(
        "ix_submissions_under_complaint",
        "submissions",
        ["municipality_code", "complaint_noted_at"],
        sqlite_where=UNDER_COMPLAINT,
        postgresql_where=UNDER_COMPLAINT,
    )


def downgrade() -> None:
    """What staff wrote is lost. What was under complaint is kept until its case system tells more
    of it: nothing is cleared out that nobody knows until when to keep."""
    op.execute("UPDATE submissions SET keep_until = NULL WHERE complaint_noted_at IS NOT NULL")
    op.drop_index("ix_submissions_under_complaint", table_name="submissions")
    for name in ("complaint_over_at", "complaint", "complaint_noted_at"):
        op.drop_column("submissions", name)
