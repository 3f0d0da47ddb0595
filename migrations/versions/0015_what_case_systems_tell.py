"""What case systems tell of their cases: events, where a case was filed, when it was closed, and
when an answer was promised; and of facts, how many days an answer took.

Why: the citizen follows the case to its end, and what is kept counts from there.

What was filed already was filed where its delivery went.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    # A deploy waits for nobody: give up rather than queue behind a long transaction.
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "case_events",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("given_id", sa.LargeBinary(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("is_decision", sa.Boolean(), nullable=False),
        sa.Column("complain_by", sa.Date(), nullable=True),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("document_file_id", sa.Uuid(), nullable=True),
        sa.Column("document_name", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submissions.id"],
            name=op.f("fk_case_events_submission_id_submissions"),
        ),
        sa.ForeignKeyConstraint(
            ["document_file_id"], ["files.id"], name=op.f("fk_case_events_document_file_id_files")
        ),
        sa.PrimaryKeyConstraint("submission_id", "number", name=op.f("pk_case_events")),
    )
    op.create_index("ix_case_events_document_file_id", "case_events", ["document_file_id"])
    op.add_column("submissions", sa.Column("expected_on", sa.Date(), nullable=True))
    op.add_column("submissions", sa.Column("filed_in", sa.String(length=40), nullable=True))
    op.add_column("submissions", sa.Column("closed_at", MOMENT, nullable=True))
    op.add_column("facts", sa.Column("days", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE submissions SET filed_in = (SELECT substr(e.target, 6) FROM errands e "
        "WHERE e.submission_id = submissions.id AND e.kind = 'deliver') "
        "WHERE filed_at IS NOT NULL"
    )


def downgrade() -> None:
    op.drop_column("facts", "days")
    for name in ("closed_at", "filed_in", "expected_on"):
        op.drop_column("submissions", name)
    op.drop_index("ix_case_events_document_file_id", "case_events")
    op.drop_table("case_events")
