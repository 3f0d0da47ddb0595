"""What a CPR number tells by itself: ten digits, of which six are a day."""

from datetime import date

from stdnum.dk import cpr
from stdnum.exceptions import ValidationError


def birth_date(number: str) -> date | None:
    """The day a number of ten digits says the person was born; None when there is no such day."""
    if is_test_number(number):
        number = f"{int(number[:2]) - 60:02}{number[2:]}"
    try:
        return cpr.get_birth_date(number)
    except ValidationError:
        return None


def is_test_number(number: str) -> bool:
    """Synthetic numbers have 60 added to the day, so that they can never be a real person's."""
    return number[0] in "6789"
