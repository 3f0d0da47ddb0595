"""Bytes that come a piece at a time, as the file that others read from; never held whole."""

import io
from collections.abc import Iterable
from typing import IO, Any


def as_file(parts: Iterable[bytes]) -> IO[bytes]:
    """A file that can be read once, from its beginning."""
    return io.BufferedReader(_Pieces(parts))


class _Pieces(io.RawIOBase):
    def __init__(self, parts: Iterable[bytes]) -> None:
        self.parts = iter(parts)
        self.left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self.left:
            piece = next(self.parts, None)
            if piece is None:
                return 0
            self.left = piece
        count = min(len(buffer), len(self.left))
        buffer[:count] = self.left[:count]
        self.left = self.left[count:]
        return count
