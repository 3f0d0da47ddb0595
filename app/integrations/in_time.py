"""Sending by a deadline: httpx times each read and each write by itself, so that whoever takes a
little at a time could keep us for hours, and the worker be held for stuck."""

import time
from collections.abc import Iterator

import httpx

PIECE_BYTES = 64 * 1024
# Whoever takes nothing for so long takes no more.
LONGEST_PAUSE_SECONDS = 30.0


class TimeLeft(dict[str, float]):
    """What httpx is told of time: how much of it is left when it begins to wait."""

    def __init__(self, deadline: float) -> None:
        super().__init__()
        self.deadline = deadline

    def get(self, wait: str, default: object = None) -> float:
        """At least a moment, since none at all means not to wait for the socket."""
        left = max(self.deadline - time.monotonic(), 0.001)
        return min(left, LONGEST_PAUSE_SECONDS) if wait == "write" else left


class SentInTime(httpx.SyncByteStream):
    """A body in small pieces, until the deadline; then raises `httpx.WriteTimeout`."""

    def __init__(self, body: httpx.SyncByteStream, deadline: float) -> None:
        self.body = body
        self.deadline = deadline

    def __iter__(self) -> Iterator[bytes]:
        for part in self.body:
            for start in range(0, len(part), PIECE_BYTES):
                if time.monotonic() > self.deadline:
                    raise httpx.WriteTimeout("too slow")
                yield part[start : start + PIECE_BYTES]
