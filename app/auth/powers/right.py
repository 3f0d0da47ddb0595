"""The right to act for another, looked up anew for every request: it may end at any moment."""

from collections.abc import Mapping
from typing import Any, Literal
from uuid import UUID

from sqlalchemy.orm import Session

from app.auth.acting_for import ActingFor
from app.auth.people import Citizen
from app.auth.powers import scope
from app.auth.powers.models import PowerOfAttorney
from app.auth.powers.scope import EVERYTHING, Scope
from app.clock import today
from app.forms.family import is_minor
from app.municipalities.municipality import Municipality

Why = Literal["withdrawn", "given_back", "expired", "grown_up", "no_longer"]


class RightEnded(Exception):
    """They may not act for the other any more; the visit goes on as their own."""

    def __init__(self, why: Why) -> None:
        super().__init__("right ended")
        self.why = why


def right_of(
    session: Session, municipality: Municipality, citizen: Citizen, acting_for: ActingFor
) -> Scope:
    """What the citizen may do for whom they act for, in one query. Raises `RightEnded`."""
    if acting_for.power_id is not None:
        return _of_power(session, municipality, citizen, acting_for)
    if acting_for.capacity == "parent" and not is_minor(acting_for.cpr, today()):
        raise RightEnded("grown_up")
    return EVERYTHING


def must_still_hold(session: Session, acted_by: Mapping[str, Any] | None) -> None:
    """For the transaction that sends: a withdrawal committed before it wins, and one that comes
    meanwhile waits until it is sent. Raises `RightEnded`."""
    named = (acted_by or {}).get("proven", {}).get("power_of_attorney")
    if named is None:
        return
    power = session.get(PowerOfAttorney, UUID(named), with_for_update={"read": True})
    if power is None or power.state(today()) != "holds":
        raise RightEnded(_why(power))


def _why(power: PowerOfAttorney | None) -> Why:
    match None if power is None else power.state(today()):
        case "expired":
            return "expired"
        case "given_back":
            return "given_back"
    return "withdrawn"


def _of_power(
    session: Session, municipality: Municipality, citizen: Citizen, acting_for: ActingFor
) -> Scope:
    power = session.get(PowerOfAttorney, acting_for.power_id)
    if power is None or power.municipality_code != municipality.code:
        raise RightEnded("withdrawn")
    people = power.people
    if people["holder"]["cpr"] != citizen.cpr or people["grantor"]["cpr"] != acting_for.cpr:
        raise RightEnded("withdrawn")
    if power.state(today()) != "holds":
        raise RightEnded(_why(power))
    return scope.from_kept(power.covers)
