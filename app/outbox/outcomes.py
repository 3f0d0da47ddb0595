"""What may come of an errand that is done by somebody else."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session


def _keep_nothing(session: Session) -> None:
    pass


@dataclass(frozen=True)
class Done:
    """The errand is done; `keep` writes what came of it, in the transaction that ticks it off."""

    keep: Callable[[Session], None] = _keep_nothing


@dataclass(frozen=True)
class HandedOver:
    """The target has taken it and says later, by itself, what became of it."""

    keep: Callable[[Session], None] = _keep_nothing


class NoLonger(Exception):
    """Not to be done any more, and not begun: nobody misses it. The text says why, in Danish."""


class NotYet(Exception):
    """Not its turn: another errand must be done first. The text says which, in Danish."""
