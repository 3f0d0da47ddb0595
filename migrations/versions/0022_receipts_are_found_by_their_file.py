"""An index of which submission a file is the receipt of.

Why: whoever deletes a file, be it a citizen one attachment, makes the database look for whom it may
belong to, and without it all submissions are read for each.
"""

from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    # A deploy waits for nobody: give up rather than queue behind a long transaction.
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_index(op.f("ix_submissions_receipt_file_id"), "submissions", ["receipt_file_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_submissions_receipt_file_id"), "submissions")
