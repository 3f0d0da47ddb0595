"""A municipality's case systems have names, and its forms are sent to one of them by name.

Why: a system that several forms go to is one: it rests, is asked and reports as one, and its
address and secret are changed in one place.

Changed at once rather than added, used and removed over two versions: no older version than this
has been in service.
"""

import json

import sqlalchemy as sa
from alembic import op

from app.sealed import seal, unseal

revision = "0009"
down_revision = "0008"

FIRST_NAME = "records"
OLD_PLACE, NEW_PLACE = "offered_forms.case_system_secret", "case_systems.secret"


def upgrade() -> None:
    # A deploy waits for nobody: give up rather than queue behind a long transaction.
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "case_systems",
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("url", sa.String(length=200), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=True),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("most_at_once", sa.Integer(), nullable=False),
        sa.Column("most_per_minute", sa.Integer(), nullable=False),
        sa.Column("events_token_digest", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_code"],
            ["municipalities.code"],
            name=op.f("fk_case_systems_municipality_code_municipalities"),
        ),
        sa.PrimaryKeyConstraint("municipality_code", "name", name=op.f("pk_case_systems")),
    )
    op.execute("ALTER TABLE offered_forms RENAME COLUMN case_system TO case_system_before")
    with op.batch_alter_table("offered_forms") as offers:
        offers.add_column(
            sa.Column("case_system", sa.String(40), nullable=False, server_default=FIRST_NAME)
        )
        offers.add_column(
            sa.Column("case_system_options", sa.JSON(), nullable=False, server_default="{}")
        )
    _name_those_in_use()
    with op.batch_alter_table("offered_forms") as offers:
        offers.drop_column("case_system_before")
        offers.drop_column("case_system_secret")
        offers.alter_column("case_system", server_default=None)
        offers.alter_column("case_system_options", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("offered_forms") as offers:
        offers.add_column(sa.Column("before", sa.JSON(), nullable=False, server_default="{}"))
        offers.add_column(sa.Column("case_system_secret", sa.LargeBinary(), nullable=True))
    _write_out_in_each_form()
    with op.batch_alter_table("offered_forms") as offers:
        offers.drop_column("case_system_options")
        offers.drop_column("case_system")
        offers.alter_column("before", new_column_name="case_system", server_default=None)
    op.drop_table("case_systems")


def _name_those_in_use() -> None:
    """The first of each municipality is »records«, as the forms call their kind of system."""
    connection = op.get_bind()
    offers = sa.table(
        "offered_forms",
        sa.column("municipality_code"),
        sa.column("form_slug"),
        sa.column("case_system_before", sa.JSON()),
        sa.column("case_system_secret", sa.LargeBinary()),
        sa.column("case_system"),
    )
    systems = _systems()
    named: dict[tuple[str, str, str, str], str] = {}
    asked = sa.select(offers).order_by(offers.c.municipality_code, offers.c.form_slug)
    for row in connection.execute(asked).all():
        before, sealed = row.case_system_before, row.case_system_secret
        secret = json.loads(unseal(sealed, OLD_PLACE)) if sealed else ""
        code, kind, url = row.municipality_code, before.get("kind", "events"), before.get("url", "")
        if (code, kind, url, secret) not in named:
            number = 1 + sum(known[0] == code for known in named)
            name = FIRST_NAME if number == 1 else f"{FIRST_NAME}-{number}"
            named[code, kind, url, secret] = name
            connection.execute(
                sa.insert(systems).values(
                    municipality_code=code,
                    name=name,
                    kind=kind,
                    url=url,
                    secret=seal(json.dumps(secret).encode(), NEW_PLACE) if secret else None,
                    options={},
                    most_at_once=4,
                    most_per_minute=1200,
                )
            )
        connection.execute(
            sa.update(offers)
            .where(offers.c.municipality_code == code, offers.c.form_slug == row.form_slug)
            .values(case_system=named[code, kind, url, secret])
        )


def _write_out_in_each_form() -> None:
    connection = op.get_bind()
    offers = sa.table(
        "offered_forms",
        sa.column("municipality_code"),
        sa.column("case_system"),
        sa.column("before", sa.JSON()),
        sa.column("case_system_secret", sa.LargeBinary()),
    )
    for row in connection.execute(sa.select(_systems())).all():
        opened = unseal(row.secret, NEW_PLACE) if row.secret else None
        connection.execute(
            sa.update(offers)
            .where(
                offers.c.municipality_code == row.municipality_code,
                offers.c.case_system == row.name,
            )
            .values(
                before={"kind": row.kind, "url": row.url},
                case_system_secret=seal(opened, OLD_PLACE) if opened else None,
            )
        )


def _systems() -> sa.TableClause:
    return sa.table(
        "case_systems",
        sa.column("municipality_code"),
        sa.column("name"),
        sa.column("kind"),
        sa.column("url"),
        sa.column("secret", sa.LargeBinary()),
        sa.column("options", sa.JSON()),
        sa.column("most_at_once"),
        sa.column("most_per_minute"),
    )
