"""A posted form with files, read as it comes: never more of it is held than one piece.

Starlette's own reader keeps a large file in a temporary file, unsealed, where a copy of the disk
would show it; so we use the parser that it uses (python-multipart) without what it puts around it.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect, Request

from app.errors import BadRequest

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

MEDIA_TYPE = b"multipart/form-data"


@dataclass(frozen=True)
class Begins:
    """A field begins; `filename` is None for one that is no file, and empty where none was
    chosen."""

    name: str
    filename: str | None


@dataclass(frozen=True)
class Piece:
    """The next bytes of the field."""

    content: bytes


@dataclass(frozen=True)
class Ends:
    """The field is whole."""


Met = Begins | Piece | Ends


def is_multipart(request: Request) -> bool:
    """Whether it says that it is a form with files."""
    kind = request.headers.get("content-type", "").partition(";")[0]
    return kind.strip().lower().encode() == MEDIA_TYPE


async def read(request: Request) -> AsyncIterator[Met]:
    """All fields of a form, in the order they stand there; raises `BadRequest` for what is no such
    form, or was cut off."""
    _, options = parse_options_header(request.headers["content-type"])
    if b"boundary" not in options:
        raise BadRequest
    reading = _Reading()
    try:
        parser = MultipartParser(options[b"boundary"], reading.callbacks())
        async for content in request.stream():
            parser.write(content)
            for met in reading.taken():
                yield met
    except (FormParserError, ClientDisconnect):
        raise BadRequest from None
    if not reading.whole:
        raise BadRequest


class _Reading:
    """What the parser tells, gathered until somebody takes it."""

    def __init__(self) -> None:
        self.met: list[Met] = []
        self.whole = False
        self._name, self._value = b"", b""
        self._disposition = b""

    def taken(self) -> list[Met]:
        met, self.met = self.met, []
        return met

    def callbacks(self) -> "MultipartCallbacks":
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._field,
            "on_header_value": self._header,
            "on_header_end": self._header_ends,
            "on_headers_finished": self._headers_end,
            "on_part_data": self._data,
            "on_part_end": self._part_ends,
            "on_end": self._end,
        }

    def _begin(self) -> None:
        self._disposition = b""

    def _field(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _header(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_ends(self) -> None:
        if self._name.lower() == b"content-disposition":
            self._disposition = self._value
        self._name, self._value = b"", b""

    def _headers_end(self) -> None:
        _, options = parse_options_header(self._disposition)
        name, filename = options.get(b"name"), options.get(b"filename")
        if name is None:
            raise FormParserError("a field has no name")
        self.met.append(Begins(_text(name), None if filename is None else _text(filename)))

    def _data(self, data: bytes, start: int, end: int) -> None:
        self.met.append(Piece(data[start:end]))

    def _part_ends(self) -> None:
        self.met.append(Ends())

    def _end(self) -> None:
        self.whole = True


def _text(sent: bytes) -> str:
    # As browsers write a quotation mark in a name (HTML Standard, multipart/form-data encoding).
    return sent.decode("utf-8", "replace").replace("%22", '"')
