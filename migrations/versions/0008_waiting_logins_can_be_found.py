"""Logins that wait for a CPR number can be found by whose they are.

Why: who logs out everywhere, or at the provider, also ends a login of theirs that waits in a
browser. Those that wait already cannot be found so; they are over in a quarter of an hour.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
DIGESTS = ("login_digest", "sid_digest")


def upgrade() -> None:
    # A deploy waits for nobody: give up rather than queue behind a long transaction.
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")
    for name in DIGESTS:
        op.add_column("cpr_matches_waiting", sa.Column(name, sa.LargeBinary(), nullable=True))
        op.create_index(f"ix_cpr_matches_waiting_{name}", "cpr_matches_waiting", [name])


def downgrade() -> None:
    for name in DIGESTS:
        op.drop_index(f"ix_cpr_matches_waiting_{name}", "cpr_matches_waiting")
        op.drop_column("cpr_matches_waiting", name)
