"""What may be changed about a municipality, by name, and what each value must look like."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.orm import Session
from stdnum.dk import cvr
from stdnum.exceptions import ValidationError

from app.forms.decisions import MOST
from app.municipalities.accounts import CLIENT_AUTHENTICATIONS, PROFILES
from app.municipalities.models import HostRow, MunicipalityRow
from app.pages import STATIC
from app.settings import is_unsafe_address, settings

LOGINS = ("citizen_oidc", "staff_oidc")
SECRETS = (
    *LOGINS,
    *(f"{login}_{key}" for login in LOGINS for key in ("signing_key", "decryption_key")),
    "statistics_token",
    "smtp",
    "alarm",
)
NEVER_EMPTY = ("name", "theme")
LONGEST_NUMBER = 10

_HOST = re.compile(r"(?=.{1,200}\Z)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")
_EMAIL = re.compile(r"[^@\s,;<>]{1,64}@[^@\s,;<>]+\.[^@\s,;<>]+")


class Refusal(Exception):
    """The command cannot be done, in a sentence for the one who typed it."""


def row_of(session: Session, code: str) -> MunicipalityRow:
    """The row of the municipality with that code; raises `Refusal`."""
    row = session.get(MunicipalityRow, code)
    if row is None:
        raise Refusal(f"there is no municipality {code!r}.")
    return row


def value(row: MunicipalityRow, name: str, text: str) -> None:
    """Set `name` to what `text` says; empty removes it."""
    if name not in VALUES:
        raise Refusal(f"there is no {name!r}, only {', '.join(VALUES)}.")
    if not text and name in NEVER_EMPTY:
        raise Refusal(f"{name} must not be empty.")
    check, put = VALUES[name]
    put(row, check(name, text) if text else None)


def add_host(session: Session, row: MunicipalityRow, host: str) -> None:
    """Let a host name lead to the municipality; it leads to one only."""
    host = host.lower()
    if not _HOST.fullmatch(host):
        raise Refusal(f"{host!r} is no host name (without http:// and port).")
    known = session.get(HostRow, host)
    if known is None:
        session.add(HostRow(host=host, municipality_code=row.code))
    elif known.municipality_code != row.code:
        raise Refusal(f"{host} leads to {known.municipality_code} already.")


def take_host(session: Session, row: MunicipalityRow, host: str) -> None:
    """Let a host name lead to the municipality no more; raises `Refusal` where it does not."""
    known = session.get(HostRow, host.lower())
    if known is None or known.municipality_code != row.code:
        raise Refusal(f"{host} does not lead to {row.name}.")
    session.delete(known)


def _plain(name: str, text: str) -> str:
    return text


def _lines(name: str, text: str) -> list[str]:
    return [line.strip() for line in text.split(";") if line.strip()]


def number(name: str, text: str, unit: str, *, least: int = 0) -> int:
    """A whole number of that unit; raises `Refusal`."""
    if not (text.isascii() and text.isdigit()):
        raise Refusal(f"{name} is a whole number.")
    # Its length first: Python refuses to read a number of thousands of digits.
    if len(text) > LONGEST_NUMBER or int(text) > MOST[unit]:
        raise Refusal(f"{name} is at most {MOST[unit]} {unit}.")
    if int(text) < least:
        raise Refusal(f"{name} is at least {least}.")
    return int(text)


def _cvr(name: str, text: str) -> str:
    try:
        number: str = cvr.validate(text)
    except ValidationError:
        raise Refusal(f"{name} is a CVR number of eight digits.") from None
    return number


def _theme(name: str, text: str) -> str:
    themes = sorted(path.stem for path in (STATIC / "themes").glob("*.css"))
    if text not in themes:
        raise Refusal(f"{name} is one of {', '.join(themes)}.")
    return text


def address(name: str, text: str) -> str:
    """An address of ours or theirs, without a slash at the end; raises `Refusal`."""
    return exact_address(name, text).rstrip("/")


def exact_address(name: str, text: str) -> str:
    """An address exactly as it is written: an issuer may end in a slash, and means another one."""
    try:
        parts = urlsplit(text)
        found = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        found = False
    if not found:
        raise Refusal(f"{name} is an address that begins with https://.")
    if not settings().demo and is_unsafe_address(text):
        raise Refusal(f"{name} is fit for a demonstration only.")
    return text


def _mail_address(name: str, text: str) -> str:
    """Where mail is handed in; in the open in a demonstration only, which has no password."""
    try:
        parts = urlsplit(text)
        found = parts.scheme in ("smtp", "smtps") and bool(parts.hostname and parts.port)
    except ValueError:
        found = False
    if not found or urlsplit(text).password:
        raise Refusal(f"{name} is smtps://user@host:465 or smtp://user@host:587.")
    if not settings().demo and is_unsafe_address(f"https://{parts.hostname}"):
        raise Refusal(f"{name} is fit for a demonstration only.")
    return text


def _email(name: str, text: str) -> str:
    if not _EMAIL.fullmatch(text):
        raise Refusal(f"{name} is an e-mail address.")
    return text


def _minutes(name: str, text: str) -> int:
    return number(name, text, "minutter", least=1)


def one_of(*known: str) -> Callable[[str, str], str]:
    """A check that lets through only what is known."""

    def check(name: str, text: str) -> str:
        if text not in known:
            raise Refusal(f"{name} is one of {', '.join(known)}.")
        return text

    return check


def _column(key: str, empty: Any = None) -> Callable[[MunicipalityRow, Any], None]:
    def put(row: MunicipalityRow, to: Any) -> None:
        setattr(row, key, empty if to is None else to)

    return put


def _inside(column: str, *keys: str) -> Callable[[MunicipalityRow, Any], None]:
    """Puts a value inside a JSON column; the column is assigned anew, or it would not be saved."""

    def put(row: MunicipalityRow, to: Any) -> None:
        setattr(row, column, with_value(getattr(row, column), keys[0], to, *keys[1:]))

    return put


def with_value(known: dict[str, Any], key: str, to: Any, *below: str) -> dict[str, Any]:
    """The same with one value changed, or, with None, without it."""
    if below:
        to = with_value(known.get(key, {}), below[0], to)
    return {**known, key: to} if to is not None else {k: v for k, v in known.items() if k != key}


Check = Callable[[str, str], Any]
Put = Callable[[MunicipalityRow, Any], None]

VALUES: dict[str, tuple[Check, Put]] = {
    "name": (_plain, _column("name")),
    "cvr": (_cvr, _column("cvr")),
    "base_url": (address, _column("base_url")),
    "theme": (_theme, _column("theme")),
    "phone": (_plain, _inside("contact", "phone")),
    "email": (_plain, _inside("contact", "email")),
    "dpo_email": (_plain, _inside("contact", "dpo_email")),
    "security_email": (_plain, _inside("contact", "security_email")),
    "postal_address": (_plain, _inside("contact", "postal_address")),
    "website": (address, _inside("contact", "website")),
    "opening_hours": (_lines, _column("opening_hours", empty=())),
    "citizen_oidc.issuer": (exact_address, _inside("systems", "citizen_oidc", "issuer")),
    "citizen_oidc.client_id": (_plain, _inside("systems", "citizen_oidc", "client_id")),
    "citizen_oidc.client_authentication": (
        one_of(*CLIENT_AUTHENTICATIONS),
        _inside("systems", "citizen_oidc", "client_authentication"),
    ),
    "citizen_oidc.profile": (one_of(*PROFILES), _inside("systems", "citizen_oidc", "profile")),
    "citizen_oidc.cpr_match_url": (
        exact_address,
        _inside("systems", "citizen_oidc", "cpr_match_url"),
    ),
    "staff_oidc.issuer": (exact_address, _inside("systems", "staff_oidc", "issuer")),
    "staff_oidc.client_id": (_plain, _inside("systems", "staff_oidc", "client_id")),
    "staff_oidc.client_authentication": (
        one_of(*CLIENT_AUTHENTICATIONS),
        _inside("systems", "staff_oidc", "client_authentication"),
    ),
    "civil_register_url": (address, _inside("systems", "civil_register_url")),
    "company_register_url": (address, _inside("systems", "company_register_url")),
    "address_url": (address, _inside("systems", "address_url")),
    "digital_post_url": (address, _inside("systems", "digital_post_url")),
    "smtp_url": (_mail_address, _inside("systems", "smtp_url")),
    "mail_from": (_email, _inside("contact", "mail_from")),
    "alarm_url": (exact_address, _inside("systems", "alarm_url")),
    "alarm_email": (_email, _inside("contact", "alarm_email")),
    "alarm_after_minutes": (_minutes, _inside("systems", "alarm_after_minutes")),
}
