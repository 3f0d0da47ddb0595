"""Dates as people type them: "1.12.26", "1/12-2026", "1. december 2026", "01122026", "i morgen"."""

import re
from calendar import monthrange
from datetime import date, timedelta

from app.forms.messages import MONTHS, InvalidAnswer, Message

_ENGLISH_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_DAYS_FROM_TODAY = {
    "i dag": 0,
    "idag": 0,
    "today": 0,
    "i morgen": 1,
    "imorgen": 1,
    "tomorrow": 1,
    "i overmorgen": 2,
    "i går": -1,
    "igår": -1,
    "yesterday": -1,
    "i forgårs": -2,
}
_FILLER = re.compile(
    r"\b(?:den|d|the|of|mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b\.?"
)
_ISO = re.compile(r"([0-9]{4})[-./ ]([0-9]{1,2})[-./ ]([0-9]{1,2})")
_RUN_TOGETHER = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4}|[0-9]{2})")
_PARTS = re.compile(r"[0-9]+|[^\W\d_]+")
_MISSING = {
    "d": "Skriv også dagen.",
    "m": "Skriv også måneden.",
    "y": "Skriv også året.",
    "dm": "Skriv også dag og måned.",
    "dy": "Skriv også dag og år.",
    "my": "Skriv også måned og år.",
}
MISSING_SENTENCES = tuple(_MISSING.values())
_FIELDS = {"d": "-day", "m": "-month", "y": "-year"}
MAX_LENGTH = 60
# Nobody alive was born before, and nothing is planned after.
EARLIEST_YEAR, LATEST_YEAR = 1850, 2200


def understand_date(text: str, today: date) -> date:
    """A whole date typed as one text; raises InvalidAnswer."""
    if len(text) > MAX_LENGTH:
        raise InvalidAnswer("Skriv kun én dato, med dag, måned og år.")
    text = " ".join(text.lower().split())
    if text in _DAYS_FROM_TODAY:
        return today + timedelta(days=_DAYS_FROM_TODAY[text])
    text = " ".join(_FILLER.sub(" ", text).split())
    if iso := _ISO.fullmatch(text):
        year, month, day = iso.groups()
        return date_of(day, month, year, today)
    if together := _RUN_TOGETHER.fullmatch(text):
        day, month, year = together.groups()
        return date_of(day, month, year, today)
    parts = _PARTS.findall(text)
    if len(parts) == 3 and _month_number(parts[0]) and not parts[0].isdigit():
        parts = [parts[1], parts[0], parts[2]]  # "December 1, 2026"
    if len(parts) in (1, 2, 3):
        day, month, year = [*parts, "", ""][:3]
        return date_of(day, month, year, today)
    raise InvalidAnswer("Skriv datoen med dag, måned og år.")


def date_of(day: str, month: str, year: str, today: date) -> date:
    """A date from three texts; raises InvalidAnswer saying which of them to put right."""
    day, month, year = day.strip(" ."), month.strip(" ."), year.strip(" .")
    given = {"d": day, "m": month, "y": year}
    if missing := "".join(name for name, text in given.items() if not text):
        raise InvalidAnswer(_MISSING[missing]).beside(_FIELDS[missing[0]])
    month_number = _month_number(month.lower())
    if month_number is None:
        raise InvalidAnswer("Skriv måneden som et tal fra 1 til 12.").beside("-month")
    whole_year = _whole_year(year, today)
    if whole_year is None:
        raise InvalidAnswer("Skriv året med fire cifre.").beside("-year")
    if not EARLIEST_YEAR <= whole_year <= LATEST_YEAR:
        raise InvalidAnswer(
            "Skriv et år fra {earliest} til {latest}.", earliest=EARLIEST_YEAR, latest=LATEST_YEAR
        ).beside("-year")
    if not re.fullmatch("[0-9]{1,2}", day) or int(day) == 0:
        raise InvalidAnswer("Skriv dagen som et tal fra 1 til 31.").beside("-day")
    days = monthrange(whole_year, month_number)[1]
    if int(day) > days:
        raise InvalidAnswer(
            "Ret dagen. {month} {year} har kun {days} dage.",
            month=Message(MONTHS[month_number - 1].capitalize()),
            year=whole_year,
            days=days,
        ).beside("-day")
    return date(whole_year, month_number, int(day))


def _month_number(text: str) -> int | None:
    if re.fullmatch("[0-9]{1,2}", text):
        return int(text) if 1 <= int(text) <= 12 else None
    if len(text) < 3:
        return None
    for names in (MONTHS, _ENGLISH_MONTHS):
        for number, name in enumerate(names, start=1):
            if name.startswith(text) or text == name[:3] + "t":  # »sept«
                return number
    return None


def _whole_year(text: str, today: date) -> int | None:
    """Two digits are the year nearest to us that is not more than twenty years ahead."""
    if re.fullmatch("[0-9]{2}", text):
        year = 2000 + int(text)
        return year - 100 if year > today.year + 20 else year
    return int(text) if re.fullmatch("[0-9]{4}", text) else None
