"""Secrets as somebody gives them: from standard input, judged where a machine can, never shown."""

import getpass
import sys

from app.municipalities.changing import Refusal
from app.municipalities.private_keys import UnfitKey, decryption_key, signing_key

MOST_CHARACTERS = 20_000


def given(name: str, known: tuple[str, ...]) -> str:
    """The secret called `name`, read from standard input; raises `Refusal`.

    A key may have many lines, is known by its name or by how it begins, and is all that comes; any
    other secret is one line.
    """
    if name not in known:
        raise Refusal(f"there is no secret {name!r} here, only {', '.join(known)}.")
    if sys.stdin.isatty():
        said = getpass.getpass(f"{name}: ")
    else:
        said = "" if name.endswith("_key") else sys.stdin.readline()
        if not said or said.startswith("-----BEGIN"):
            said += sys.stdin.read(MOST_CHARACTERS)
    if not said.strip():
        raise Refusal(f"no {name} was given.")
    refuse_unfit(name, said.strip())
    return said.strip()


def refuse_unfit(name: str, secret: str) -> None:
    """Raise `Refusal` for a key that could not be used; what other secrets are worth is theirs."""
    try:
        if name.endswith("_signing_key"):
            signing_key(secret)
        elif name.endswith("_decryption_key"):
            decryption_key(secret)
    except UnfitKey as wrong:
        raise Refusal(f"{name} {wrong}.") from None
