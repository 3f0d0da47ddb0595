"""What must stand nowhere in the open: numbers, names and whatever somebody typed."""

import hashlib
import re
from collections.abc import Iterable, Mapping

from app.standins import persons

# A shorter word stands by chance in a megabyte of what is sealed.
LONG_ENOUGH = 5


def of_persons(ordinary: Mapping[str, bytes]) -> dict[str, str]:
    """What names the test persons: numbers in every way they are written, names whole, and each
    word of a name that is nobody else's, such as »Lund« in a street that was there before anybody
    came (`ordinary`, by place). By what it is: the word itself and whose."""
    before = "\n".join(each.decode(errors="replace") for each in ordinary.values()).lower()
    found = {}
    for person in persons.everyone().values():
        cpr = person.cpr
        for number in (cpr, f"{cpr[:6]}-{cpr[6:]}", f"{cpr[:6]} {cpr[6:]}"):
            found[number] = person.key
        found[hashlib.sha256(cpr.encode()).hexdigest()] = person.key
        found[person.name] = person.key
        for word in re.findall(r"[\w'-]+", person.name):
            if len(word) >= LONG_ENOUGH and word.lower() not in before:
                found[word] = person.key
    return found


def met_in(places: Mapping[str, bytes], needles: Iterable[str]) -> list[tuple[str, str]]:
    """Which of them stand where, as they are written, in capitals, or small; and as JSON and
    percent signs would write them."""
    found = []
    for needle in needles:
        ways = {needle, needle.lower(), needle.upper()}
        written = {way.encode() for way in ways} | {way.encode("unicode-escape") for way in ways}
        found += [
            (place, needle)
            for place, content in places.items()
            if any(way in content for way in written)
        ]
    return found
