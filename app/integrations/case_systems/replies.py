"""What a case system answered, read with care: anything else than was agreed is `Unavailable`.

Systems answer 200 with a login page, an error or half of what was asked for. None of that may
become an exception of ours, and waiting may help.
"""

import json
from collections.abc import Mapping
from typing import Any

from app.integrations.case_systems import Unavailable

LONGEST_CASE_NUMBER = 120
LARGEST_ID = 2**63


def read_object(body: bytes) -> dict[str, Any]:
    """The answer as a JSON object; raises `Unavailable`."""
    said = _read(body)
    if not isinstance(said, dict):
        raise Unavailable("Systemet svarede med noget andet, end vi bad om.")
    return said


def read_objects(body: bytes, *, inside: str) -> list[dict[str, Any]]:
    """The objects of a JSON array, which may stand alone or `inside` an object; raises
    `Unavailable`."""
    said = _read(body)
    found = said.get(inside) if isinstance(said, dict) else said
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise Unavailable("Systemet svarede med noget andet, end vi bad om.")
    return found


def id_in(said: Mapping[str, Any], name: str) -> int:
    """A number that names something there, written as a number or as text; raises `Unavailable`."""
    found = said.get(name)
    if isinstance(found, str) and found.isascii() and found.isdigit() and len(found) < 19:
        found = int(found)
    if isinstance(found, bool) or not isinstance(found, int) or not 0 < found < LARGEST_ID:
        raise Unavailable("Systemet svarede uden et id, vi kan læse.")
    return found


def case_number_in(said: Mapping[str, Any], name: str) -> str:
    """The case's number as staff know it; raises `Unavailable`."""
    found = text_in(said, name).strip()
    if not 0 < len(found) <= LONGEST_CASE_NUMBER:
        raise Unavailable("Systemet svarede uden et sagsnummer, vi kan læse.")
    return found


def text_in(said: Mapping[str, Any], name: str) -> str:
    """A text, empty where there is none."""
    found = said.get(name)
    return found if isinstance(found, str) else ""


def object_in(said: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """An object inside another, empty where there is none."""
    found = said.get(name)
    return found if isinstance(found, dict) else {}


def objects_in(said: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """The objects of an array inside another, none where there is no array."""
    found = said.get(name)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _read(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise Unavailable("Systemet svarede med noget, vi ikke kan læse.") from None
