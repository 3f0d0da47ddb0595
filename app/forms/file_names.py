"""Names of files as people meet them: tidied once, told apart, with their size in words."""

import re
from collections.abc import Collection

from app.forms.file_types import FileType
from app.forms.messages import Message
from app.forms.posted import clean

LONGEST = 100
"""Characters of a name, ending included."""
KILO = 1024

# What no file system or header bears everywhere, besides what `clean` takes out.
_UNBEARABLE = re.compile(r'[<>:"|?*\\/]+')
_SPACES = re.compile(r"\s+")


def tidied(name: str, kind: FileType) -> str:
    """The name without folders and what cannot be seen, not too long, with an ending that says
    what the file is: »rotte.exe« that is a picture becomes »rotte.exe.jpg«."""
    last = re.split(r"[\\/]", name)[-1]
    stem, ending = _parted(_tidy(last), kind)
    return f"{stem[: LONGEST - len(ending)].strip(' .') or 'fil'}{ending}"


def in_a_sentence(name: str) -> str:
    """The name of a file that we did not take, as it is told."""
    return _tidy(re.split(r"[\\/]", name)[-1])[:LONGEST].strip(" .") or "fil"


def told_apart(name: str, others: Collection[str]) -> str:
    """The name, with a number where another file has it already: »image (2).jpg«."""
    taken = {other.casefold() for other in others}
    stem, dot, ending = name.rpartition(".")
    number, found = 1, name
    while found.casefold() in taken:
        number += 1
        found = f"{stem[: LONGEST - 10]} ({number}){dot}{ending}"
    return found


def size_in_words(size: int) -> Message:
    """»900 byte«, »47 kB«, »3,2 MB«: as computers show it, 1024 bytes to the kB."""
    if size < KILO:
        return Message("{size} byte", size=size)
    if size < KILO * KILO:
        return Message("{size} kB", size=size // KILO)
    whole, tenth = divmod(size * 10 // (KILO * KILO), 10)
    if tenth == 0:
        return Message("{size} MB", size=whole)
    return Message("{whole},{tenth} MB", whole=whole, tenth=tenth)


def _tidy(name: str) -> str:
    return _UNBEARABLE.sub("", _SPACES.sub(" ", clean(name))).strip()


def _parted(name: str, kind: FileType) -> tuple[str, str]:
    for ending in kind.endings:
        if name.lower().endswith(ending):
            return name[: -len(ending)], name[-len(ending) :]
    return name, kind.endings[0]
