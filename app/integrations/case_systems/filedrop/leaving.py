"""Leaving a directory in a drop folder: seen whole or not at all, and left once.

It is written under a name of this attempt alone (`.NAME.5f…`), its checksums last; renamed to
`.NAME.ready`, which nobody ever removes but by giving it its name; noted; and renamed to `NAME`.
So whoever dies, the next attempt knows where it stands, also when the receiver has taken the
directory away meanwhile: noted, and no longer ready, means that it was left.
"""

import hashlib
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from app.integrations.case_systems import Notes, Unavailable
from app.integrations.case_systems.filedrop.folder import Folder

CHECKSUMS = "SHA256SUMS"
READY = "ready"


@dataclass(frozen=True)
class File:
    """One file to be left: its path in the directory, its bytes a piece at a time, and the SHA-256
    they are known to have, where that is known."""

    path: str
    parts: Callable[[], Iterable[bytes]] = field(repr=False)
    sha256: str | None = None


def leave(folder: Folder, name: str, files: Sequence[File], notes: Notes) -> None:
    """Leave a directory of that name with these files; raises `Unavailable` or `Refused`."""
    ready = f".{name}.{READY}"
    for leftover in folder.names():
        if leftover.startswith(f".{name}.") and leftover != ready:
            _remove(folder, name, leftover)
    if notes.get(READY) != name:
        if folder.holds(name):
            return
        if not folder.holds(ready):
            _make_ready(folder, name, files)
        notes.put(READY, name)
    if not folder.rename(ready, name) and folder.holds(ready):
        _remove(folder, name, ready)


def _make_ready(folder: Folder, name: str, files: Sequence[File]) -> None:
    ready, begun = f".{name}.{READY}", _name_of_an_attempt(name)
    folder.make(begun)
    for directory in sorted({file.path.rpartition("/")[0] for file in files} - {""}):
        folder.make(f"{begun}/{directory}")
    sums = "".join(f"{_write(folder, begun, file)}  {file.path}\n" for file in files)
    folder.write(f"{begun}/{CHECKSUMS}", [sums.encode()])
    if folder.rename(begun, ready):
        return
    # Another attempt was alive all the time. Either it came first, or it has removed ours.
    if not folder.holds(ready):
        raise Unavailable("Et andet forsøg på at aflevere kom imellem.")
    _remove(folder, name, begun)


def _write(folder: Folder, begun: str, file: File) -> str:
    """The SHA-256 of what was written; raises `Unavailable` when it is not what it should be."""
    digest = hashlib.sha256()

    def measured() -> Iterator[bytes]:
        for part in file.parts():
            digest.update(part)
            yield part

    folder.write(f"{begun}/{file.path}", measured())
    if file.sha256 not in (None, digest.hexdigest()):
        raise Unavailable("En fil kunne ikke læses, som den blev gemt.")
    return digest.hexdigest()


def _remove(folder: Folder, name: str, leftover: str) -> None:
    """Remove what an attempt left, under a name of our own: were that attempt alive, it could else
    give the directory its name while we empty it."""
    aside = _name_of_an_attempt(name)
    if folder.rename(leftover, aside):
        folder.remove(aside)


def _name_of_an_attempt(name: str) -> str:
    return f".{name}.{secrets.token_hex(8)}"
