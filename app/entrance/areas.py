"""The 39 areas of the national wave plan (bølgeplan): what a citizen can come here for.

All of them can be found, whether or not there is a form here yet. The texts stand in `areas.csv`,
so that those who know the tasks can correct them in a spreadsheet.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("areas.csv")

# Life situations (livssituationer), in the order of the front page.
SITUATIONS = {
    "bolig-og-flytning": "Bolig og flytning",
    "boern-og-familie": "Børn og familie",
    "sundhed": "Sundhed og sygdom",
    "arbejde-og-oekonomi": "Arbejde og økonomi",
    "pension-og-alderdom": "Pension og alderdom",
    "pas-koerekort-og-udland": "Pas, kørekort og udland",
    "byggeri-vej-og-affald": "Byggeri, vej og affald",
    "virksomhed-og-forening": "Virksomhed og forening",
}


@dataclass(frozen=True)
class Area:
    """One area of the wave plan; `authority` is empty where the municipality itself answers."""

    number: int
    slug: str
    wave: int
    title: str
    kle: str
    kle_title: str
    situations: tuple[str, ...]
    authority: str
    description: str
    words: tuple[str, ...]
    misspellings: tuple[str, ...]
    english: tuple[str, ...]


@cache
def areas() -> dict[str, Area]:
    """All areas by slug, in the wave plan's order."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {row["slug"]: _area(row) for row in csv.DictReader(file)}


def texts() -> Iterator[str]:
    """Every text a citizen reads here, for the translators."""
    yield from SITUATIONS.values()
    for area in areas().values():
        yield area.title
        yield area.description


def _area(row: dict[str, str]) -> Area:
    situations = _several(row["situations"])
    unknown = set(situations) - SITUATIONS.keys()
    if unknown:
        raise ValueError(f"areas.csv, {row['slug']}: unknown life situation {sorted(unknown)}")
    return Area(
        number=int(row["number"]),
        slug=row["slug"],
        wave=int(row["wave"]),
        title=row["title"],
        kle=row["kle"],
        kle_title=row["kle_title"],
        situations=situations,
        authority=row["authority"],
        description=row["description"],
        words=_several(row["words"]),
        misspellings=_several(row["misspellings"]),
        english=_several(row["english"]),
    )


def _several(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(",") if part.strip())
