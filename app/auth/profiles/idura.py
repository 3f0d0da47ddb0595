"""Idura (formerly Criipto): MitID. Its `acr_values` name login and level in one, and so does what
it answers. MitID Erhverv is another of its values, which we do not ask for; its claims are read."""

from app.auth.people import LEVELS
from app.auth.profiles.profile import NSIS_LEVELS, ClaimProfile

MITID = "urn:grn:authn:dk:mitid:"

IDURA = ClaimProfile(
    name="idura",
    scope="openid",
    cpr_scope="ssn",
    cpr=("cprNumberIdentifier",),
    person_name=("name",),
    uuid=("uuid", "nameidentifier"),
    level=("acr", "authenticationtype", "loa"),
    levels={f"{MITID}{level}": level for level in LEVELS} | NSIS_LEVELS,
    cvr=("cvrNumberIdentifier",),
    organisation=("organizationName",),
    professional_name=("name",),
    professional_uuid=("uuid", "nameidentifier"),
    professional_cpr=("cprNumberIdentifier",),
    represents=("companySignatory",),
    acr_values={level: f"{MITID}{level}" for level in LEVELS},
)
