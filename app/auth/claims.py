"""From a login provider's claims to everybody the login may be.

Citizens and companies: as the broker's profile says (`auth/profiles`). Staff: `roles`,
`municipality_code` and `kle`, as the municipality's own provider is set up to send them, or a list
of privileges in place of roles and KLE numbers.
"""

import re
from typing import Any

from app.auth.id_token import NotBelieved
from app.auth.kle import patterns_in
from app.auth.people import Citizen, Company, Identity, Loa, Staff, at_least
from app.auth.privileges import Rights, rights_in
from app.auth.profiles import BY_NAME
from app.auth.profiles.profile import ClaimProfile
from app.auth.roles import ROLES
from app.forms.cpr_numbers import is_test_number
from app.settings import settings

STAFF_SCOPE = "openid profile"
STAFF_LEVEL: Loa = "substantial"
CPR = re.compile(r"[0-9]{10}")
CVR = re.compile(r"[0-9]{8}")
P_NUMBER = re.compile(r"[0-9]{10}")
TRUE = (True, "true", "True", "1")


class NoCprNumber(NotBelieved):
    """The login tells no CPR number; `person` is who it is apart from that (its `cpr` is empty)."""

    def __init__(self, person: Citizen) -> None:
        super().__init__("no CPR number")
        self.person = person


def identities_from(claims: dict[str, Any], profile: ClaimProfile) -> tuple[Identity, ...]:
    """Everybody the login may be: somebody for a company, and the citizen whose number it tells.

    Raises `NotBelieved` where a claim is missing or cannot be, and `NoCprNumber` where a private
    login tells none.
    """
    if not _text(claims, profile.cvr):
        return (citizen_from(claims, profile),)
    company = company_from(claims, profile)
    if not company.cpr:
        return (company,)
    citizen = Citizen(
        cpr=company.cpr,
        name=company.person_name,
        uuid=_text(claims, profile.uuid) or company.uuid,
        loa=company.loa,
        protected=_protected(claims, profile, company.person_name),
    )
    return (company, citizen)


def citizen_from(claims: dict[str, Any], profile: ClaimProfile) -> Citizen:
    """The citizen (borger) of a private login; raises `NotBelieved`, or `NoCprNumber`."""
    name = _text(claims, profile.person_name)
    person = Citizen(
        cpr=_cpr(claims, profile, profile.cpr),
        # Empty when the broker keeps it back: who has a protected name is not to be shut out.
        name=name,
        uuid=_needed(claims, profile.uuid),
        loa=_loa(claims, profile),
        protected=_protected(claims, profile, name),
    )
    if not person.cpr:
        raise NoCprNumber(person)
    return person


def company_from(claims: dict[str, Any], profile: ClaimProfile) -> Company:
    """Somebody for a company or an association (MitID Erhverv); raises `NotBelieved`."""
    cvr = _needed(claims, profile.cvr)
    if not CVR.fullmatch(cvr):
        raise NotBelieved(f"claim {profile.cvr[0]}")
    p_number = _text(claims, profile.p_number)
    return Company(
        cvr=cvr,
        name=_text(claims, profile.organisation),
        p_number=p_number if P_NUMBER.fullmatch(p_number) else "",
        role="represents" if _represents(claims, profile, cvr) else "",
        person_name=_text(claims, profile.professional_name),
        cpr=_cpr(claims, profile, profile.professional_cpr),
        uuid=_needed(claims, (*profile.professional_uuid, *profile.uuid)),
        loa=_loa(claims, profile),
    )


def staff_from(claims: dict[str, Any]) -> Staff:
    """The member of staff; roles we do not know and KLE numbers that are none give no rights and
    are left out. Where a list of privileges is sent, it alone says what they may.

    Raises `NotBelieved` for a level that is too low. A login that names no level we know is taken
    as it is: the municipality's own provider decides what its staff log in with."""
    if not all(at_least(level, STAFF_LEVEL) for level in _levels_said(claims)):
        raise NotBelieved("the level of the login is too low")
    rights = rights_in(claims) or Rights(
        roles=ROLES.intersection(_texts(claims, "roles")),
        kle=patterns_in(_texts(claims, "kle")),
    )
    return Staff(
        name=_needed(claims, ("name",)),
        uuid=_needed(claims, ("sub",)),
        roles=rights.roles,
        kle=rights.kle,
        municipality_code=_needed(claims, ("municipality_code",)),
    )


def _levels_said(claims: dict[str, Any]) -> list[Loa]:
    """The levels a login names, wherever and however any broker writes them."""
    said = (claims.get(name) for profile in BY_NAME.values() for name in profile.level)
    spelled = {key: level for each in BY_NAME.values() for key, level in each.levels.items()}
    return [spelled[each] for each in said if isinstance(each, str) and each in spelled]


def _cpr(claims: dict[str, Any], profile: ClaimProfile, names: tuple[str, ...]) -> str:
    """Ten digits, or empty where the login tells none; raises `NotBelieved` for anything else."""
    said = next((claims[name] for name in names if claims.get(name) not in (None, "")), None)
    if said is None:
        return ""
    digits = said.replace("-", "") if isinstance(said, str) else ""
    for name, needed in profile.cpr_only_where.items():
        if claims.get(name, needed) != needed:
            raise NotBelieved(f"claim {name}")
    if not CPR.fullmatch(digits):
        raise NotBelieved(f"claim {names[0]}")
    if is_test_number(digits) and not settings().demo:
        raise NotBelieved("a synthetic CPR number")
    return digits


def _loa(claims: dict[str, Any], profile: ClaimProfile) -> Loa:
    for name in profile.level:
        said = claims.get(name)
        if isinstance(said, str) and said in profile.levels:
            return profile.levels[said]
    raise NotBelieved(f"claim {profile.level[0]}")


def _represents(claims: dict[str, Any], profile: ClaimProfile, cvr: str) -> bool:
    for name in profile.represents:
        said = claims.get(name)
        if said in TRUE or said == cvr or (isinstance(said, list) and cvr in said):
            return True
    return False


def _protected(claims: dict[str, Any], profile: ClaimProfile, name: str) -> bool:
    """Flagged, or known under an alias alone."""
    flagged = any(claims.get(flag) in TRUE for flag in profile.protected)
    return flagged or (not name and bool(_text(claims, profile.alias)))


def _text(claims: dict[str, Any], names: tuple[str, ...]) -> str:
    """The first of the claims that says anything, or empty."""
    for name in names:
        value = claims.get(name)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return ""


def _needed(claims: dict[str, Any], names: tuple[str, ...]) -> str:
    if not (value := _text(claims, names)):
        raise NotBelieved(f"claim {names[0]}")
    return value


def _texts(claims: dict[str, Any], name: str) -> tuple[str, ...]:
    value = claims.get(name, [])
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(each, str) for each in values):
        raise NotBelieved(f"claim {name}")
    return tuple(values)
