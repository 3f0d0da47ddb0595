"""The streets of the address stand-in: real names and post codes, made-up houses.

»villas« are houses of their own; »flats« have a ground floor and two floors, each with two doors.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Street:
    """One street; `numbers` are its house numbers as written on the doors."""

    name: str
    kind: Literal["villas", "flats"]
    numbers: tuple[str, ...]
    postal_code: str
    city: str
    municipality_code: str


def streets() -> Iterator[Street]:
    """Every street, municipality by municipality."""
    for municipality_code, postal_code, city, villas, flats in _PLACES:
        for name, numbers in villas.items():
            yield Street(name, "villas", _numbers(numbers), postal_code, city, municipality_code)
        for name, numbers in flats.items():
            yield Street(name, "flats", _numbers(numbers), postal_code, city, municipality_code)


def _numbers(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_PLACES: tuple[tuple[str, str, str, dict[str, str], dict[str, str]], ...] = (
    (
        "0657",
        "7400",
        "Herning",
        {
            "Møllevej": "1 2 3 4 5 6 7 8 9 10 11 12 14",
            "Fredensgade": "2 4 6 8 10 12 14 16 18 20",
            "Ørstedsvej": "1 3 5 7 9 11 13",
            "Søndergade": "2 4 6 8 10 12 14 16",
            "Gl. Landevej": "101 103 105A 105B 107",
            "Aagade": "1 3 5 7",
            "H.C. Andersens Vej": "2 4 6 8",
            "Mindegade": "1 2 3 4 5 6",
        },
        {
            "Dalgasgade": "10 12 14",
            "Silkeborgvej": "29 31 33",
            "Nørregade": "21 23",
            "Østergade": "38 40",
            "Bredgade": "25 27 29",
        },
    ),
    (
        "0657",
        "7451",
        "Sunds",
        {"Skolegade": "1 3 5 7 9 11", "Søvej": "2 4 6 8", "Møllevej": "1 2 3 4"},
        {},
    ),
    (
        "0657",
        "7480",
        "Vildbjerg",
        {"Vestergade": "2 4 6 8 10 12", "Pugdalvej": "1 3 5 7"},
        {},
    ),
    ("0657", "7490", "Aulum", {"Markedspladsen": "1 2 3 4", "Kirkegade": "5 7 9 11"}, {}),
    (
        "0187",
        "2665",
        "Vallensbæk Strand",
        {
            "Rendsagervej": "1 3 5 7 9 11",
            "Vallensbæk Strandvej": "11 13 15A 15B 17 19",
            "Strandesplanaden": "2 4 6 8 10",
        },
        {"Vallensbæk Stationstorv": "20 22"},
    ),
    (
        "0187",
        "2625",
        "Vallensbæk",
        {
            "Løkkekrogen": "1 3 5 7 9 11 13",
            "Syvhøjvænge": "2 4 6 8 10 12",
            "Vallensbækvej": "40 42 44",
        },
        {"Horsbred": "40 42"},
    ),
    (
        "0751",
        "8000",
        "Aarhus C",
        {"Ågade": "2 4 6 8", "Møllevejen": "1 3 5"},
        {"Åboulevarden": "31 33", "Nørre Allé": "15 17"},
    ),
    ("0461", "5000", "Odense C", {"Vestergade": "1 3 5 7"}, {"Overgade": "12 14"}),
    ("0101", "2200", "København N", {"Æblevej": "2 4 6"}, {"Nørrebrogade": "50 52 54"}),
    ("0851", "9000", "Aalborg", {"Kastetvej": "60 62 64"}, {"Østerågade": "8 10"}),
    ("0492", "5970", "Ærøskøbing", {"Søndergade": "3 5 7", "Østergade": "2 4"}, {}),
)
