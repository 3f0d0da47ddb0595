"""Municipalities as JSON, to move them to another installation or keep them under review.

Secrets are sealed with the newest of our keys, each bound to what it is for: safe to keep beside
the rest, and of use only to an installation that has the key.
"""

import base64
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from jsonschema import Draft202012Validator
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.forms.decisions import MOST
from app.municipalities.accounts import CLIENT_AUTHENTICATIONS, PROFILES
from app.municipalities.case_systems import KINDS
from app.municipalities.changing import Refusal, add_host
from app.municipalities.given_secrets import refuse_unfit
from app.municipalities.models import CaseSystemRow, HostRow, MunicipalityRow, OfferRow
from app.municipalities.offering import COUNTED
from app.sealed import CannotOpen, seal, unseal

COLUMNS = ("name", "cvr", "base_url", "theme", "contact", "opening_hours", "systems")
OFFER_COLUMNS = (
    "decisions",
    "texts",
    "keep_days",
    "case_system",
    "case_system_options",
    "counting",
)
CASE_SYSTEM_COLUMNS = ("kind", "url", "options", "most_at_once", "most_per_minute")
CASE_SYSTEM = "case_system"

_TEXT, _NO_TEXT = {"type": "string"}, {"type": ["string", "null"]}
_TEXTS = {"type": "object", "additionalProperties": _TEXT}
# Which unit is known only where the form is.
_NUMBER = {"type": "integer", "minimum": 0, "maximum": max(MOST.values())}
_DIGEST = {"type": ["string", "null"], "pattern": "^[0-9a-f]{64}$"}
_AT_LEAST_ONE = {"type": "integer", "minimum": 1, "maximum": MOST["gange"]}
_ACCOUNT = {
    "type": "object",
    "properties": {
        "issuer": _TEXT,
        "client_id": _TEXT,
        "client_authentication": {"enum": list(CLIENT_AUTHENTICATIONS)},
        "profile": {"enum": list(PROFILES)},
        "cpr_match_url": _TEXT,
    },
    "additionalProperties": False,
}
SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "properties": {
        "code": {"type": "string", "pattern": "^[0-9]{4}$"},
        "name": {"type": "string", "minLength": 1},
        "cvr": {"type": ["string", "null"], "pattern": "^[0-9]{8}$"},
        "base_url": _NO_TEXT,
        "theme": _TEXT,
        "contact": {"type": "object"},
        "opening_hours": {"type": "array", "items": _TEXT},
        "systems": {
            "type": "object",
            "properties": {"citizen_oidc": _ACCOUNT, "staff_oidc": _ACCOUNT},
        },
        "hosts": {"type": "array", "items": _TEXT, "uniqueItems": True},
        "secrets": _TEXTS,
        "post_token_digest": _DIGEST,
        "offers": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "properties": {
                    "decisions": {"type": "object", "additionalProperties": _NUMBER},
                    "texts": _TEXTS,
                    "keep_days": {
                        "type": ["integer", "null"],
                        "minimum": 1,
                        "maximum": MOST["dage"],
                    },
                    "case_system": _TEXT,
                    "case_system_options": _TEXTS,
                    "counting": {**_TEXTS, "propertyNames": {"enum": list(COUNTED)}},
                },
                "required": [*OFFER_COLUMNS],
                "additionalProperties": False,
            },
        },
        "case_systems": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "properties": {
                    "kind": {"enum": list(KINDS)},
                    "url": _TEXT,
                    "options": _TEXTS,
                    "most_at_once": _AT_LEAST_ONE,
                    "most_per_minute": _AT_LEAST_ONE,
                    "events_token_digest": _DIGEST,
                    "secrets": _TEXTS,
                },
                "required": [*CASE_SYSTEM_COLUMNS, "events_token_digest", "secrets"],
                "additionalProperties": False,
            },
        },
    },
    "required": [
        "code",
        *COLUMNS,
        "hosts",
        "secrets",
        "post_token_digest",
        "offers",
        "case_systems",
    ],
    "additionalProperties": False,
}


def written_out(session: Session, row: MunicipalityRow) -> dict[str, Any]:
    """One municipality with its hosts and offers, secrets sealed (base64)."""
    hosts = session.scalars(
        select(HostRow.host).where(HostRow.municipality_code == row.code).order_by(HostRow.host)
    )
    offers = session.scalars(select(OfferRow).where(OfferRow.municipality_code == row.code))
    of_row = CaseSystemRow.municipality_code == row.code
    systems = session.scalars(select(CaseSystemRow).where(of_row))
    return {
        "code": row.code,
        **{name: getattr(row, name) for name in COLUMNS},
        "hosts": list(hosts),
        "secrets": {
            name: _closed(secret, row.code, name) for name, secret in (row.secrets or {}).items()
        },
        "post_token_digest": _written(row.post_token_digest),
        "offers": {
            offer.form_slug: {name: getattr(offer, name) for name in OFFER_COLUMNS}
            for offer in offers
        },
        "case_systems": {system.name: _case_system_written_out(system) for system in systems},
    }


