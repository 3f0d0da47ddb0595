"""Submissions are found by whose they are, whoever sent them.

Why: what we hold about a citizen is also what another sent for them.
"""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    # A deploy waits for nobody: give up rather than queue behind a long transaction.
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_index(
        "ix_submissions_applicant_digest", "submissions", ["municipality_code", "applicant_digest"]
    )


def downgrade() -> None:
    op.drop_index("ix_submissions_applicant_digest", table_name="submissions")
