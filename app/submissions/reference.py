"""Reference numbers: eight characters in two groups, such as K7FE-TJ4T.

Twenty-six characters without look-alikes (no 0, 1, B, I, L, O, Q, S, U, Z), seven of them
by chance and the last a check character by the Luhn mod N algorithm (ISO/IEC 7812-1 annex B, over
our alphabet), so that a slip on the phone is noticed.
"""

import secrets

from stdnum import luhn
from stdnum.exceptions import ValidationError

ALPHABET = "23456789ACDEFGHJKMNPRTVWXY"


def new_reference() -> str:
    """A reference by chance; that it is unused is a constraint in the database."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(7))
    return _grouped(body + luhn.calc_check_digit(body, ALPHABET))


def tidy_reference(text: str) -> str | None:
    """What somebody typed as a reference, tidied; None when it cannot be one."""
    compact = "".join(text.upper().split()).replace("-", "")
    if len(compact) != 8:
        return None
    try:
        luhn.validate(compact, ALPHABET)
    except ValidationError:
        return None
    return _grouped(compact)


def _grouped(compact: str) -> str:
    return f"{compact[:4]}-{compact[4:]}"
