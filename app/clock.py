"""What time it is: the only module that asks.

Moments are UTC; the dates people choose and the days we count by are Danish.
"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

DENMARK = ZoneInfo("Europe/Copenhagen")


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The date on the wall in Denmark."""
    return danish_day(now())


def danish_day(moment: datetime) -> date:
    """The Danish date a moment falls on."""
    return moment.astimezone(DENMARK).date()
