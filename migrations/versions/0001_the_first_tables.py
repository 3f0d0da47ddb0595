"""The first tables, and all 98 municipalities by their codes.

Why: a municipality is a row from the start, and what is personal is sealed from the start.
"""

import csv
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    # A deploy waits for nobody: give up rather than queue behind a long transaction.
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "files",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
    )
    municipalities = op.create_table(
        "municipalities",
        sa.Column("code", sa.String(length=4), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("cvr", sa.String(length=8), nullable=True),
        sa.Column("base_url", sa.String(length=200), nullable=True),
        sa.Column("theme", sa.String(length=40), nullable=False),
        sa.Column("contact", sa.JSON(), nullable=False),
        sa.Column("opening_hours", sa.JSON(), nullable=False),
        sa.Column("systems", sa.JSON(), nullable=False),
        sa.Column("secrets", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_municipalities")),
    )
    op.create_table(
        "nightly_runs",
        sa.Column("job", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("job", "day", name=op.f("pk_nightly_runs")),
    )
    op.create_table(
        "unlock_tries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=9), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unlock_tries")),
    )
    op.create_index(
        "ix_unlock_tries_reference_tried_at",
        "unlock_tries",
        ["reference", "tried_at"],
        unique=False,
    )
    op.create_table(
        "daily_counts",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("form_slug", sa.String(length=60), nullable=False),
        sa.Column("kle", sa.String(length=8), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("activations", sa.Integer(), nullable=False),
        sa.Column("transactions", sa.Integer(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code"],
            ["municipalities.code"],
            name=op.f("fk_daily_counts_municipality_code_municipalities"),
        ),
        sa.PrimaryKeyConstraint(
            "day", "municipality_code", "form_slug", "kle", "channel", name=op.f("pk_daily_counts")
        ),
    )
    op.create_table(
        "drafts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("form_slug", sa.String(length=60), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("acting_digest", sa.LargeBinary(), nullable=False),
        sa.Column("applicant_digest", sa.LargeBinary(), nullable=False),
        sa.Column("about", sa.LargeBinary(), nullable=False),
        sa.Column("applicant", sa.LargeBinary(), nullable=False),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
        sa.Column("origins", sa.LargeBinary(), nullable=False),
        sa.Column("register", sa.LargeBinary(), nullable=False),
        sa.Column("ask_again_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_code"],
            ["municipalities.code"],
            name=op.f("fk_drafts_municipality_code_municipalities"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
    )
    op.create_index(
        "uq_drafts_open",
        "drafts",
        ["municipality_code", "acting_digest", "applicant_digest", "form_slug", "about"],
        unique=True,
        sqlite_where=sa.text("submitted_at IS NULL"),
        postgresql_where=sa.text("submitted_at IS NULL"),
    )
    op.create_index(
        "ix_drafts_sent", "drafts", ["municipality_code", "acting_digest", "submitted_at"]
    )
    op.create_table(
        "facts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("form_slug", sa.String(length=60), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("kle", sa.String(length=8), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code"],
            ["municipalities.code"],
            name=op.f("fk_facts_municipality_code_municipalities"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facts")),
    )
    op.create_index(
        "ix_facts_day_municipality_code", "facts", ["day", "municipality_code"], unique=False
    )
    op.create_table(
        "file_chunks",
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["files.id"], name=op.f("fk_file_chunks_file_id_files"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("file_id", "number", name=op.f("pk_file_chunks")),
    )
    op.create_table(
        "logins_under_way",
        sa.Column("state_digest", sa.LargeBinary(), nullable=False),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("browser_digest", sa.LargeBinary(), nullable=False),
        sa.Column("secrets", sa.LargeBinary(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code"],
            ["municipalities.code"],
            name=op.f("fk_logins_under_way_municipality_code_municipalities"),
        ),
        sa.PrimaryKeyConstraint("state_digest", name=op.f("pk_logins_under_way")),
    )
    op.create_index(
        op.f("ix_logins_under_way_started_at"), "logins_under_way", ["started_at"], unique=False
    )
    op.create_table(
        "municipality_hosts",
        sa.Column("host", sa.String(length=200), nullable=False),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code"],
            ["municipalities.code"],
            name=op.f("fk_municipality_hosts_municipality_code_municipalities"),
        ),
        sa.PrimaryKeyConstraint("host", name=op.f("pk_municipality_hosts")),
    )
    op.create_index(
        op.f("ix_municipality_hosts_municipality_code"),
        "municipality_hosts",
        ["municipality_code"],
        unique=False,
    )
    op.create_table(
        "offered_forms",
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("form_slug", sa.String(length=60), nullable=False),
        sa.Column("decisions", sa.JSON(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("keep_days", sa.Integer(), nullable=True),
        sa.Column("case_system", sa.JSON(), nullable=False),
        sa.Column("case_system_secret", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_code"],
            ["municipalities.code"],
            name=op.f("fk_offered_forms_municipality_code_municipalities"),
        ),
        sa.PrimaryKeyConstraint("municipality_code", "form_slug", name=op.f("pk_offered_forms")),
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key_digest", sa.LargeBinary(), nullable=False),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("person", sa.LargeBinary(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code"],
            ["municipalities.code"],
            name=op.f("fk_sessions_municipality_code_municipalities"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("key_digest", name=op.f("uq_sessions_key_digest")),
    )
    op.create_index(op.f("ix_sessions_ends_at"), "sessions", ["ends_at"], unique=False)
    op.create_table(
        "submissions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("reference", sa.String(length=9), nullable=False),
        sa.Column("form_slug", sa.String(length=60), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("form_title", sa.String(length=120), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("kle", sa.String(length=8), nullable=False),
        sa.Column("facet", sa.String(length=3), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("is_decision", sa.Boolean(), nullable=False),
        sa.Column("acting_digest", sa.LargeBinary(), nullable=False),
        sa.Column("applicant_digest", sa.LargeBinary(), nullable=False),
        sa.Column("proof_digests", sa.LargeBinary(), nullable=False),
        sa.Column("applicant", sa.LargeBinary(), nullable=False),
        sa.Column("acted_by", sa.LargeBinary(), nullable=True),
        sa.Column("case_title", sa.LargeBinary(), nullable=False),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
        sa.Column("rows", sa.LargeBinary(), nullable=False),
        sa.Column("shown", sa.LargeBinary(), nullable=False),
        sa.Column("texts", sa.LargeBinary(), nullable=False),
        sa.Column("keep_days", sa.Integer(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("filed_as", sa.String(length=120), nullable=True),
        sa.Column("receipt_made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("receipt_file_id", sa.Uuid(), nullable=True),
        sa.Column("letter_sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("keep_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["drafts.id"], name=op.f("fk_submissions_draft_id_drafts")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code"],
            ["municipalities.code"],
            name=op.f("fk_submissions_municipality_code_municipalities"),
        ),
        sa.ForeignKeyConstraint(
            ["receipt_file_id"], ["files.id"], name=op.f("fk_submissions_receipt_file_id_files")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submissions")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_submissions_draft_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_submissions_reference")),
    )
    op.create_index(
        "ix_submissions_acting_digest",
        "submissions",
        ["municipality_code", "acting_digest"],
        unique=False,
    )
    op.create_table(
        "errands",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("promised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_problem", sa.Text(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("gave_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_code"],
            ["municipalities.code"],
            name=op.f("fk_errands_municipality_code_municipalities"),
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_errands_submission_id_submissions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_errands")),
        sa.UniqueConstraint("key", name=op.f("uq_errands_key")),
    )
    op.create_index(
        "ix_errands_due_at",
        "errands",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("done_at IS NULL AND gave_up_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL AND gave_up_at IS NULL"),
    )
    op.create_index(op.f("ix_errands_submission_id"), "errands", ["submission_id"], unique=False)
    op.create_index(
        "ix_errands_undelivered",
        "errands",
        ["municipality_code", "promised_at"],
        unique=False,
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_table(
        "unlocked_receipts",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("session_digest", sa.LargeBinary(), nullable=False),
        sa.Column("unlocked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submissions.id"],
            name=op.f("fk_unlocked_receipts_submission_id_submissions"),
        ),
        sa.PrimaryKeyConstraint(
            "submission_id", "session_digest", name=op.f("pk_unlocked_receipts")
        ),
    )
    with (Path(__file__).parent / "0001_municipalities.csv").open(encoding="utf-8") as file:
        op.bulk_insert(
            municipalities,
            [
                {
                    "code": code,
                    "name": name,
                    "theme": "borgerdk",
                    "contact": {},
                    "opening_hours": [],
                    "systems": {},
                }
                for code, name in csv.reader(file)
            ],
        )


def downgrade() -> None:
    op.drop_table("unlocked_receipts")
    op.drop_index(
        "ix_errands_undelivered",
        table_name="errands",
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.drop_index(op.f("ix_errands_submission_id"), table_name="errands")
    op.drop_index(
        "ix_errands_due_at",
        table_name="errands",
        sqlite_where=sa.text("done_at IS NULL AND gave_up_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL AND gave_up_at IS NULL"),
    )
    op.drop_table("errands")
    op.drop_index("ix_submissions_acting_digest", table_name="submissions")
    op.drop_table("submissions")
    op.drop_index(op.f("ix_sessions_ends_at"), table_name="sessions")
    op.drop_table("sessions")
    op.drop_table("offered_forms")
    op.drop_index(op.f("ix_municipality_hosts_municipality_code"), table_name="municipality_hosts")
    op.drop_table("municipality_hosts")
    op.drop_index(op.f("ix_logins_under_way_started_at"), table_name="logins_under_way")
    op.drop_table("logins_under_way")
    op.drop_table("file_chunks")
    op.drop_index("ix_facts_day_municipality_code", table_name="facts")
    op.drop_table("facts")
    op.drop_index("ix_drafts_sent", table_name="drafts")
    op.drop_index(
        "uq_drafts_open",
        table_name="drafts",
        sqlite_where=sa.text("submitted_at IS NULL"),
        postgresql_where=sa.text("submitted_at IS NULL"),
    )
    op.drop_table("drafts")
    op.drop_table("daily_counts")
    op.drop_index("ix_unlock_tries_reference_tried_at", table_name="unlock_tries")
    op.drop_table("unlock_tries")
    op.drop_table("nightly_runs")
    op.drop_table("municipalities")
    op.drop_table("files")
