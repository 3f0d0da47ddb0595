"""Days on which the authorities are closed: a deadline that ends on one ends on the next that is
none (the general rule for deadlines in Danish administration)."""

from datetime import date, timedelta

from dateutil.easter import easter

# From Easter Day: Maundy Thursday, Good Friday, Easter, Ascension Day, Whitsun. Store bededag is
# none any more (lov nr. 214 af 6. marts 2023).
_FROM_EASTER = (-3, -2, 0, 1, 39, 49, 50)
# New Year's Day, Constitution Day, Christmas Eve to Boxing Day, New Year's Eve.
_EACH_YEAR = ((1, 1), (6, 5), (12, 24), (12, 25), (12, 26), (12, 31))
_SATURDAY = 5


def next_working_day(day: date) -> date:
    """The day itself, or the first one after it on which the authorities are open."""
    while day.weekday() >= _SATURDAY or _is_holiday(day):
        day += timedelta(days=1)
    return day


def _is_holiday(day: date) -> bool:
    since_easter = (day - easter(day.year)).days
    return (day.month, day.day) in _EACH_YEAR or since_easter in _FROM_EASTER
