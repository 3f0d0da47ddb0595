"""What a drop folder can do, wherever it is, and in which words it fails."""

from collections.abc import Iterable
from typing import Protocol

# For staff, with nothing in them that is known of a case.
MISSING = "Mappen, der skal afleveres i, findes ikke."
NOT_WRITABLE = (
    "Der kan ikke skrives i mappen: vi mangler rettigheder, eller den er skrivebeskyttet."
)
FULL = "Disken, som mappen ligger på, er fuld."
NOT_NOW = "Mappen kunne ikke bruges lige nu."
SOMETHING_ELSE = "I mappen ligger der noget andet med det navn, afleveringen skal have."


class Folder(Protocol):
    """An open drop folder. Paths are relative to it, with `/` between their parts; no symbolic link
    in it is followed. Each raises `Unavailable` when it cannot."""

    def names(self) -> list[str]:
        """What lies directly in the folder."""

    def holds(self, name: str) -> bool:
        """Is there a directory of that name? Raises `Refused` when it is something else."""

    def make(self, path: str) -> None:
        """Make a directory that is not there."""

    def write(self, path: str, parts: Iterable[bytes]) -> None:
        """Write a file that is not there, and wait until it is on the disk."""

    def rename(self, name: str, to: str) -> bool:
        """Rename a directory in one step; False where it is gone, or `to` is there already."""

    def remove(self, name: str) -> None:
        """Remove a directory and all that is in it."""
