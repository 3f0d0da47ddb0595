"""An address: found by searching, or always typed by hand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, ClassVar

from app.forms.conditions import Answers, OneAnswer
from app.forms.known import Known
from app.forms.messages import InvalidAnswer, Message, Translate
from app.forms.posted import Posted
from app.forms.questions.question import Question, Words

MANUAL = "manual"
TYPED = ("street", "number", "floor", "door", "postal_code", "city")
PARTS = ("id", *TYPED, "municipality_code", "text")
MAX_LENGTHS = {"street": 100, "number": 10, "floor": 10, "door": 10, "postal_code": 10, "city": 60}
_PUT_RIGHT = {
    "street": "Skriv et kortere vejnavn, højst {most} tegn.",
    "number": "Skriv husnummeret for sig, højst {most} tegn.",
    "floor": "Skriv etagen for sig, højst {most} tegn.",
    "door": "Skriv døren for sig, højst {most} tegn.",
    "postal_code": "Skriv postnummeret for sig, højst {most} tegn.",
    "city": "Skriv et kortere bynavn, højst {most} tegn.",
}
PUT_RIGHT_SENTENCES = tuple(_PUT_RIGHT.values())


class Address(Question):
    """Kept as a dict of `PARTS`; `id` is empty when it was typed by hand.

    `by_hand` is what one must see to oneself when typing it by hand, since we cannot look it up:
    said beside the fields and before it is sent. It may name {municipality}.
    """

    kind = "address"
    autocomplete = "off"
    max_length = 200
    when_missing: ClassVar[str] = "Skriv adressen, og vælg den på listen."

    def __init__(self, label: str, *, by_hand: str | None = None, **rest: Any) -> None:
        super().__init__(label, **rest)
        self.by_hand = by_hand

    def parse(self, posted: Posted, known: Known, before: Any) -> dict[str, str] | None:
        search = " ".join(posted.one(self.key).split())
        pick = posted.one(f"{self.key}-pick")
        typed = {part: " ".join(posted.one(f"{self.key}-{part}").split()) for part in TYPED}
        if len(search) > self.max_length:
            raise InvalidAnswer("Skriv adressen kortere, højst {most} tegn.", most=self.max_length)
        if pick == MANUAL or (not pick and not search and any(typed.values())):
            return self._by_hand(typed)
        found = self._found(pick, search, known, before)
        if found is not None:
            return _completed(found, typed)
        if not pick and not search:
            return None
        raise InvalidAnswer("Vælg adressen på listen, eller skriv den selv i felterne.")

    def is_empty(self, posted: Posted) -> bool:
        # To choose to write it oneself is not to have written anything.
        words = self.typed(posted)
        return not any(word for word in words.values() if word != MANUAL)

    def _found(self, pick: str, search: str, known: Known, before: Any) -> dict[str, str] | None:
        kept = dict(before) if self.well_formed(before) and before["id"] else None
        if kept is None and self.prefill:
            kept = self.suggested(known)
        if kept is not None and pick == kept["id"] and search in ("", kept["text"]):
            return kept
        if kept is not None and pick == kept["id"] and not _is_like(search, kept["text"]):
            raise InvalidAnswer("Søg på den nye adresse, og vælg den på listen.")
        if pick in known.addresses:
            return _address(known.addresses[pick])
        if kept is not None and pick == kept["id"]:
            return kept
        same = [
            address
            for address in known.addresses.values()
            if not pick and search and str(address.get("text", "")).casefold() == search.casefold()
        ]
        return _address(same[0]) if len(same) == 1 else None

    def _by_hand(self, typed: dict[str, str]) -> dict[str, str]:
        if not any(typed.values()):
            raise InvalidAnswer("Skriv vejnavn, husnummer, postnummer og by.").beside("-street")
        if not typed["street"]:
            raise InvalidAnswer("Skriv også vejnavnet.").beside("-street")
        if not typed["number"]:
            raise InvalidAnswer("Skriv også husnummeret.").beside("-number")
        if not typed["postal_code"]:
            raise InvalidAnswer("Skriv også postnummeret.").beside("-postal_code")
        if not typed["city"]:
            raise InvalidAnswer("Skriv også byen.").beside("-city")
        for part, most in MAX_LENGTHS.items():
            if len(typed[part]) > most:
                raise InvalidAnswer(_PUT_RIGHT[part], most=most).beside(f"-{part}")
        typed["postal_code"] = re.sub(r"^DK-?\s*", "", typed["postal_code"], flags=re.IGNORECASE)
        if not re.fullmatch("[0-9]{4}", typed["postal_code"]):
            raise InvalidAnswer("Skriv postnummeret med fire cifre.").beside("-postal_code")
        if not re.match("[0-9]", typed["number"]):
            raise InvalidAnswer("Skriv husnummeret med et tal først.").beside("-number")
        return _address({"id": "", **typed, "municipality_code": ""})

    def well_formed(self, answer: Any) -> bool:
        return (
            isinstance(answer, dict)
            and answer.keys() == set(PARTS)
            and all(isinstance(answer[part], str) for part in PARTS)
            and answer["text"] != ""
        )

    def warning(self, answer: Any, known: Known) -> Message | None:
        if self.by_hand is None or not self.well_formed(answer) or answer["id"]:
            return None
        named = known.municipality_name or Message("kommunen")
        return Message(self.by_hand, municipality=named)

    def suggested(self, known: Known) -> Any:
        said = known.register.get(self.prefill) if self.prefill else None
        if not isinstance(said, dict):
            return None
        address = _address(said)
        return address if self.well_formed(address) else None

    def field_names(self) -> tuple[str, ...]:
        return (self.key, f"{self.key}-pick", *(f"{self.key}-{part}" for part in TYPED))

    def spell(self, answer: Any, known: Known) -> Words:
        by_hand = answer["id"] == ""
        shown = answer["text"] if not by_hand or self.is_locked(known) else ""
        return {
            self.key: shown,
            f"{self.key}-pick": MANUAL if by_hand else answer["id"],
            **{f"{self.key}-{part}": answer[part] if by_hand else "" for part in TYPED},
        }

    def put(self, answer: Any, t: Translate, language: str) -> str:
        return str(answer["text"])

    def shape(self) -> dict[str, Any]:
        return {
            "type": "object",
            "properties": {part: {"type": "string"} for part in PARTS},
            "required": list(PARTS),
            "additionalProperties": False,
        }

    def picked(self, words: Words, answer: Any, known: Known) -> dict[str, str] | None:
        """The address that is picked in the fields, as far as we know it."""
        pick = words.get(f"{self.key}-pick")
        if self.well_formed(answer) and answer["id"] and answer["id"] == pick:
            return dict(answer)
        found = known.addresses.get(pick) if isinstance(pick, str) else None
        return _address(found) if found is not None else None

    @property
    def is_in_municipality(self) -> "InMunicipality":
        return InMunicipality(self)

    def is_same_as(self, other: "Address") -> "SameAddress":
        return SameAddress(self, other)

    def rules(self) -> Iterator[str]:
        if not self.locked:
            yield "søges frem, eller skrives i felter; etage og dør kan tilføjes, hvis de mangler"
        if self.by_hand:
            yield f"skrives den i felter, giver det en advarsel: {self.by_hand}"

    def texts(self) -> Iterator[str]:
        yield from super().texts()
        if self.by_hand:
            yield self.by_hand


@dataclass(frozen=True)
class InMunicipality(OneAnswer):
    """In the municipality whose form it is, as far as we know: one typed by hand may be."""

    def fits(self, answer: Any, answers: Answers, known: Known) -> bool:
        code = answer.get("municipality_code") if isinstance(answer, dict) else None
        return not (code and known.municipality_code) or code == known.municipality_code

    @property
    def phrase(self) -> str:
        return "ligger i kommunen"


@dataclass(frozen=True)
class SameAddress(OneAnswer):
    """The same home as the answer to another question, however it was written."""

    other: Address

    def fits(self, answer: Any, answers: Answers, known: Known) -> bool:
        other: Any = answers.get(self.other.key)
        if not (self.other.well_formed(answer) and self.other.well_formed(other)):
            return False
        return all(_plain(answer[part]) == _plain(other[part]) for part in _OF_A_HOME)

    @property
    def phrase(self) -> str:
        return f"er den samme som »{self.other.label}«"

    def others(self) -> tuple[Question, ...]:
        return (self.other,)


_OF_A_HOME = ("street", "number", "floor", "door", "postal_code")


def _plain(part: str) -> str:
    return re.sub(r"[\s.]", "", part).casefold()


def address_text(address: dict[str, str]) -> str:
    """On one line, as on an envelope: »Møllevej 4, 2. th, 7400 Herning«."""
    street = f"{address['street']} {address['number']}".strip()
    floor, door = address["floor"], address["door"]
    floor = f"{floor}." if floor and not floor.endswith(".") and " " not in floor else floor
    flat = f"{floor} {door}".strip()
    city = f"{address['postal_code']} {address['city']}".strip()
    return ", ".join(part for part in (street, flat, city) if part)


def _address(said: Any) -> dict[str, str]:
    """Only the parts we keep; a register may say more, or leave an empty part out."""
    address = {part: str(said.get(part) or "") for part in PARTS}
    address["text"] = address["text"] or address_text(address)
    return address


def _completed(found: dict[str, str], typed: dict[str, str]) -> dict[str, str]:
    """Where the register has neither floor nor door, they may be added by hand."""
    added = {part: typed[part] for part in ("floor", "door") if typed[part]}
    if not added or found["floor"] or found["door"]:
        return found
    for part, text in added.items():
        if len(text) > MAX_LENGTHS[part]:
            raise InvalidAnswer(_PUT_RIGHT[part], most=MAX_LENGTHS[part]).beside(f"-{part}")
    completed = found | added
    return completed | {"text": address_text(completed)}


def _is_like(search: str, text: str) -> bool:
    """Whether the text in the search field still means the address that is picked."""
    search, text = search.casefold(), text.casefold()
    return SequenceMatcher(None, search, text[: len(search)]).ratio() >= 0.7
