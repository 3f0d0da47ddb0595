"""Something we tell the citizen on the way: text, and links onward. It asks nothing."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from app.forms.known import Known
from app.forms.messages import Translate
from app.forms.posted import Posted
from app.forms.questions.question import Question, Words


class Link(NamedTuple):
    text: str
    address: str

    @property
    def is_external(self) -> bool:
        """Whether it leads away from us."""
        return not self.address.startswith("/")


class Information(Question):
    """`label` is its heading; a blank line in `text` begins a new paragraph."""

    kind = "information"
    asks = False

    def __init__(self, label: str, text: str, *, links: tuple[Link, ...] = ()) -> None:
        super().__init__(label)
        self.text = text
        self.links = links

    @property
    def paragraphs(self) -> list[str]:
        return self.text.split("\n\n")

    def parse(self, posted: Posted, known: Known, before: Any) -> bool:
        return True

    def well_formed(self, answer: Any) -> bool:
        return answer is True

    def field_names(self) -> tuple[str, ...]:
        return ()

    def words(self, answer: Any, known: Known) -> Words:
        return {}

    def put(self, answer: Any, t: Translate, language: str) -> str:
        return ""

    def shape(self) -> dict[str, Any]:
        return {"const": True}

    def rules(self) -> Iterator[str]:
        yield from self.paragraphs
        for link in self.links:
            yield f"link: {link.text} ({link.address})"

    def texts(self) -> Iterator[str]:
        yield self.label
        yield from self.paragraphs
        yield from (link.text for link in self.links)
