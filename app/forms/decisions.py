"""What each municipality decides about a form: data in its own row, never a fork of the form."""

from dataclasses import dataclass

from app.forms.known import Known
from app.forms.messages import Message

MOST = {
    "dage": 36_500,
    "uger": 5_200,
    "kroner": 1_000_000,
    "gange": 1_000_000,
    "minutter": 100_000,
}
"""The most a municipality may decide, by unit: more is a slip of the hand."""


class Decision:
    """A whole number the municipality may decide: a deadline in days, a fine in kroner.

    `unit` is one of `MOST`.
    """

    key = ""

    def __init__(self, label: str, *, unit: str, default: int | None = None) -> None:
        self.label = label
        self.unit = unit
        self.default = default

    def of(self, known: Known) -> int | None:
        """What this municipality decided, else the default; None when there is neither."""
        decided = known.decisions.get(self.key)
        return decided if isinstance(decided, int) else self.default


@dataclass(frozen=True)
class IfDecided:
    """A sentence said only where the municipality has decided; it names {decided}."""

    decision: Decision
    text: str

    def of(self, known: Known) -> Message | None:
        decided = self.decision.of(known)
        return (
            None
            if decided is None
            else Message(self.text, decided=f"{decided:,}".replace(",", "."))
        )
