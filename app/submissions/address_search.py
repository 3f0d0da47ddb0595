"""Asks the address register for what a page needs, before any answer is read.

An address is picked by its id, and what it says comes from the register, never from the POST.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from app.forms.form import Step
from app.forms.posted import Posted
from app.forms.questions import Address
from app.municipalities.municipality import Municipality
from app.registers import addresses
from app.submissions.fields import AddressSearch

FEWEST_CHARACTERS = 3
MOST_CHARACTERS = 120
BY_HAND = "manual"

Found = Mapping[str, Mapping[str, Any]]


def look_up_picked(municipality: Municipality, step: Step, posted: Posted) -> Found:
    """The addresses picked on this page, by id, as the register knows them."""
    picked = {
        posted.one(f"{question.key}-pick")
        for question in step.questions
        if isinstance(question, Address)
    } - {"", BY_HAND}
    found = {}
    for address_id in picked:
        try:
            address = addresses.look_up(municipality.address_url, address_id[:MOST_CHARACTERS])
        except addresses.NoSuchAddress:
            continue
        if address is not None:
            found[address_id] = address
    return found


def search_for(municipality: Municipality, key: str, text: str) -> AddressSearch | None:
    """What the register finds for what was typed; no search at all for less than three
    characters."""
    text = text.strip()[:MOST_CHARACTERS]
    if len(text) < FEWEST_CHARACTERS:
        return None
    return AddressSearch(key, _nearest_first(municipality, text))


def _nearest_first(municipality: Municipality, text: str) -> list[dict[str, str]] | None:
    """The municipality's own addresses before those elsewhere; None when the register is silent."""
    own = addresses.search(municipality.address_url, text, municipality.code)
    if own is None or len(own) >= addresses.AT_MOST:
        return own
    everywhere = addresses.search(municipality.address_url, text) or []
    known = {address["id"] for address in own}
    elsewhere = [address for address in everywhere if address["id"] not in known]
    return [*own, *elsewhere][: addresses.AT_MOST]


def searches_for(
    municipality: Municipality, step: Step, posted: Posted, keys: Sequence[str]
) -> list[AddressSearch]:
    """The searches to show again, for those address questions of the page among `keys`."""
    found = (
        search_for(municipality, question.key, posted.one(question.key))
        for question in step.questions
        if isinstance(question, Address) and question.key in keys
    )
    return [search for search in found if search is not None]
