"""What is known from outside when answers are judged: the day, the registers, the municipality."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Known:
    today: date
    """The day in Denmark."""
    register: Mapping[str, Any] = field(default_factory=dict)
    """What the registers said at the start, by prefill name; a silent register is missing."""
    applicant: str = "citizen"
    """Whose case it is: "citizen", "company" or "anonymous"."""
    decisions: Mapping[str, Any] = field(default_factory=dict)
    """What the municipality has decided for this form, by the key of the `Decision`."""
    addresses: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Addresses looked up on our side, by id."""
    municipality_code: str = ""
    """Four digits: whose form it is; empty where no municipality asks."""
    municipality_name: str = ""
    """What that municipality is called; empty where no municipality asks."""
    test_numbers: bool = False
    """Whether synthetic CPR numbers (day + 60) are accepted: in the demo only."""

    def is_silent(self, name: str) -> bool:
        """Whether the register that would tell `name` said nothing at all, of this or anything. A
        person's register is not asked of a company, nor the other way round."""
        which, _, _ = name.partition(".")
        if (which == "company") != (self.applicant == "company"):
            return False
        return not any(said.startswith(f"{which}.") for said in self.register)
