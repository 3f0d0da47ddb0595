"""Rights of staff that come as a list of privileges (OIO Basic Privilege Profile 1.2).

A claim holds the list as XML in base64: groups, each scoped to an organisation's CVR number, with
constraints such as `urn:dk:kombit:KLE`. Our own privileges are `urn:dk:hovedindgang:<role>`.

What is doubtful gives no rights. A group counts only where it is scoped to the organisation that
the login itself names, and says which KLE numbers it is for; constraints we do not know narrow a
right in a way we cannot keep, so such a group is left out. We know one set of roles and one of KLE
numbers for each of the staff, so where groups differ only the KLE numbers they share are given.
"""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

from app.auth import kle
from app.auth.id_token import NotBelieved
from app.auth.roles import ROLES

CLAIMS = ("privileges", "https://data.gov.dk/model/core/eid/privilegesIntermediate")
CVR_CLAIMS = ("https://data.gov.dk/model/core/eid/professional/cvr", "nemlogin.cvr", "cvr")
LIST = "{http://digst.dk/oiosaml/basic_privilege_profile}PrivilegeList"
OLDER_LIST = "{http://itst.dk/oiosaml/basic_privilege_profile}PrivilegeList"
SCOPE = "urn:dk:gov:saml:cvrNumberIdentifier:"
KLE = "urn:dk:kombit:KLE"
OURS = "urn:dk:hovedindgang:"
MOST_LETTERS = 64 * 1024


@dataclass(frozen=True)
class Rights:
    """Roles of ours, and patterns of KLE numbers."""

    roles: frozenset[str]
    kle: tuple[str, ...]


def rights_in(claims: Mapping[str, Any]) -> Rights | None:
    """The rights that a list of privileges gives; None where the claims hold no such list.

    Raises `NotBelieved` for a list that is none.
    """
    name = next((each for each in CLAIMS if each in claims), None)
    if name is None:
        return None
    groups = [
        rights
        for group in _list_in(claims[name], name).iterfind("PrivilegeGroup")
        if (rights := _rights_of(group, _own_scope(claims))) is not None
    ]
    return Rights(
        roles=frozenset().union(*(each.roles for each in groups)),
        kle=kle.shared(each.kle for each in groups),
    )


def _own_scope(claims: Mapping[str, Any]) -> str | None:
    cvr = next((claims[name] for name in CVR_CLAIMS if name in claims), None)
    return SCOPE + cvr if isinstance(cvr, str) and cvr else None


def _rights_of(group: Element, own_scope: str | None) -> Rights | None:
    """What one group gives; None where it is not ours, or says more or less than we can keep."""
    if own_scope is None or group.get("Scope") != own_scope:
        return None
    constraints = group.findall("Constraint")
    if any(each.get("Name") != KLE for each in constraints):
        return None
    named = {_words(each).removeprefix(OURS) for each in group.iterfind("Privilege")
             if _words(each).startswith(OURS)}  # fmt: skip
    # Several values stand in one constraint with commas between, or in a constraint each.
    written = (part for each in constraints for part in _words(each).split(","))
    rights = Rights(ROLES.intersection(named), kle.patterns_in(written))
    return rights if rights.roles and rights.kle else None


def _words(element: Element) -> str:
    return (element.text or "").strip()


def _list_in(value: Any, claim: str) -> Element:
    if not isinstance(value, str) or len(value) > MOST_LETTERS:
        raise NotBelieved(f"claim {claim}")
    parser = XMLParser(target=_NoDoctype())
    try:
        parser.feed(base64.b64decode("".join(value.split()), validate=True))
        root = parser.close()
    # An encoding that nobody knows is a `LookupError`.
    except (binascii.Error, ValueError, LookupError, ParseError):
        raise NotBelieved(f"claim {claim}") from None
    if not isinstance(root, Element) or root.tag not in (LIST, OLDER_LIST):
        raise NotBelieved(f"claim {claim}")
    return root


class _NoDoctype(TreeBuilder):
    """Stops at a document type, before any entity it declares can grow or fetch anything."""

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        raise ValueError("a document type")
