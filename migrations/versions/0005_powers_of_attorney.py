"""Powers of attorney; drafts and submissions are found by whose case it is as well as by who acts.

Why: a citizen can let another act for them. Whoever acts has drafts of their own for each person
they act for, and what was sent is the applicant's, whoever sent it. Both get the receipt.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    # A deploy waits for nobody: give up rather than queue behind a long transaction.
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "powers_of_attorney",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("grantor_digest", sa.LargeBinary(), nullable=False),
        sa.Column("holder_digest", sa.LargeBinary(), nullable=False),
        sa.Column("people", sa.LargeBinary(), nullable=False),
        sa.Column("covers", sa.LargeBinary(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("declined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_code"],
            ["municipalities.code"],
            name=op.f("fk_powers_of_attorney_municipality_code_municipalities"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_powers_of_attorney")),
    )
    for name in ("grantor_digest", "holder_digest"):
        op.create_index(
            f"ix_powers_of_attorney_{name}", "powers_of_attorney", ["municipality_code", name]
        )
    op.create_index(op.f("ix_powers_of_attorney_until"), "powers_of_attorney", ["until"])
    op.add_column("drafts", sa.Column("acted_by", sa.LargeBinary(), nullable=True))
    op.add_column(
        "submissions", sa.Column("acting_letter_sent_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.create_index(
        "ix_submissions_applicant_digest", "submissions", ["municipality_code", "applicant_digest"]
    )
    op.drop_index("ix_submissions_acting_digest", "submissions")


def downgrade() -> None:
    op.create_index(
        "ix_submissions_acting_digest", "submissions", ["municipality_code", "acting_digest"]
    )
    op.drop_index("ix_submissions_applicant_digest", "submissions")
    op.drop_column("submissions", "acting_letter_sent_at")
    op.drop_column("drafts", "acted_by")
    op.drop_table("powers_of_attorney")
