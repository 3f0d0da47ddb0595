"""Several lines of text, with a count of the characters left."""

from typing import Any

from app.forms.known import Known
from app.forms.questions.text import Text


class LongText(Text):
    kind = "long_text"

    def __init__(self, label: str, *, max_length: int = 2000, rows: int = 5, **rest: Any) -> None:
        super().__init__(label, max_length=max_length, **rest)
        self.rows = rows

    def understand(self, text: str, known: Known) -> str:
        return text
