"""Signaturgruppen (Nets eID Broker): MitID and MitID Erhverv.

Levels are asked for in `idp_params`, whose `enable_step_up` takes effect with `prompt=login`.
"""

from app.auth.people import LEVELS
from app.auth.profiles.profile import NSIS, NSIS_LEVELS, ClaimProfile

SIGNATURGRUPPEN = ClaimProfile(
    name="signaturgruppen",
    scope="openid mitid nemlogin",
    cpr_scope="ssn ssn.details_name",
    cpr=("dk.cpr",),
    person_name=("name", "mitid.identity_name"),
    uuid=("mitid.uuid",),
    level=("loa", "acr"),
    levels=NSIS_LEVELS,
    protected=("ssn.details.name_address_protected",),
    cvr=("nemlogin.cvr",),
    p_number=("nemlogin.p_number",),
    organisation=("nemlogin.org_name",),
    professional_name=("nemlogin.name", "mitid.identity_name"),
    professional_uuid=("nemlogin.persistent_professional_id",),
    professional_cpr=("nemlogin.cpr", "dk.cpr"),
    represents=("nemlogin.auth_to_repr",),
    alias=("nemlogin.alias",),
    acr_values={level: f"{NSIS}{level.capitalize()}" for level in LEVELS},
    mitid_levels={level: level for level in LEVELS},
)
