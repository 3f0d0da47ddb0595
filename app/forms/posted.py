"""What the citizen sent from a page: cleaned once, so that no kind of question has to."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

LONGEST = 20_000
"""Characters kept of one field; anything longer is cut before it can cost time."""
MOST = 200
"""Values kept of one name."""

# Control characters, byte order marks, invisible direction marks, half characters and
# what XML cannot hold. Line breaks and the joiners some scripts need stay.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufffe\uffff\ud800-\udfff]"
)
# No script has more marks on one letter; it is Unicode's own limit for text that has to be put in
# composed form in bounded time (UAX #15, Stream-Safe Text Format). Without one, thousands of marks
# on a letter would be put in order two by two.
MOST_MARKS = 30
_LINE_BREAKS = re.compile("\r\n|[\r\u2028\u2029]")


class Posted:
    """The fields of one POST; values that are not text (files) are left out."""

    def __init__(self, pairs: Iterable[tuple[str, object]]) -> None:
        self._values: dict[str, list[str]] = {}
        self._cleaned: dict[str, list[str]] = {}
        for name, value in pairs:
            values = self._values.setdefault(name, [])
            if isinstance(value, str) and len(values) < MOST:
                values.append(value)

    @classmethod
    def of(cls, fields: Mapping[str, str | list[str]]) -> "Posted":
        """From a plain mapping, a list where a name stands several times."""
        return cls(
            (name, value)
            for name, values in fields.items()
            for value in ([values] if isinstance(values, str) else values)
        )

    def one(self, name: str) -> str:
        """The text of one field without space around it; empty when it was not sent."""
        values = self.all(name)
        return values[0] if values else ""

    def all(self, name: str) -> list[str]:
        if name not in self._cleaned:
            self._cleaned[name] = [clean(value) for value in self._values.get(name, ())]
        return list(self._cleaned[name])

    def fields(self) -> dict[str, list[str]]:
        """All that was sent, as `of` takes it."""
        return {name: list(values) for name, values in self._values.items()}

    def __contains__(self, name: object) -> bool:
        return name in self._values


def clean(text: str) -> str:
    """The text in Unicode's composed form, without what cannot be seen and space around it."""
    text = _LINE_BREAKS.sub("\n", text[: LONGEST + 1])
    text = _UNWANTED.sub("", text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", "".join(_with_few_marks(text)))
    return text.strip()


def _with_few_marks(text: str) -> Iterator[str]:
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= MOST_MARKS:
            yield character
