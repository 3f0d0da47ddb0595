"""Which KLE numbers somebody may work with: one number, or a wildcard for a group of them.

KLE (KL Emnesystematik) numbers a municipality's tasks in three levels, such as 28.09.40. Rights
are written `28.09.40`, `28.09.*`, `28.*` or `*`; anything else is a slip and gives no rights.
"""

import re
from collections.abc import Iterable

from sqlalchemy import ColumnElement, false, or_, true
from sqlalchemy.orm import InstrumentedAttribute

PATTERN = re.compile(r"\*|[0-9]{2}\.\*|[0-9]{2}\.[0-9]{2}\.\*|[0-9]{2}\.[0-9]{2}\.[0-9]{2}")
EVERYTHING = "*"


def patterns_in(written: Iterable[str]) -> tuple[str, ...]:
    """The well-formed ones, each once, in the order they are written."""
    tidy = (each.strip() for each in written)
    return tuple(dict.fromkeys(each for each in tidy if PATTERN.fullmatch(each)))


def covers(patterns: Iterable[str], kle: str) -> bool:
    """Whether one of the patterns covers a full KLE number."""
    return any(_covers(each, kle) for each in patterns_in(patterns))


def covered(
    patterns: Iterable[str], column: InstrumentedAttribute[str] | ColumnElement[str]
) -> ColumnElement[bool]:
    """The same as a condition on a column of full KLE numbers."""
    usable = patterns_in(patterns)
    if EVERYTHING in usable:
        return true()
    return or_(
        false(),
        *(
            column.startswith(each.removesuffix("*"), autoescape=True)
            if each.endswith("*")
            else column == each
            for each in usable
        ),
    )


def shared(sets: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """The patterns for what every one of the sets covers."""
    found: tuple[str, ...] | None = None
    for patterns in map(patterns_in, sets):
        found = patterns if found is None else _both(found, patterns)
    return found or ()


def _both(some: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    # Of two patterns one lies within the other, or they share nothing.
    narrower = [each for each in some if covers(others, each)]
    narrower += [each for each in others if covers(some, each)]
    return tuple(dict.fromkeys(narrower))


def _covers(pattern: str, kle: str) -> bool:
    return pattern == kle or (pattern.endswith("*") and kle.startswith(pattern.removesuffix("*")))
