"""Synthetic CPR numbers: the day of birth plus 60, so that they can never be a real person's."""

from datetime import date
from typing import Literal

WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)


def synthetic_cpr(born: date, sex: Literal["K", "M"], *, passes_modulus_11: bool = True) -> str:
    """The first number that fits date and sex (K, M: the last digit is even or odd)."""
    day_and_month = f"{born.day + 60:02}{born.month:02}{born.year % 100:02}"
    first_serial = _century_digit(born.year) * 1000 + 101
    for serial in range(first_serial, first_serial + 899):
        number = f"{day_and_month}{serial:04}"
        if (serial % 2 == 1) == (sex == "M") and passes(number) == passes_modulus_11:
            return number
    raise ValueError(f"no number left for {born}")


def passes(number: str) -> bool:
    """Whether the weighted sum is divisible by 11; since 2007 real numbers need not."""
    return sum(w * int(d) for w, d in zip(WEIGHTS, number, strict=True)) % 11 == 0


def _century_digit(year: int) -> int:
    """The seventh digit: 0-3 means 19xx, and 4 means 20xx for the years 00 to 36."""
    if 1900 <= year <= 1999:
        return 0
    if 2000 <= year <= 2036:
        return 4
    raise ValueError(f"no century digit for {year}")
