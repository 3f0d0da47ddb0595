"""What a token says: of the login, and of who has logged in, as a Danish broker says it."""

import uuid
from collections.abc import Set
from datetime import UTC, date, datetime
from typing import Any

from app.standins.login.grants import TOKEN_SECONDS, Grant
from app.standins.login.levels import LEVELS
from app.standins.login.professional import Professional
from app.standins.person import NAMESPACE, Colleague, Person

NAME_SCOPES = {"mitid", "profile", "ssn.details_name"}


def login_claims(grant: Grant) -> dict[str, Any]:
    """What the token says of the login itself. Times are seconds since 1970."""
    now = int(datetime.now(UTC).timestamp())
    claims = {
        "iss": grant.issuer,
        "aud": grant.client_id,
        "iat": now,
        "nbf": now,
        "exp": now + TOKEN_SECONDS,
        "auth_time": grant.auth_time,
        "jti": str(uuid.uuid4()),
        "sid": grant.sid,
        "loa": LEVELS[grant.level],
        "acr": LEVELS[grant.level],
    }
    return claims | ({"nonce": grant.nonce} if grant.nonce else {})


def claims_of(who: Person | Professional | Colleague, scopes: Set[str]) -> dict[str, Any]:
    """What a token says of somebody, as far as the scopes allow."""
    if isinstance(who, Colleague):
        return _staff(who)
    return _professional(who, scopes) if isinstance(who, Professional) else _private(who, scopes)


def _private(person: Person, scopes: Set[str]) -> dict[str, Any]:
    """Claims of a private MitID: the CPR number only with the scope `ssn`."""
    claims: dict[str, Any] = {
        "sub": person.login_id,
        "idp": "mitid",
        "identity_type": "private",
        "mitid.uuid": person.login_id,
        "mitid.age": person.age(date.today()),
        "mitid.date_of_birth": person.born.isoformat(),
        "mitid.has_cpr": True,
        "mitid.transaction_id": str(uuid.uuid4()),
        "ssn.details.name_address_protected": person.protected,
    }
    if scopes & NAME_SCOPES:
        claims |= {"mitid.identity_name": person.name, "name": person.name}
    if "ssn" in scopes:
        claims["dk.cpr"] = person.cpr
    return claims


def _professional(who: Professional, scopes: Set[str]) -> dict[str, Any]:
    """Claims of MitID Erhverv: the organisation, and the person's CPR number with `ssn` too."""
    organisation = who.organisation
    claims: dict[str, Any] = {
        "sub": who.login_id,
        "idp": "mitid_erhverv",
        "identity_type": "professional",
        "nemlogin.cvr": organisation.cvr,
        "nemlogin.org_name": organisation.name,
        "nemlogin.name": who.person.name,
        "nemlogin.persistent_professional_id": _professional_id(who.login_id),
        "nemlogin.auth_to_repr": organisation.represents,
    }
    # Whoever works at several places has no one of them in the login.
    if len(organisation.units) == 1:
        claims["nemlogin.p_number"] = organisation.units[0].p_number
    if "ssn" in scopes:
        claims["nemlogin.cpr"] = who.person.cpr
    return claims


def _staff(colleague: Colleague) -> dict[str, Any]:
    """Claims of an employee: where they work, in which roles, and for which KLE numbers."""
    return {
        "sub": colleague.login_id,
        "idp": "mitid_erhverv",
        "identity_type": "professional",
        "name": colleague.name,
        "email": colleague.email,
        "nemlogin.name": colleague.name,
        "nemlogin.persistent_professional_id": _professional_id(colleague.login_id),
        "roles": list(colleague.roles),
        "municipality_code": colleague.municipality_code,
        "kle": list(colleague.kle),
    }


def _professional_id(login_id: str) -> str:
    return str(uuid.uuid5(NAMESPACE, login_id))
