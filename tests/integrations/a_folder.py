"""Drop folders for tests: one on this machine, and one behind a small SFTP server."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from app.integrations.case_systems import Document
from tests.integrations.a_case_file import a_document


def a_file(name: str, content: bytes = b"%PDF-1.7 ...", **changed: Any) -> Document:
    """A file of the citizen's, by the name they gave it."""
    return a_document(f"id-of-{name}", content, name=name, **changed)


def pieces(content: bytes) -> Iterator[bytes]:
    for start in range(0, len(content), 1000):
        yield content[start : start + 1000]


def finished(folder: Path) -> list[Path]:
    """What a receiver sees: the directories without a dot, each whole."""
    found = sorted(each for each in folder.iterdir() if not each.name.startswith("."))
    for each in found:
        subprocess.run(
            ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=each, check=True
        )
        listed = {line.split("  ", 1)[1] for line in (each / "SHA256SUMS").read_text().splitlines()}
        there = {path.relative_to(each).as_posix() for path in each.rglob("*") if path.is_file()}
        assert there == listed | {"SHA256SUMS"}
    return found


def told(directory: Path, name: str = "data") -> dict[str, object]:
    found: dict[str, object] = json.loads((directory / f"{name}.json").read_text())
    return found


def read(element: Any) -> Any:
    """The data in an element, by the one rule in `docs/case-systems.md`."""
    if element.get("nil") == "true":
        return None
    names = [etree.QName(each).localname for each in element]
    if set(names) == {"item"}:
        return [read(each) for each in element]
    inside = {name: read(each) for name, each in zip(names, element, strict=True)}
    return inside or (element.text or "").strip()


def as_strings(data: Any) -> Any:
    match data:
        case dict():
            return {name: as_strings(value) for name, value in data.items()} or ""
        case list():
            return [as_strings(value) for value in data] or ""
        case bool():
            return str(data).lower()
    return data if data is None else str(data)
