"""File names that any disk can hold, made of those the citizens gave."""

import re
import unicodedata
from collections.abc import Iterable

# 255 is what most disks hold; some that encrypt names hold 143.
MOST_BYTES = 120
MOST_BYTES_OF_ENDING = 12
NO_NAME = "bilag"

_FORBIDDEN = re.compile(r'[<>:"|?*]')
# Windows gives these to devices, whatever follows the first dot.
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])( *\.|$)", re.I)


def safe_names(names: Iterable[str]) -> list[str]:
    """One for each, in the same order; no two are the same, also where case makes no difference."""
    taken: set[str] = set()
    safe = []
    for name in names:
        wanted = chosen = _safe(name)
        number = 1
        while chosen.casefold() in taken:
            number += 1
            stem, ending = _split(wanted)
            chosen = f"{_cut(stem, MOST_BYTES - 8 - len(ending.encode()))} ({number}){ending}"
        taken.add(chosen.casefold())
        safe.append(chosen)
    return safe


def _safe(name: str) -> str:
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    # What cannot be seen (C), or turns the direction of what can; lines and paragraphs.
    seen = "".join(
        each for each in last if unicodedata.category(each) not in ("Cc", "Cf", "Cs", "Zl", "Zp")
    )
    plain = _FORBIDDEN.sub("_", seen).strip(" .") or NO_NAME
    if _RESERVED.match(plain):
        plain = f"_{plain}"
    stem, ending = _split(plain)
    return (_cut(stem, MOST_BYTES - len(ending.encode())) + ending).strip(" .")


def _split(name: str) -> tuple[str, str]:
    """The name and its ending, with its dot; one too long to be an ending is part of the name."""
    stem, dot, ending = name.rpartition(".")
    if not stem or len(ending.encode()) > MOST_BYTES_OF_ENDING:
        return name, ""
    return stem, dot + ending


def _cut(text: str, most_bytes: int) -> str:
    return text.encode()[:most_bytes].decode(errors="ignore").rstrip(" .")
