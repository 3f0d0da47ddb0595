"""`python -m app rotate-keys`: lets go of an old secret, while citizens are served.

What an older secret sealed is sealed anew with the newest, and digests are made anew with it.
Stopped at any time, it is run again; when there is nothing left to do, it does nothing.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence

from app.access_log import CHAINS
from app.auth.powers.rekeying import POWERS
from app.auth.rekeying import CPR_MATCH_TRIES, CPR_MATCHES_WAITING, SESSIONS
from app.commands.rekey import Rekeyed, rekey
from app.commands.reseal import Resealed, reseal
from app.contacts import CONTACTS
from app.database import Database, database
from app.every_table import every_table
from app.receipts.rekeying import UNLOCKED_RECEIPTS
from app.sealed import keys
from app.submissions.rekeying import DRAFTS, SUBMISSIONS

# Those that others are made from come first: a draft is sent with the digests it has.
RULES = (
    SESSIONS,
    CPR_MATCH_TRIES,
    CPR_MATCHES_WAITING,
    POWERS,
    DRAFTS,
    SUBMISSIONS,
    UNLOCKED_RECEIPTS,
    CHAINS,
    CONTACTS,
)
# Bytes that need no older secret of ours, and why.
_OF_ENTRIES = "SHA-256 of what is unsealed, and salted"
NOT_KEYED = {
    "access_log.previous_hash": _OF_ENTRIES,
    "access_log.hash": _OF_ENTRIES,
    "access_log_heads.begins_after": _OF_ENTRIES,
    "access_log_heads.last_hash": _OF_ENTRIES,
    "case_systems.events_token_digest": "SHA-256 of a random token",
    "municipalities.post_token_digest": "SHA-256 of a random token",
    "cpr_matches_waiting.key_digest": "SHA-256 of a random key",
    "sessions.key_digest": "SHA-256 of a random key",
    "logins_under_way.state_digest": "SHA-256 of a random state",
    "logins_under_way.browser_digest": "SHA-256 of a random key",
    "logouts_heard.token_digest": "SHA-256 of a provider's own name for a token",
    "limit_windows.who_digest": "counts for an hour at most: a new key begins at nought",
}
# Each round meets what changed during the one before it; a service at rest needs two.
MOST_ROUNDS = 20


def run(arguments: Sequence[str]) -> int:
    """0 when nothing needs an older secret any more; else 1, with a sentence."""
    argparse.ArgumentParser(
        prog="python -m app rotate-keys",
        description="Seal with the newest of SECRET_KEYS what an older one sealed. "
        "Web and worker go on meanwhile, each with the same SECRET_KEYS.",
    ).parse_args(arguments)
    every_table()
    resealed, rekeyed = Resealed(), Rekeyed()
    settled = _until_nothing_changes(database(), resealed, rekeyed)
    _print(resealed.anew, "values sealed anew")
    _print(rekeyed.anew, "rows with digests made anew")
    problem = _problem(settled, resealed, rekeyed)
    if problem:
        print(f"Keep every secret: {problem}", file=sys.stderr)
        return 1
    print(_what_now())
    return 0


def _until_nothing_changes(database: Database, resealed: Resealed, rekeyed: Rekeyed) -> bool:
    """Round after round; False when something is always sealed with an older key again."""
    for _ in range(MOST_ROUNDS):
        found, made = reseal(database), Rekeyed()
        # What cannot be opened, nobody can make a digest of.
        for rule in RULES if len(keys()) > 1 and not found.closed else ():
            rekey(database, rule, made)
        resealed.anew += found.anew
        rekeyed.anew += made.anew
        resealed.closed, rekeyed.lost = found.closed, made.lost
        if not found.anew.total() and not made.anew.total():
            return True
    return False


def _print(counted: Counter[str], what: str) -> None:
    for name, number in sorted(counted.items()):
        print(f"{number:>10}  {name}: {what}")


def _problem(settled: bool, resealed: Resealed, rekeyed: Rekeyed) -> str:
    if not settled:
        return "a program that still seals with an older one is running; start it again."
    closed = [f"{number} of {place}" for place, number in sorted(resealed.closed.items())]
    if closed:
        return f"one is missing, for nobody can open {', '.join(closed)}."
    lost = [f"{number} of {column}" for column, number in sorted(rekeyed.lost.items())]
    return f"what these are digests of was not found: {', '.join(lost)}." if lost else ""


def _what_now() -> str:
    if len(keys()) == 1:
        return "All is sealed with the one secret there is. For a new one: SECRET_KEYS=new,old"
    return (
        "Nothing is sealed with an older secret any more: in 24 hours, when the addresses of\n"
        "receipts that we have signed with it are no longer good, take it out of SECRET_KEYS."
    )
