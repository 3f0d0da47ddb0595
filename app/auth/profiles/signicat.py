"""Signicat: MitID, the CPR number as `nin`. Its claims of level are in capitals."""

from app.auth.people import LEVELS
from app.auth.profiles.profile import NSIS_LEVELS, ClaimProfile

SIGNICAT = ClaimProfile(
    name="signicat",
    scope="openid profile idp-id mitid-extra",
    cpr_scope="nin",
    cpr=("nin",),
    # It logs in people of other countries too, with their own numbers.
    cpr_only_where={"nin_issuing_country": "DK"},
    person_name=("name",),
    uuid=("mitid_uuid", "idp_id"),
    level=("mitid_loa", "acr"),
    levels={level.upper(): level for level in LEVELS}
    | {level: level for level in LEVELS}
    | NSIS_LEVELS,
    protected=("mitid_name_and_address_protection",),
    acr_values={level: f"loa:{level}" for level in LEVELS},
    acr_always=("idp:mitid",),
)
