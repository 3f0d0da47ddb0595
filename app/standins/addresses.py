"""Every address of the stand-ins, and a search that forgives what people really type."""

import re
import uuid
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import cache

from pydantic import BaseModel

from app.standins.person import NAMESPACE
from app.standins.streets import Street, streets

AT_MOST = 10
FLATS = tuple((floor, door) for floor in ("st", "1", "2") for door in ("tv", "th"))


class Address(BaseModel, frozen=True):
    """One address where somebody can live; field for field what the contract answers."""

    id: str
    street: str
    number: str
    floor: str
    door: str
    postal_code: str
    city: str
    municipality_code: str
    text: str


@cache
def every_address() -> dict[str, Address]:
    """All addresses by id, in the order of the list of streets."""
    return {address.id: address for street in streets() for address in _addresses_of(street)}


@cache
def by_place() -> dict[tuple[str, str, str, str, str], Address]:
    """All addresses by street, number, floor, door and postal code."""
    return {
        (a.street, a.number, a.floor, a.door, a.postal_code): a for a in every_address().values()
    }


def search(text: str, municipality_code: str | None = None) -> list[Address]:
    """At most ten addresses, the best first; forgives case, å/aa, punctuation and small slips."""
    wanted = _without_slips(_tokens(text))
    if len("".join(wanted)) < 2:
        return []
    found = [
        (-exact, position, address)
        for position, address in enumerate(every_address().values())
        if municipality_code in (None, address.municipality_code)
        and (exact := _fit(wanted, _tokens_of(address.id))) is not None
    ]
    return [address for _, _, address in sorted(found, key=lambda hit: hit[:2])[:AT_MOST]]


def _fit(wanted: Iterable[str], tokens: tuple[str, ...]) -> int | None:
    """How many wanted words stand there whole; None if one is not even the beginning of a word."""
    left = list(tokens)
    exact = 0
    for word in wanted:
        if word in left:
            left.remove(word)
            exact += 1
            continue
        beginning = next((token for token in left if token.startswith(word)), None)
        if beginning is None:
            return None
        left.remove(beginning)
    return exact


def _without_slips(wanted: list[str]) -> list[str]:
    """Words that begin nothing we know are replaced by the nearest we do know."""
    known = _words()
    return [
        word
        if any(character.isdigit() for character in word)
        or len(word) < 4
        or any(each.startswith(word) for each in known)
        else next(iter(get_close_matches(word, known, n=1, cutoff=0.72)), word)
        for word in wanted
    ]


@cache
def _words() -> tuple[str, ...]:
    words = {token for address_id in every_address() for token in _tokens_of(address_id)}
    return tuple(sorted(word for word in words if word.isalpha()))


@cache
def _tokens_of(address_id: str) -> tuple[str, ...]:
    address = every_address()[address_id]
    parts = (address.street, address.number, address.floor, address.door)
    return tuple(_tokens(" ".join((*parts, address.postal_code, address.city))))


def _tokens(text: str) -> list[str]:
    """Lower-case words with aa, ae and oe for å, æ and ø; »2.th« and »2. sal th« are »2 th«."""
    text = text.casefold()
    for letter, plain in (("å", "aa"), ("æ", "ae"), ("ø", "oe"), ("é", "e"), ("ü", "y")):
        text = text.replace(letter, plain)
    text = re.sub(r"[^a-z0-9]+", " ", text)
    text = re.sub(r"\b(\d+) ?(tv|th|mf)\b", r"\1 \2", text)
    text = re.sub(r"\b(\d+) ([a-z])\b", r"\1\2", text)
    text = re.sub(r"\bst(ue|uen)\b", "st", text)
    return [word for word in text.split() if word != "sal"]


def _addresses_of(street: Street) -> Iterator[Address]:
    for number in street.numbers:
        for floor, door in FLATS if street.kind == "flats" else (("", ""),):
            yield _address(street, number, floor, door)


def _address(street: Street, number: str, floor: str, door: str) -> Address:
    unit = f", {floor}. {door}" if floor else ""
    text = f"{street.name} {number}{unit}, {street.postal_code} {street.city}"
    return Address(
        id=str(uuid.uuid5(NAMESPACE, text)),
        street=street.name,
        number=number,
        floor=floor,
        door=door,
        postal_code=street.postal_code,
        city=street.city,
        municipality_code=street.municipality_code,
        text=text,
    )
