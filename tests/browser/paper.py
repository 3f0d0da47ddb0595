"""What a PDF says: the letters it draws, read through the table that each font brings along."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf

HEX = re.compile(r"<([0-9a-fA-F]+)>")


def letters_of(pdf: bytes) -> str:
    """All letters of all pages, as they are drawn, without any space between them."""
    with pikepdf.Pdf.open(BytesIO(pdf)) as paper:
        return "".join(letter for page in paper.pages for letter in _drawn(page))


def without_spaces(text: str) -> str:
    """A text as `letters_of` would give it."""
    return "".join(text.split())


def _drawn(page: Any) -> Iterator[str]:
    fonts = {name: _table(font) for name, font in page.Resources.Font.items()}
    table: dict[int, str] = {}
    for instruction in pikepdf.parse_content_stream(page):
        operands, operator = list(instruction.operands), str(instruction.operator)
        if operator == "Tf":
            table = fonts[str(operands[0])]
        elif operator in ("Tj", "TJ"):
            for part in operands[0] if operator == "TJ" else operands:
                if isinstance(part, pikepdf.String):
                    yield from (without_spaces(table[glyph]) for glyph in _glyphs(bytes(part)))


def _glyphs(drawn: bytes) -> Iterator[int]:
    for place in range(0, len(drawn), 2):
        yield int.from_bytes(drawn[place : place + 2], "big")


def _table(font: Any) -> dict[int, str]:
    """Glyph to letters, as the font's /ToUnicode says it."""
    said = font.ToUnicode.read_bytes().decode("ascii")
    table = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", said, re.DOTALL):
        numbers = HEX.findall(block)
        for glyph, letters in zip(numbers[::2], numbers[1::2], strict=True):
            table[int(glyph, 16)] = bytes.fromhex(letters).decode("utf-16-be")
    return table
