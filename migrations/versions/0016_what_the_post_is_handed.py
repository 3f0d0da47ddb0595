"""The post answers later what became of a message: each is found by its id, and the gateway that
brings the answers is known by a token."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    # A deploy waits for nobody: give up rather than queue behind a long transaction.
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "post_messages",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("errand_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.Column("delivered_at", MOMENT, nullable=True),
        sa.Column("bounced_at", MOMENT, nullable=True),
        sa.Column("channel", sa.String(length=8), nullable=True),
        sa.ForeignKeyConstraint(
            ["errand_id"],
            ["errands.id"],
            name=op.f("fk_post_messages_errand_id_errands"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code"],
            ["municipalities.code"],
            name=op.f("fk_post_messages_municipality_code_municipalities"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_messages")),
        sa.UniqueConstraint("errand_id", "number", name=op.f("uq_post_messages_errand_id_number")),
    )
    op.add_column("municipalities", sa.Column("post_token_digest", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    """What became of each message is lost, and the gateway needs a new token afterwards."""
    op.drop_column("municipalities", "post_token_digest")
    op.drop_table("post_messages")
