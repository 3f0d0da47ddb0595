"""The address register: search while one types, and one address by its id.

Silence and ignorance are told apart: None is a silent register, and what it does not know is
an empty list, or `NoSuchAddress`.
"""

import logging
from dataclasses import asdict, dataclass

from pydantic import TypeAdapter

from app.registers.answers import STRICT, Address
from app.registers.asking import Silent, Unknown, ask_for

AT_MOST = 10
AT_MOST_CHARACTERS = 200

log = logging.getLogger(__name__)


class NoSuchAddress(Exception):
    """The register is awake and has no address with that id."""


@dataclass(frozen=True)
class _Found:
    __pydantic_config__ = STRICT

    addresses: tuple[Address, ...]


_found = TypeAdapter(_Found)
_address = TypeAdapter(Address)


def search(
    url: str, text: str, municipality_code: str | None = None
) -> list[dict[str, str]] | None:
    """At most ten addresses that fit what was typed, the best first; None when it is silent.

    `municipality_code` (four digits) keeps the search within one municipality.
    """
    question = {"text": text[:AT_MOST_CHARACTERS], "municipality_code": municipality_code}
    try:
        found = ask_for(_found, f"{url}/search", question)
    except (Silent, Unknown) as trouble:
        _say_silent(str(trouble))
        return None
    return [asdict(address) for address in found.addresses[:AT_MOST]]


def look_up(url: str, address_id: str) -> dict[str, str] | None:
    """The address with this id; None when the register is silent.

    Raises `NoSuchAddress` when it answers that there is none.
    """
    try:
        address = ask_for(_address, f"{url}/lookup", {"id": address_id})
    except Unknown:
        raise NoSuchAddress from None
    except Silent as trouble:
        _say_silent(str(trouble))
        return None
    if address.id != address_id:
        _say_silent("the answer is about another address")
        return None
    return asdict(address)


def _say_silent(trouble: str) -> None:
    log.warning("address register is silent: %s", trouble)
