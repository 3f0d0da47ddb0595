"""The company register (CVR): what is known of a company or an association, or nothing at all.

A silent, broken or unknowing register is never in the way: whoever acts for it types instead.
"""

import logging
from dataclasses import asdict
from typing import Any

from pydantic import TypeAdapter

from app.registers.answers import Company, ProductionUnit
from app.registers.asking import Silent, Unknown, ask_for

log = logging.getLogger(__name__)
_company = TypeAdapter(Company)


def look_up(url: str, cvr: str) -> Company | None:
    """The organisation with this CVR number (eight digits); None when the register cannot say.

    Takes at most two seconds. `url` is the register's address, without a slash at the end.
    """
    try:
        company = ask_for(_company, f"{url}/companies/lookup", {"cvr": cvr})
        if company.cvr != cvr:
            raise Silent("the answer is about another organisation")
        return company
    except Unknown:
        log.warning("company register: unknown organisation")
    except Silent as trouble:
        log.warning("company register is silent: %s", trouble)
    return None


def prefill_of(company: Company) -> dict[str, Any]:
    """What forms may fill in by themselves, by prefill name; what is not known is not there."""
    known: dict[str, Any] = {
        "company.cvr": company.cvr,
        "company.name": company.name,
        "company.form_of_business": company.form_of_business,
        "company.units": [_entry(unit) for unit in company.production_units],
    }
    if company.address:
        known["company.address"] = asdict(company.address)
    return known


def _entry(unit: ProductionUnit) -> dict[str, Any]:
    return {
        "p_number": unit.p_number,
        "name": unit.name,
        "address": asdict(unit.address) if unit.address else None,
    }
