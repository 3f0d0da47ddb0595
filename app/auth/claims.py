"""From a login provider's claims to a person.

Citizens: the claims of a Danish broker (Signaturgruppen, scopes `mitid` and `ssn`). Staff: `roles`,
`municipality_code` and `kle`, as the municipality's own provider is set up to send them, or a list
of privileges in place of roles and KLE numbers.
"""

import re
from typing import Any

from app.auth.id_token import NotBelieved
from app.auth.kle import patterns_in
from app.auth.people import LEVELS, Citizen, Loa, Staff
from app.auth.privileges import Rights, rights_in
from app.auth.roles import ROLES
from app.forms.cpr_numbers import is_test_number
from app.settings import settings

CITIZEN_SCOPE = "openid mitid ssn ssn.details_name"
STAFF_SCOPE = "openid profile"
NSIS = "https://data.gov.dk/concept/core/nsis/"
CPR = re.compile(r"[0-9]{10}")


def citizen_from(claims: dict[str, Any]) -> Citizen:
    """The citizen (borger); raises `NotBelieved` where a claim is missing or cannot be."""
    return Citizen(
        cpr=_cpr(_text(claims, "dk.cpr")),
        name=_name(claims),
        uuid=_text(claims, "mitid.uuid"),
        loa=_loa(_text(claims, "loa")),
    )


def staff_from(claims: dict[str, Any]) -> Staff:
    """The member of staff; roles we do not know and KLE numbers that are none give no rights and
    are left out. Where a list of privileges is sent, it alone says what they may."""
    rights = rights_in(claims) or Rights(
        roles=ROLES.intersection(_texts(claims, "roles")),
        kle=patterns_in(_texts(claims, "kle")),
    )
    return Staff(
        name=_text(claims, "name"),
        uuid=_text(claims, "sub"),
        roles=rights.roles,
        kle=rights.kle,
        municipality_code=_text(claims, "municipality_code"),
    )


def _cpr(number: str) -> str:
    digits = number.replace("-", "")
    if not CPR.fullmatch(digits):
        raise NotBelieved("claim dk.cpr")
    if is_test_number(digits) and not settings().demo:
        raise NotBelieved("a synthetic CPR number")
    return digits


def _name(claims: dict[str, Any]) -> str:
    """Empty when the broker keeps it back: who has a protected name is not to be shut out."""
    for claim in ("name", "mitid.identity_name"):
        if isinstance(value := claims.get(claim), str):
            return value.strip()
    return ""


def _loa(value: str) -> Loa:
    # The broker says `…/nsis/High`, OIO profiles `…/nsis/loa/High`.
    level = value.removeprefix(NSIS).removeprefix("loa/").lower()
    for known in LEVELS:
        if value.startswith(NSIS) and level == known:
            return known
    raise NotBelieved("claim loa")


def _text(claims: dict[str, Any], name: str) -> str:
    value = claims.get(name)
    if not isinstance(value, str) or not value.strip():
        raise NotBelieved(f"claim {name}")
    return value.strip()


def _texts(claims: dict[str, Any], name: str) -> tuple[str, ...]:
    value = claims.get(name, [])
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(each, str) for each in values):
        raise NotBelieved(f"claim {name}")
    return tuple(values)
