"""The types of file we take, known by their own first bytes and never by what somebody calls them.

The signatures are those of the WHATWG's MIME Sniffing Standard, sections 6.1 and 7.
"""

from dataclasses import dataclass

LONGEST_SIGNATURE = 8


@dataclass(frozen=True)
class FileType:
    """A type of file: what it begins with, and how its names end, the usual way first."""

    name: str
    media_type: str
    begins: bytes
    endings: tuple[str, ...]


PDF = FileType("PDF", "application/pdf", b"%PDF-", (".pdf",))
JPEG = FileType("JPEG", "image/jpeg", b"\xff\xd8\xff", (".jpg", ".jpeg"))
PNG = FileType("PNG", "image/png", b"\x89PNG\r\n\x1a\n", (".png",))
TYPES = (PDF, JPEG, PNG)


def type_of(first_bytes: bytes) -> FileType | None:
    """The type of a file that begins so; `LONGEST_SIGNATURE` bytes are enough. None for others."""
    return next((each for each in TYPES if first_bytes.startswith(each.begins)), None)
