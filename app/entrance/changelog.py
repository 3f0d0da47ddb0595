"""The changelog as days with sentences: what citizens and staff will notice, in Danish."""

import re
from datetime import date

from app.clock import today
from app.forms.dates import understand_date
from app.forms.messages import InvalidAnswer

Day = tuple[date, list[str]]

_HEADING = re.compile(r"##\s+(.+)")
_SENTENCE = re.compile(r"[-*]\s+(.+)")


def days_in(changelog: str) -> list[Day]:
    """The days of a changelog in Markdown, newest first.

    A day is a second-level heading with a date; each point of its list is a sentence, also over
    several lines. Other headings, and what stands under them, are for developers.
    """
    found: dict[date, list[str]] = {}
    sentences: list[str] | None = None
    for line in changelog.splitlines():
        if heading := _HEADING.fullmatch(line.strip()):
            day = _date_in(heading[1])
            sentences = None if day is None else found.setdefault(day, [])
        elif sentences is not None and (sentence := _SENTENCE.fullmatch(line.strip())):
            sentences.append(sentence[1])
        elif sentences and line.startswith("  ") and line.strip():
            sentences[-1] += f" {line.strip()}"
    return sorted(found.items(), reverse=True)


def _date_in(heading: str) -> date | None:
    try:
        return understand_date(heading, today())
    except InvalidAnswer:
        return None
