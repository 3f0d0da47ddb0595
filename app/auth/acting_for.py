"""Acting for another (at handle for en anden): for whom just now, and by what right."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from app.forms.capacities import Capacity


@dataclass(frozen=True)
class ActingFor:
    """Somebody whom a citizen acts for.

    `name` is what may be shown of them to whoever acts; empty for a child or a ward with
    protection, who is then known by `born`. `own_name` is what they may see of whoever acts: the
    name they wrote in the power of attorney, or the login's. `proven` is how the right is known:
    `{"how": …}` with the id of the power of attorney, or the register and when it was asked.
    """

    capacity: Capacity
    cpr: str = field(repr=False)
    name: str = field(repr=False)
    own_name: str = field(repr=False)
    born: date | None = field(repr=False)
    proven: Mapping[str, Any]

    @property
    def power_id(self) -> UUID | None:
        """The power of attorney they act by, if it is one."""
        found = self.proven.get("power_of_attorney")
        return None if found is None else UUID(str(found))


def to_keep(acting_for: ActingFor) -> dict[str, Any]:
    """As the session keeps it, sealed."""
    return asdict(acting_for) | {"born": acting_for.born and acting_for.born.isoformat()}


def from_kept(kept: Mapping[str, Any]) -> ActingFor:
    """What `to_keep` kept."""
    born = kept["born"]
    return ActingFor(**{**kept, "born": date.fromisoformat(born) if born else None})
