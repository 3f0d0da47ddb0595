"""The powers of attorney that a citizen may see as their holder: found by CPR number, and shown
only where the name written fits, so that a number that somebody knows is not enough."""

from collections.abc import Sequence

from app.auth.people import Citizen
from app.auth.powers import powers, relations
from app.auth.powers.models import PowerOfAttorney
from app.database import database
from app.municipalities.municipality import Municipality


def meant_for(
    citizen: Citizen, taken: Sequence[PowerOfAttorney], *, known_as: str = ""
) -> list[PowerOfAttorney]:
    """Those that were written for them, by the login's name or the register's (`known_as`)."""
    names = [name for name in (citizen.name, known_as) if name]
    return [power for power in taken if powers.is_meant(power, citizen, names)]


def received_by(municipality: Municipality, citizen: Citizen) -> list[PowerOfAttorney]:
    """Every one that was written for them, newest first.

    In a short look of its own. The register is asked, at most two seconds, only where the login's
    name does not fit: it may know them by another.
    """
    with database().reading.begin() as session:
        taken = powers.ever_given_to(session, municipality, citizen)
    meant = meant_for(citizen, taken)
    if len(meant) < len(taken):
        known_as = relations.ask(municipality, citizen).name
        meant = meant_for(citizen, taken, known_as=known_as)
    return meant
