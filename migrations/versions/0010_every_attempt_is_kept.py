"""The ledger: where an errand is done, every attempt at it, and how each target is doing.

Why: citizens, staff and operations read what became of each promise in one place; and what is
down rests for all workers alike.

Errands get their target from where their form is sent now. What is under way while this is
migrated is done once more when its lease runs out.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

OPEN = sa.text("done_at IS NULL AND gave_up_at IS NULL")
LEASED = sa.text("leased_until IS NOT NULL")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    # A deploy waits for nobody: give up rather than queue behind a long transaction.
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "targets",
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("down_since", MOMENT, nullable=True),
        sa.Column("rests_until", MOMENT, nullable=True),
        sa.Column("most_now", sa.Integer(), nullable=True),
        sa.Column("next_at", MOMENT, nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("last_problem", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_targets")),
    )
    op.create_table(
        "attempts",
        sa.Column("errand_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("began_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("said", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["errand_id"],
            ["errands.id"],
            name=op.f("fk_attempts_errand_id_errands"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("errand_id", "number", name=op.f("pk_attempts")),
    )
    with op.batch_alter_table("errands") as errands:
        errands.add_column(sa.Column("about", sa.String(40), nullable=False, server_default=""))
        errands.add_column(sa.Column("target", sa.String(50), nullable=False, server_default=""))
        errands.add_column(sa.Column("leased_until", MOMENT, nullable=True))
        errands.add_column(sa.Column("failures", sa.Integer(), nullable=False, server_default="0"))
        errands.add_column(sa.Column("notes", sa.LargeBinary(), nullable=True))
        errands.add_column(sa.Column("handed_over_at", MOMENT, nullable=True))
        errands.add_column(sa.Column("dropped_at", MOMENT, nullable=True))
        errands.add_column(sa.Column("by_hand", sa.LargeBinary(), nullable=True))
    _fill()
    with op.batch_alter_table("errands") as errands:
        for name in ("about", "target", "failures"):
            errands.alter_column(name, server_default=None)
    op.drop_index("ix_errands_due_at", "errands")
    op.create_index(
        "ix_errands_open",
        "errands",
        ["target", "due_at"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index(
        "ix_errands_leased",
        "errands",
        ["target", "leased_until"],
        sqlite_where=LEASED,
        postgresql_where=LEASED,
    )


def downgrade() -> None:
    op.drop_index("ix_errands_leased", "errands")
    op.drop_index("ix_errands_open", "errands")
    op.create_index(
        "ix_errands_due_at", "errands", ["due_at"], sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.execute(
        "UPDATE errands SET key = replace(key, '\\:receipt\\:applicant', '\\:receipt') "
        "WHERE kind = 'send_letter'"
    )
    added = "by_hand dropped_at handed_over_at notes failures leased_until target about"
    with op.batch_alter_table("errands") as errands:
        for name in added.split():
            errands.drop_column(name)
    op.drop_table("attempts")
    op.drop_table("targets")


def _fill() -> None:
    op.execute("UPDATE errands SET failures = attempts")
    op.execute(
        "UPDATE errands SET about = 'acted_by' "
        "WHERE kind = 'send_letter' AND key LIKE '%\\:receipt\\:acted_by'"
    )
    op.execute(
        "UPDATE errands SET about = 'applicant', key = key || '\\:applicant' "
        "WHERE kind = 'send_letter' AND about = ''"
    )
    op.execute(
        "UPDATE errands SET target = municipality_code || ' receipts' WHERE kind = 'make_receipt'"
    )
    op.execute(
        "UPDATE errands SET target = municipality_code || ' digital-post' "
        "WHERE kind = 'send_letter'"
    )
    op.execute(
        "UPDATE errands SET target = municipality_code || ' ' || coalesce((SELECT o.case_system "
        "FROM offered_forms o JOIN submissions s ON s.form_slug = o.form_slug "
        "AND s.municipality_code = o.municipality_code WHERE s.id = errands.submission_id), "
        "'records') WHERE kind = 'deliver'"
    )
