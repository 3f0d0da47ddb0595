"""A claim profile: where one broker puts what we must know, and how it is asked for it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.auth.people import LEVELS, Loa

NSIS = "https://data.gov.dk/concept/core/nsis/"
# As the broker says it, `…/nsis/High`, and as OIO profiles do, `…/nsis/loa/High`.
NSIS_LEVELS: dict[str, Loa] = {
    f"{NSIS}{part}{level.capitalize()}": level for part in ("", "loa/") for level in LEVELS
}


@dataclass(frozen=True)
class ClaimProfile:
    """One broker's way of writing; of the claims in a tuple the first that is there counts.

    `cpr_scope` is asked for only where the CPR number comes in the token, not by a match.
    `acr_values` and `mitid_levels` say how a level is asked for: by OpenID Connect's own parameter,
    or inside the broker's `idp_params`; `acr_always` goes along with every level.
    `levels` reads every spelling of a level. `cvr` being there makes a login a professional one.
    `represents` tells that the person may bind the organisation: true, or its CVR number. `alias`
    stands in for the name of somebody protected. The CPR number counts only where the claims in
    `cpr_only_where` do not say otherwise.
    """

    name: str
    scope: str
    cpr_scope: str
    cpr: tuple[str, ...]
    person_name: tuple[str, ...]
    uuid: tuple[str, ...]
    level: tuple[str, ...]
    levels: Mapping[str, Loa]
    protected: tuple[str, ...] = ()
    cvr: tuple[str, ...] = ()
    p_number: tuple[str, ...] = ()
    organisation: tuple[str, ...] = ()
    professional_name: tuple[str, ...] = ()
    professional_uuid: tuple[str, ...] = ()
    professional_cpr: tuple[str, ...] = ()
    represents: tuple[str, ...] = ()
    alias: tuple[str, ...] = ()
    cpr_only_where: Mapping[str, str] = field(default_factory=dict)
    sid: str = "sid"
    acr_values: Mapping[Loa, str] = field(default_factory=dict)
    acr_always: tuple[str, ...] = ()
    mitid_levels: Mapping[Loa, str] = field(default_factory=dict)

    def scopes(self, *, by_match: bool) -> str:
        """What is asked for; without the CPR number where it is matched afterwards."""
        return self.scope if by_match or not self.cpr_scope else f"{self.scope} {self.cpr_scope}"

    def asking_for(self, level: Loa, *, again: bool) -> dict[str, str]:
        """The parameters that ask for a level; `again` from a login that is there already, so that
        only what is lacking is asked of the person."""
        asked = {}
        acr_values = [*self.acr_always, *([self.acr_values[level]] if self.acr_values else [])]
        if acr_values:
            asked["acr_values"] = " ".join(acr_values)
        if self.mitid_levels:
            mitid: dict[str, Any] = {"loa_value": self.mitid_levels[level]}
            if again:
                mitid["enable_step_up"] = True
            asked["idp_params"] = json.dumps({"mitid": mitid}, separators=(",", ":"))
        return asked
