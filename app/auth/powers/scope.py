"""What a power of attorney covers: everything one must log in for, chosen forms, or whole areas."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.forms.messages import Translate, listed

AREA = "area:"


@dataclass(frozen=True)
class Scope:
    """`forms` are slugs, `areas` the first two digits of KLE numbers (hovedgruppe)."""

    everything: bool = False
    forms: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()

    def covers(self, slug: str, kle: str) -> bool:
        """Whether this form, filed under this KLE number, is covered."""
        return self.everything or slug in self.forms or area_of(kle) in self.areas

    def to_keep(self) -> dict[str, Any]:
        """As the power of attorney keeps it, sealed."""
        return {
            "everything": self.everything,
            "forms": sorted(self.forms),
            "areas": sorted(self.areas),
        }


EVERYTHING = Scope(everything=True)


def from_kept(kept: Mapping[str, Any]) -> Scope:
    """What `Scope.to_keep` kept."""
    return Scope(kept["everything"], frozenset(kept["forms"]), frozenset(kept["areas"]))


def of_chosen(chosen: Iterable[str]) -> Scope:
    """From what was ticked: slugs of forms, and areas as `area:23`."""
    ticked = frozenset(chosen)
    areas = frozenset(each.removeprefix(AREA) for each in ticked if each.startswith(AREA))
    return Scope(forms=frozenset(each for each in ticked if not each.startswith(AREA)), areas=areas)


def area_of(kle: str) -> str:
    """The KLE main group of a number such as 23.05.10."""
    return kle[:2]


def area_in_words(titles: Iterable[str], t: Translate) -> str:
    """An area by the tasks there are in it today: nobody knows KLE by its numbers."""
    tasks = listed([f"»{title}«" for title in sorted(titles)], t)
    return t("Alle opgaver på samme område som {tasks}, også dem, der kommer til senere").format(
        tasks=tasks
    )
