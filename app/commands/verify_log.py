"""`python -m app verify-log`: is what staff have looked at noted, whole and in order?"""

import argparse
import sys
from collections.abc import Sequence
from contextlib import closing
from datetime import date

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.access_chains import Broken, all_chains, digest_as_of
from app.database import database


def run(arguments: Sequence[str]) -> int:
    """0 where every chain of the access log is whole; 1, naming the first that is broken.

    Run it when no keys are being rotated: a chain half-way to a new key looks like two.
    """
    options = argparse.ArgumentParser(prog="python -m app verify-log")
    options.add_argument(
        "--as-of",
        type=date.fromisoformat,
        metavar="YYYY-MM-DD",
        help="also print the digest of all chains as that Danish day began, to compare with the "
        "worker's line »access log« of that night; good for a year",
    )
    chosen = options.parse_args(arguments)
    try:
        with database().reading.begin() as session:
            number, broken = _walk(session)
            digest = digest_as_of(session, chosen.as_of) if chosen.as_of else None
    except SQLAlchemyError as problem:
        print(f"The database does not answer ({type(problem).__name__}).", file=sys.stderr)
        return 1
    if digest is not None:
        print(f"{_counted(digest.chains)} as {chosen.as_of} began: {digest.value}")
    if broken is not None:
        print(f"Broken: {broken}", file=sys.stderr)
        return 1
    print(f"Whole: the access log has {_counted(number)}, and nothing in it is broken.")
    return 0


def _counted(chains: int) -> str:
    return "1 chain" if chains == 1 else f"{chains} chains"


def _walk(session: Session) -> tuple[int, Broken | None]:
    """How many chains are whole, and the first that is not."""
    number = 0
    with closing(all_chains(session)) as chains:
        for broken in chains:
            if broken is not None:
                return number, broken
            number += 1
    return number, None
