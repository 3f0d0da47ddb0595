"""Places for asking a register: so few ask at a time that a silent one cannot stop the service.

A crowd waits in line for a register that answers, since its turn soon comes; nobody waits in line
for one that is silent.
"""

import threading
import time
from collections import defaultdict
from dataclasses import dataclass

# Half of the threads that serve: whoever asks keeps one, and others ask for no register.
AT_MOST_IN_ALL = 20
# And half of those for what one address answers: anybody may search for an address, and who asks
# for that in vain must leave places to those who ask for a person.
AT_MOST_AT_ONE = 10
# Longer than a healthy register takes for one answer: then the line stands still.
PATIENCE_SECONDS = 1.0


class NoPlace(Exception):
    """All places are taken, and nothing has been answered for a while."""


@dataclass
class Places:
    """Those of one address."""

    taken: int = 0
    moved_at: float = 0.0  # when it last answered, or was first asked by a crowd; monotonic
    was_silent: bool = False

    def give_back(self, *, answered: bool) -> None:
        with _one_moves:
            self.taken -= 1
            self.was_silent = not answered
            if answered:
                self.moved_at = time.monotonic()
            _one_moves.notify_all()

    def _free(self) -> bool:
        return self.taken < AT_MOST_AT_ONE and _taken_in_all() < AT_MOST_IN_ALL


def take_place(address: str, until: float) -> Places:
    """A place for asking at the address, to be given back; waits for one while the register
    answers, and no longer than `until` (monotonic). Raises `NoPlace`."""
    with _one_moves:
        places = _at[address]
        if not places.taken and not places.was_silent:
            # Nobody knows better than that it will answer.
            places.moved_at = time.monotonic()
        while not places._free():
            patience = min(until, places.moved_at + PATIENCE_SECONDS) - time.monotonic()
            if patience <= 0:
                raise NoPlace
            _one_moves.wait(patience)
        places.taken += 1
    return places


def _taken_in_all() -> int:
    return sum(places.taken for places in _at.values())


_one_moves = threading.Condition()
_at: defaultdict[str, Places] = defaultdict(Places)
