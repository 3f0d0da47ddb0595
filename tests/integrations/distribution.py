"""Fordelingskomponenten's stand-in as tests meet it, and the published schemas beside us."""

import os
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
from lxml import etree

from app.integrations.case_systems import Account
from app.integrations.case_systems.sf2900.names import MESSAGES, SOAP, TYPES
from app.standins.sf2900 import DEMO_TOKEN
from tests.integrations.a_case_file import an_account

# Published by others, so they lie beside the repository and not in it.
SCHEMAS = Path(__file__).parents[2].parent / "shared" / "schemas" / "sf2900"
NAMES = {"soap": SOAP, "afsend": MESSAGES, "fordel": TYPES}
NEWEST = "SF2900_EP_MS1-2/DistributionServiceMsgV2.xsd"
OURS = "DistributionServiceMsg.xsd"


def an_sf2900_account(standins: str, secret: str = DEMO_TOKEN, **options: str) -> Account:
    return an_account(f"{standins}/sf2900/FordelingsobjektAfsend", secret, **options)


def objects(standins: str) -> list[dict[str, Any]]:
    """What has been taken, the newest first."""
    found: list[dict[str, Any]] = httpx.get(f"{standins}/sf2900/objects.json").json()
    return found


@cache
def schema(name: str) -> Any:
    """A schema as published; where it is missing the test is skipped, and fails in CI."""
    if not (SCHEMAS / name).is_file():
        said = f"the published schemas of SF2900 are not at {SCHEMAS}"
        if os.environ.get("CI"):
            pytest.fail(said)
        pytest.skip(said)
    return etree.XMLSchema(file=SCHEMAS / name)


def refuse_invalid(envelope: bytes) -> Any:
    """The request in an envelope, once it has been held against both schemas: what we send (3), and
    what the receiver is then given (2, the newest)."""
    body = etree.fromstring(envelope).find("soap:Body", NAMES)
    (request,) = body
    schema(OURS).assertValid(request)
    given = etree.Element(f"{{{TYPES}}}FordelingsobjektModtagRequest")
    wanted = etree.SubElement(given, f"{{{TYPES}}}anmodning")
    wanted.extend(etree.fromstring(envelope).find(".//afsend:anmodning", NAMES))
    schema(NEWEST).assertValid(given)
    return request
