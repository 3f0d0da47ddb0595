"""NemLog-in through OpenID Connect: the attributes of OIOSAML 3.0 as claims, by their own names."""

from app.auth.people import LEVELS
from app.auth.profiles.profile import NSIS, NSIS_LEVELS, ClaimProfile

EID = "https://data.gov.dk/model/core/eid/"
PROFESSIONAL = f"{EID}professional/"

NEMLOGIN = ClaimProfile(
    name="nemlogin",
    scope="openid",
    cpr_scope="",
    cpr=(f"{EID}cprNumber",),
    person_name=(f"{EID}fullName",),
    uuid=(f"{EID}cprUuid", "sub"),
    level=(f"{NSIS}loa",),
    # The attribute holds one word; a proxy in front may write the whole address.
    levels={level.capitalize(): level for level in LEVELS} | NSIS_LEVELS,
    cvr=(f"{PROFESSIONAL}cvr",),
    p_number=(f"{PROFESSIONAL}productionUnit",),
    organisation=(f"{PROFESSIONAL}orgName",),
    professional_name=(f"{EID}fullName",),
    professional_uuid=(f"{PROFESSIONAL}uuid/persistent",),
    professional_cpr=(f"{EID}cprNumber",),
    represents=(f"{PROFESSIONAL}authorizedToRepresent",),
    alias=(f"{EID}alias",),
    acr_values={level: f"{NSIS}loa/{level.capitalize()}" for level in LEVELS},
)