def bring_in(
    session: Session, written: Mapping[str, Any], *, without_secrets: bool
) -> MunicipalityRow:
    """Make a municipality as `written_out` wrote it: what that does not say is taken away.

    `without_secrets` leaves the secrets that are here already as they are.
    """
    code = written["code"]
    row = session.get(MunicipalityRow, code)
    if row is None:
        row = MunicipalityRow(code=code)
        session.add(row)
    for name in COLUMNS:
        setattr(row, name, written[name])
    row.post_token_digest = _read(written["post_token_digest"])
    if not without_secrets:
        row.secrets = _all_opened(written["secrets"], code)
        for name, secret in row.secrets.items():
            refuse_unfit(name, secret)
    session.flush()
    hosts = [host.lower() for host in written["hosts"]]
    session.execute(
        delete(HostRow).where(HostRow.municipality_code == code, HostRow.host.not_in(hosts))
    )
    for host in hosts:
        add_host(session, row, host)
    _bring_in_offers(session, code, written["offers"])
    _bring_in_case_systems(session, code, written["case_systems"], without_secrets=without_secrets)
    return row


def _bring_in_offers(session: Session, code: str, written: Mapping[str, Any]) -> None:
    known = {
        offer.form_slug: offer
        for offer in session.scalars(select(OfferRow).where(OfferRow.municipality_code == code))
    }
    for slug in known.keys() - written.keys():
        session.delete(known[slug])
    for slug, values in written.items():
        offer = known.get(slug)
        if offer is None:
            offer = OfferRow(municipality_code=code, form_slug=slug)
            session.add(offer)
        for name in OFFER_COLUMNS:
            setattr(offer, name, values[name])


def _bring_in_case_systems(
    session: Session, code: str, written: Mapping[str, Any], *, without_secrets: bool
) -> None:
    of_row = CaseSystemRow.municipality_code == code
    known = {system.name: system for system in session.scalars(select(CaseSystemRow).where(of_row))}
    for name in known.keys() - written.keys():
        session.delete(known[name])
    for name, values in written.items():
        system = known.get(name)
        if system is None:
            system = CaseSystemRow(municipality_code=code, name=name)
            session.add(system)
        for column in CASE_SYSTEM_COLUMNS:
            setattr(system, column, values[column])
        system.events_token_digest = _read(values["events_token_digest"])
        if not without_secrets:
            system.secret = _all_opened(values["secrets"], f"{code} {name}").get(CASE_SYSTEM)


def _case_system_written_out(system: CaseSystemRow) -> dict[str, Any]:
    secret, place = system.secret, f"{system.municipality_code} {system.name}"
    return {
        **{name: getattr(system, name) for name in CASE_SYSTEM_COLUMNS},
        "events_token_digest": _written(system.events_token_digest),
        "secrets": {CASE_SYSTEM: _closed(secret, place, CASE_SYSTEM)} if secret else {},
    }


def _written(digest: bytes | None) -> str | None:
    return None if digest is None else digest.hex()


def _read(written: str | None) -> bytes | None:
    return None if written is None else bytes.fromhex(written)


def _closed(secret: str, whose: str, name: str) -> str:
    return base64.b64encode(seal(secret.encode(), _place(whose, name))).decode()


def _all_opened(secrets: Mapping[str, str], whose: str) -> dict[str, str]:
    with _refusing_what_cannot_be_opened(whose):
        return {
            name: unseal(base64.b64decode(closed, validate=True), _place(whose, name)).decode()
            for name, closed in secrets.items()
        }


def _place(whose: str, name: str) -> str:
    return f"export {whose} {name}"


@contextmanager
def _refusing_what_cannot_be_opened(whose: str) -> Iterator[None]:
    try:
        yield
    except (CannotOpen, ValueError):
        raise Refusal(
            f"the secrets of {whose} were sealed with other keys than ours. Bring it in with "
            "--without-secrets, and give each with `set --secret`."
        ) from None


def refuse_malformed(written: Any) -> None:
    """Raise `Refusal` for what `written_out` did not write, saying only where it is wrong."""
    wrong = next(iter(Draft202012Validator(SCHEMA).iter_errors(written)), None)
    if wrong is not None:
        # Only where it is wrong: the message would quote what stands there.
        raise Refusal(f"the file is wrong at {wrong.json_path} ({wrong.validator}).")
