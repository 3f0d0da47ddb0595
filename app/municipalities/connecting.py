"""What may be changed about a municipality's case systems, by name."""

import re
import secrets

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.municipalities.case_systems import (
    KINDS,
    RESERVED_NAMES,
    USUAL_KIND,
    digest_of_token,
    is_unsafe,
)
from app.municipalities.changing import Refusal, number, one_of, with_value
from app.municipalities.models import CaseSystemRow, MunicipalityRow, OfferRow
from app.settings import settings

CASE_SYSTEM_SECRETS = ("case_system",)

_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")


def case_system_of(
    session: Session, row: MunicipalityRow, name: str, *, new: bool
) -> CaseSystemRow:
    """The municipality's case system of that name; raises `Refusal`."""
    system = session.get(CaseSystemRow, (row.code, name))
    if system is not None:
        return system
    if not new:
        raise Refusal(f"{row.name} has no case system {name!r}.")
    if not _NAME.fullmatch(name) or name in RESERVED_NAMES:
        raise Refusal(
            f"{name!r} cannot be the name of a case system: small letters, figures and hyphens, "
            f"and none of {', '.join(sorted(RESERVED_NAMES))}."
        )
    system = CaseSystemRow(
        municipality_code=row.code, name=name, kind=USUAL_KIND, url="", options={}
    )
    session.add(system)
    session.flush()
    return system


def case_system_value(system: CaseSystemRow, name: str, text: str) -> None:
    """Set one value of a case system; empty removes it."""
    group, _, key = name.partition(".")
    if name == "kind":
        system.kind = one_of(*KINDS)(name, text) if text else USUAL_KIND
    elif name == "url":
        system.url = _address(system.kind, text) if text else ""
    elif name in ("most_at_once", "most_per_minute"):
        setattr(system, name, number(name, text, "gange", least=1))
    elif group == "option" and key in KINDS[system.kind].options:
        value = option_value(system.kind, key, text) if text else None
        system.options = with_value(system.options, key, value)
    else:
        options = [f"option.{key}" for key in KINDS[system.kind].options]
        known = ["kind", "url", "most_at_once", "most_per_minute", *options]
        raise Refusal(f"there is no {name!r} here, only {', '.join(known)}.")


def option_value(kind: str, name: str, text: str) -> str:
    """An option of that kind as it is kept; raises `Refusal` for an address it may not have."""
    return _address(kind, text, name) if name in KINDS[kind].addresses else text


def withdraw(session: Session, system: CaseSystemRow) -> None:
    """Take a case system away; raises `Refusal` while a form is sent there."""
    used = session.scalars(
        select(OfferRow.form_slug).where(
            OfferRow.municipality_code == system.municipality_code,
            OfferRow.case_system == system.name,
        )
    ).all()
    if used:
        raise Refusal(f"{', '.join(used)} is sent to {system.name}; send it elsewhere first.")
    session.delete(system)


def new_events_token(system: CaseSystemRow) -> str:
    """A new bearer token by which the system reports what becomes of its cases, instead of the one
    before; we keep only a digest (SHA-256) of it."""
    token = secrets.token_urlsafe(32)
    system.events_token_digest = digest_of_token(token)
    return token


def new_post_token(row: MunicipalityRow) -> str:
    """A new bearer token by which the post tells what became of the municipality's messages,
    instead of the one before; we keep only a digest (SHA-256) of it."""
    token = secrets.token_urlsafe(32)
    row.post_token_digest = digest_of_token(token)
    return token


def _address(kind: str, text: str, name: str = "url") -> str:
    """Raises `Refusal` for an address that this kind of system cannot have."""
    if not KINDS[kind].may_be_at(text):
        begins = " or ".join(f"{scheme}://" for scheme in KINDS[kind].schemes)
        raise Refusal(f"{name} of a {kind} is a whole address that begins with {begins}.")
    if not settings().demo and is_unsafe(text):
        raise Refusal(f"{name} is fit for a demonstration only.")
    return text.rstrip("/")
