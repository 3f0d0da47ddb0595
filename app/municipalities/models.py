"""The tables of municipalities: all 98 stand there from the first migration."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base
from app.sealed import SealedJSON

# As the forms call the kind of case system they belong in.
FIRST_CASE_SYSTEM = "records"
MOST_AT_ONCE, MOST_PER_MINUTE = 4, 1200


class MunicipalityRow(Base):
    """One municipality, and what it has decided for all its forms.

    `secrets` holds `citizen_oidc`, `staff_oidc`, the private keys of those two (`…_signing_key`,
    `…_decryption_key`) and `statistics_token`; addresses and names of the outside systems stand in
    `systems`. CVR is configuration, never guessed. `post_token_digest` is of the token by which the
    post tells what became of a message (SHA-256 of a random token); None where it tells nothing.
    """

    __tablename__ = "municipalities"

    code: Mapped[str] = mapped_column(String(4), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    cvr: Mapped[str | None] = mapped_column(String(8))
    base_url: Mapped[str | None] = mapped_column(String(200))
    theme: Mapped[str] = mapped_column(String(40), default="borgerdk")
    contact: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    opening_hours: Mapped[list[str]] = mapped_column(JSON, default=list)
    systems: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    secrets: Mapped[dict[str, str] | None] = mapped_column(SealedJSON("municipalities.secrets"))
    post_token_digest: Mapped[bytes | None] = mapped_column(LargeBinary)


class HostRow(Base):
    """A host name that leads to a municipality; a host leads to one only."""

    __tablename__ = "municipality_hosts"

    host: Mapped[str] = mapped_column(String(200), primary_key=True)
    municipality_code: Mapped[str] = mapped_column(ForeignKey("municipalities.code"), index=True)


class OfferRow(Base):
    """A form that a municipality offers, and what it has decided about that form.

    `decisions` by the names the form declares; `texts` replace the form's own by their key
    (`what_happens_next`, `complaint`). `case_system` names one of the municipality's, and
    `case_system_options` say of this form what they else say of the system. `counting` is what the
    counter outside calls it by: whole addresses to ask when it is `started` and `completed`.
    """

    __tablename__ = "offered_forms"

    municipality_code: Mapped[str] = mapped_column(
        ForeignKey("municipalities.code"), primary_key=True
    )
    form_slug: Mapped[str] = mapped_column(String(60), primary_key=True)
    decisions: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    texts: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    keep_days: Mapped[int | None]
    case_system: Mapped[str] = mapped_column(String(40), default=FIRST_CASE_SYSTEM)
    case_system_options: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    counting: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)


class CaseSystemRow(Base):
    """One of a municipality's case systems (fagsystem), and how it is reached.

    Of the token by which it reports to us we keep a digest (SHA-256 of a random token).
    """

    __tablename__ = "case_systems"

    municipality_code: Mapped[str] = mapped_column(
        ForeignKey("municipalities.code"), primary_key=True
    )
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    url: Mapped[str] = mapped_column(String(200), default="")
    secret: Mapped[str | None] = mapped_column(SealedJSON("case_systems.secret"))
    options: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    most_at_once: Mapped[int] = mapped_column(default=MOST_AT_ONCE)
    most_per_minute: Mapped[int] = mapped_column(default=MOST_PER_MINUTE)
    events_token_digest: Mapped[bytes | None] = mapped_column(LargeBinary)
