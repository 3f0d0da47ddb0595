"""Answers that nobody has given, in the shape a form's schema asks for."""

from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator

from app.clock import today

WORD = "PRØVESAG"


def made_up(schema: Mapping[str, Any]) -> Any:
    """A value that the schema (`forms/schema.py`) takes, with as little in it as can be."""
    if "anyOf" in schema:
        return made_up(schema["anyOf"][-1])
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    match schema["type"]:
        case "object":
            known = schema.get("properties", {})
            return {name: made_up(known[name]) for name in schema.get("required", ())}
        case "array":
            return [made_up(schema["items"])] * schema.get("minItems", 0)
        case "integer" | "number":
            return schema.get("minimum", 0)
        case "boolean":
            return False
        case "null":
            return None
    return _text(schema)


def _text(schema: Mapping[str, Any]) -> str:
    """The first of what our kinds of question ask for: a word, a day, an hour, a CPR or P number
    that is nobody's, a phone number, an address for e-mail (RFC 2606)."""
    known = (WORD, today().isoformat(), "12:00", "0000000000", "+4500000000", "test@example.com")
    takes = Draft202012Validator(schema).is_valid
    return next((each for each in known if takes(each)), WORD)
