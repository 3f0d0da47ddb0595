"""Answers judged by the JSON Schema their event names, fetched from the service that sent them."""

import json
from typing import Any
from urllib.parse import urlsplit

import httpx
from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from app.standins.reaching import client, reachable

AT_MOST_BYTES = 1024 * 1024
AT_MOST_MISTAKES = 20


class SchemaOutOfReach(Exception):
    """The service did not give its schema now; it may later."""


class NoSuchSchema(Exception):
    """There is no usable schema at that address, and waiting will not help."""


def mistakes_in(answers: Any, address: str) -> list[dict[str, str]]:
    """Where the answers break their schema and which rule they break; never the answers themselves.

    Raises `SchemaOutOfReach` or `NoSuchSchema`.
    """
    schema = _fetch(address)
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as wrong:
        raise NoSuchSchema(f"{address} is not a JSON Schema") from wrong
    found = Draft202012Validator(schema).iter_errors(answers)
    mistakes = [{"at": error.json_path, "rule": str(error.validator)} for error in found]
    return sorted(mistakes, key=lambda mistake: mistake["at"])[:AT_MOST_MISTAKES]


def _fetch(address: str) -> Any:
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise NoSuchSchema("dataschema must be an http address")
    try:
        where, host = reachable(address)
        answer = client().get(where, headers={"host": host})
    except httpx.HTTPError as trouble:
        raise SchemaOutOfReach(f"{type(trouble).__name__} at {address}") from trouble
    if answer.status_code >= 500 or answer.status_code == 429:
        raise SchemaOutOfReach(f"{answer.status_code} at {address}")
    if answer.status_code != 200:
        raise NoSuchSchema(f"{answer.status_code} at {address}")
    if len(answer.content) > AT_MOST_BYTES:
        raise NoSuchSchema(f"{address} is too large")
    try:
        return json.loads(answer.content)
    except ValueError as wrong:
        raise NoSuchSchema(f"{address} is not JSON") from wrong
