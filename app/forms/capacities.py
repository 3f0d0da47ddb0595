"""By what right somebody sends a form for another who is a citizen."""

from dataclasses import dataclass
from typing import Literal

Capacity = Literal["power_of_attorney", "parent", "guardian"]

IN_WORDS: dict[Capacity, str] = {
    "power_of_attorney": "en med fuldmagt",
    "parent": "en forælder for sit barn",
    "guardian": "en værge",
}
"""As the outline says them."""


@dataclass(frozen=True)
class NotSentBy:
    """Somebody who may not send a form for another, and what they do instead."""

    capacity: Capacity
    instead: str
