"""`python -m app verify`: after a restore, before citizens meet it."""

import argparse
import sys
from collections.abc import Mapping, Sequence

from sqlalchemy.exc import SQLAlchemyError

from app.commands.soundness import Unsound, must_be_sound
from app.database import database


def run(arguments: Sequence[str]) -> int:
    """0 for a database that is whole and opens with our keys; 1, with a sentence, if not."""
    argparse.ArgumentParser(prog="python -m app verify").parse_args(arguments)
    try:
        with database().reading.begin() as session:
            rows = must_be_sound(session.connection())
    except Unsound as problem:
        print(f"Unsound: {problem}", file=sys.stderr)
        return 1
    except SQLAlchemyError as problem:
        print(f"The database does not answer ({type(problem).__name__}).", file=sys.stderr)
        return 1
    print_rows(rows)
    print("Whole, and our SECRET_KEYS open it.")
    return 0


def print_rows(rows: Mapping[str, int]) -> None:
    for name, number in rows.items():
        print(f"{number:>10}  {name}")
