"""Files to attach: PDFs and pictures, from a computer or a phone.

Their bytes never pass through here. Kept of each attachment (bilag) is what a page says of it, as
`{"id", "name", "media_type", "size", "sha256"}`; a case system is given the ids.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from app.forms.file_names import KILO, size_in_words
from app.forms.file_types import TYPES, FileType
from app.forms.known import Known
from app.forms.messages import InvalidAnswer, Message, Translate, in_danish
from app.forms.posted import Posted
from app.forms.questions.question import Question, Words

Kept = dict[str, Any]
# What is wrong on a page, by the key of the question it stands beside.
Problems = dict[str, InvalidAnswer]
_KEPT = {"id": str, "name": str, "media_type": str, "size": int, "sha256": str}
# What stands beside a field is read by a person.
MOST_TOLD = 5
_ONE_AND_OTHERS = "{one} {others}"


class Upload(Question):
    """At most `most` files, each of at most `most_bytes` bytes."""

    kind = "upload"
    when_missing: ClassVar[str] = "Vælg mindst én fil."

    def __init__(
        self,
        label: str,
        *,
        most: int = 5,
        most_bytes: int = 10 * KILO * KILO,
        types: tuple[FileType, ...] = TYPES,
        **rest: Any,
    ) -> None:
        super().__init__(label, **rest)
        self.most = most
        self.most_bytes = most_bytes
        self.types = types

    def parse(self, posted: Posted, known: Known, before: Any) -> list[Kept] | None:
        """What lies here already: files come in beside the fields, and nothing typed names one."""
        return before or None

    def well_formed(self, answer: Any) -> bool:
        return (
            isinstance(answer, list)
            and 0 < len(answer) <= self.most
            and all(_is_kept(each) for each in answer)
            and len({each["id"] for each in answer}) == len(answer)
        )

    def words(self, answer: Any, known: Known) -> Words:
        return {}

    def typed(self, posted: Posted) -> Words:
        return {}

    def put(self, answer: Any, t: Translate, language: str) -> str:
        return "\n".join(f"{name} ({size})" for _, name, size in self.listed(answer, t))

    def listed(self, answer: Any, t: Translate) -> list[tuple[str, str, str]]:
        """What lies here already, as (id, name, size in words)."""
        if answer is None or not self.well_formed(answer):
            return []
        return [(each["id"], each["name"], size_in_words(each["size"]).say(t)) for each in answer]

    def delivered(self, answer: Any) -> Any:
        return [each["id"] for each in answer] if answer else answer

    def shape(self) -> dict[str, Any]:
        ids = {"type": "string", "format": "uuid"}
        return {
            "type": "array",
            "items": ids,
            "minItems": 1,
            "maxItems": self.most,
            "uniqueItems": True,
        }

    def limits(self) -> Message:
        """How many files, of which types and how large, in a sentence."""
        size = size_in_words(self.most_bytes)
        if self.most == 1:
            return Message("Én fil ({types}) på højst {size}.", types=self._types, size=size)
        return Message(
            "Højst {most} filer ({types}) på højst {size} hver.",
            most=self.most,
            types=self._types,
            size=size,
        )

    @property
    def _types(self) -> str:
        return ", ".join(each.name for each in self.types)

    def rules(self) -> Iterator[str]:
        yield self.limits().say(in_danish)

    # What is wrong with a file that was not taken

    def of_another_type(self, name: str) -> InvalidAnswer:
        return InvalidAnswer(
            "»{name}« er ikke en af de filtyper, vi kan tage imod: {types}. "
            "Gem den som en af dem, og vælg den igen.",
            name=name,
            types=self._types,
        )

    def too_large(self, name: str) -> InvalidAnswer:
        return InvalidAnswer(
            "»{name}« fylder mere end {most}. Gem den i en mindre størrelse, og vælg den igen.",
            name=name,
            most=size_in_words(self.most_bytes),
        )

    def too_many(self, names: Sequence[str]) -> InvalidAnswer:
        return InvalidAnswer(
            "Du kan højst vedhæfte {most} filer her, så {names} kom ikke med. "
            "Fjern en anden først, hvis du hellere vil have den med.",
            most=self.most,
            names=", ".join(f"»{name}«" for name in names[:MOST_TOLD])
            + (" …" if len(names) > MOST_TOLD else ""),
        )


def too_often(minutes: int) -> InvalidAnswer:
    if minutes == 1:
        return InvalidAnswer("Der er sendt mange filer herfra. Vælg dem igen om et minut.")
    return InvalidAnswer(
        "Der er sendt mange filer herfra. Vælg dem igen om {minutes} minutter.", minutes=minutes
    )


def empty(name: str) -> InvalidAnswer:
    return InvalidAnswer("»{name}« er tom. Se efter, om det er den rigtige fil.", name=name)


def all_of(problems: Sequence[InvalidAnswer]) -> InvalidAnswer:
    """Several problems beside one field, those met first."""
    first, *others = problems[:MOST_TOLD]
    if not others:
        return first
    return InvalidAnswer(_ONE_AND_OTHERS, one=first, others=all_of(others))


def together(*found: Mapping[str, InvalidAnswer]) -> Problems:
    """The problems that were found one look after the other, none of them lost."""
    keys = dict.fromkeys(key for each in found for key in each)
    return {key: all_of([each[key] for each in found if key in each]) for key in keys}


def _is_kept(each: Any) -> bool:
    return (
        isinstance(each, dict)
        and each.keys() == _KEPT.keys()
        and all(isinstance(each[name], kind) for name, kind in _KEPT.items())
    )
