"""Where a login leads, whatever it meets on the way: where to, how sure, and what comes along."""

from dataclasses import asdict, dataclass, field
from typing import Any

from app.auth.people import Kind, Loa
from app.errors import LeftBehind


@dataclass(frozen=True)
class WayOn:
    """`level` is the one the page needs, if it said so; `left_behind` what they had typed there."""

    back: str
    kind: Kind = "citizen"
    level: Loa | None = None
    left_behind: LeftBehind | None = field(default=None, repr=False)

    def to_keep(self) -> dict[str, Any]:
        """As it is kept, sealed."""
        return asdict(self)

    @classmethod
    def from_kept(cls, kept: dict[str, Any]) -> "WayOn":
        """What `to_keep` kept."""
        left = kept["left_behind"]
        return cls(**(kept | {"left_behind": LeftBehind(**left) if left else None}))
