"""One file on its way in: looked at as its first bytes come, and written as the rest does."""

from dataclasses import dataclass

from app.database import database
from app.files import File, Writing
from app.forms.file_names import in_a_sentence, tidied
from app.forms.file_types import LONGEST_SIGNATURE, FileType, type_of
from app.forms.messages import InvalidAnswer
from app.forms.questions.upload import Upload, empty


@dataclass(frozen=True)
class Arrived:
    """A file that has come in whole, under one question, and belongs to nobody yet."""

    key: str
    name: str
    file: File


class Incoming:
    """A file under a question, by the name it was sent with. `begun` says whether any of it has
    come, and `wanted` whether it is to be kept, so far as is known."""

    def __init__(self, question: Upload, name: str) -> None:
        self.question = question
        self.name = name
        self.begun = False
        self.wanted = False
        self.problem: InvalidAnswer | None = None
        self._first = b""
        self._type: FileType | None = None
        self._writing: Writing | None = None
        self._file: File | None = None

    @property
    def shown_name(self) -> str:
        return in_a_sentence(self.name)

    @property
    def taken(self) -> bool:
        return self._file is not None

    def take(self, content: bytes) -> None:
        """The next bytes; once something is wrong they are let go by."""
        if self.problem is not None:
            return
        if self._writing is None:
            self._first += content
            if len(self._first) >= LONGEST_SIGNATURE:
                self._look()
        else:
            self._write(self._writing, content)

    def end(self) -> None:
        """That was all of it."""
        if not self.begun:
            # A browser sends an empty file without a name where none was chosen.
            self.problem = empty(self.shown_name) if self.name else None
            return
        if self._writing is None and self.problem is None:
            self._look()
        if self._writing is not None:
            self._file = self._writing.finish()

    def arrived(self) -> Arrived:
        assert self._file is not None
        assert self._type is not None
        return Arrived(self.question.key, tidied(self.name, self._type), self._file)

    def abandon(self) -> None:
        """Nothing of it is kept."""
        if self._writing is not None:
            self._writing.abandon()
            self._writing = None

    def _look(self) -> None:
        kind = type_of(self._first)
        if kind is None or kind not in self.question.types:
            self.problem = self.question.of_another_type(self.shown_name)
            return
        self._type = kind
        self._writing = Writing(database().writing, kind.media_type)
        self._write(self._writing, self._first)

    def _write(self, writing: Writing, content: bytes) -> None:
        if writing.file.size + len(content) > self.question.most_bytes:
            self.problem = self.question.too_large(self.shown_name)
            self.abandon()
            return
        writing.write(content)
