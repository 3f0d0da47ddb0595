"""How sure a login is (NSIS): the three levels, and which of them a service asks for."""

import json
from typing import Any

LEVELS = {
    "Low": "https://data.gov.dk/concept/core/nsis/Low",
    "Substantial": "https://data.gov.dk/concept/core/nsis/Substantial",
    "High": "https://data.gov.dk/concept/core/nsis/High",
}
IN_DANISH = {"Low": "Lav", "Substantial": "Betydelig", "High": "Høj"}
USUAL = "Substantial"
_BY_NAME = {name.lower(): name for name in LEVELS}
_BEGINNINGS = (
    "https://data.gov.dk/concept/core/nsis/loa/",
    "https://data.gov.dk/concept/core/nsis/",
    "urn:grn:authn:dk:mitid:",
)


class NotUnderstood(Exception):
    """The level is asked for in a way that says nothing."""


def level_asked_for(acr_values: str, idp_params: str) -> str:
    """The level a service wants, or »« when it names none; the higher where it names two.

    `acr_values` is a list separated by spaces, the preferred first, and values we do not know are
    passed over (OpenID Connect Core 1.0, section 3.1.2.1). `idp_params` is the broker's own JSON:
    `{"mitid": {"loa_value": "low|substantial|high"}}`; raises `NotUnderstood`.
    """
    order = list(LEVELS)
    asked = [level for level in (_in_acr(acr_values), _in_parameters(idp_params)) if level]
    return max(asked, key=order.index, default="")


def _in_acr(values: str) -> str:
    for value in values.split():
        for beginning in _BEGINNINGS:
            if value.startswith(beginning) and value[len(beginning) :].lower() in _BY_NAME:
                return _BY_NAME[value[len(beginning) :].lower()]
    return ""


def _in_parameters(text: str) -> str:
    if not text:
        return ""
    try:
        said: Any = json.loads(text)
    except (ValueError, RecursionError):
        raise NotUnderstood from None
    mitid = said.get("mitid", {}) if isinstance(said, dict) else None
    if not isinstance(mitid, dict):
        raise NotUnderstood
    if "loa_value" not in mitid:
        return ""
    if mitid["loa_value"] not in list(_BY_NAME):
        raise NotUnderstood
    return _BY_NAME[mitid["loa_value"]]
