"""The access log, and how citizens want to be reached.

Why: citizens see who of the staff has looked at their data, and put their own contact data right.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    # A deploy waits for nobody: give up rather than queue behind a long transaction.
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "access_log",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("subject_digest", sa.LargeBinary(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entry", sa.LargeBinary(), nullable=False),
        sa.Column("previous_hash", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code"],
            ["municipalities.code"],
            name=op.f("fk_access_log_municipality_code_municipalities"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_log")),
        sa.UniqueConstraint(
            "municipality_code",
            "subject_digest",
            "number",
            name=op.f("uq_access_log_municipality_code_subject_digest_number"),
        ),
    )
    op.create_index(op.f("ix_access_log_at"), "access_log", ["at"])
    op.create_table(
        "access_log_heads",
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("subject_digest", sa.LargeBinary(), nullable=False),
        sa.Column("subject", sa.LargeBinary(), nullable=False),
        sa.Column("begins_at", sa.Integer(), nullable=False),
        sa.Column("begins_after", sa.LargeBinary(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("last_hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code"],
            ["municipalities.code"],
            name=op.f("fk_access_log_heads_municipality_code_municipalities"),
        ),
        sa.PrimaryKeyConstraint(
            "municipality_code", "subject_digest", name=op.f("pk_access_log_heads")
        ),
    )
    op.create_table(
        "contacts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("citizen_digest", sa.LargeBinary(), nullable=False),
        sa.Column("contact", sa.LargeBinary(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code"],
            ["municipalities.code"],
            name=op.f("fk_contacts_municipality_code_municipalities"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
        sa.UniqueConstraint(
            "municipality_code",
            "citizen_digest",
            name=op.f("uq_contacts_municipality_code_citizen_digest"),
        ),
    )
    op.create_index(op.f("ix_contacts_changed_at"), "contacts", ["changed_at"])


def downgrade() -> None:
    op.drop_table("contacts")
    op.drop_table("access_log_heads")
    op.drop_table("access_log")
