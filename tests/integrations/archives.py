"""The case systems that keep documents (ESDH), each with its stand-in, for tests of them all."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

from app.integrations.case_systems import Account, CaseSystem
from app.integrations.case_systems.getorganized import GetOrganized
from app.integrations.case_systems.sbsys import Sbsys
from app.standins import getorganized, sbsys_tokens
from tests.integrations.a_case_file import an_account
from tests.standins_server import behave

Shown = dict[str, Any]


@dataclass(frozen=True)
class Archive:
    """A case system at its stand-in, of that name, with the account that opens it, and what its
    case shows of a message's words."""

    standin: str
    opened: Callable[[Account], CaseSystem]
    account: Callable[..., Account]
    told: Callable[[str, Shown], str]

    def cases(self, standins: str) -> list[Shown]:
        """What its page shows, the newest first."""
        found: list[Shown] = httpx.get(f"{standins}/{self.standin}/cases.json").json()
        return found

    def behaves(self, standins: str, mode: str, *, after: int = 0) -> None:
        """One call is spoiled, once that many have gone well."""
        behave(standins, self.standin, mode, count=1, after=after)

    def was_spoiled(self, standins: str) -> bool:
        """Whether that call has come."""
        manners = httpx.get(f"{standins}/{self.standin}/behaviour").json()
        return bool(manners["mode"] == "ok")


def an_sbsys_account(standins: str, secret: str = "", **options: str) -> Account:
    """A user's account at SBSYS, but for what is named."""
    said = {
        "client_id": sbsys_tokens.DEMO_CLIENT_ID,
        "username": sbsys_tokens.DEMO_USERNAME,
        "template_id": "101",
        **options,
    }
    secret = secret or f"{sbsys_tokens.DEMO_CLIENT_SECRET} {sbsys_tokens.DEMO_PASSWORD}"
    return an_account(f"{standins}/sbsys", secret, **said)


def _in_notes(standins: str, case: Shown) -> str:
    return "\n".join(f"{note['Overskrift']}\n{note['Note']}" for note in case["notes"])


def a_getorganized_account(standins: str, secret: str = "", **options: str) -> Account:
    """A user's account at GetOrganized, but for what is named."""
    said = {"username": getorganized.DEMO_USERNAME, "case_type": "BOR", **options}
    return an_account(f"{standins}/getorganized", secret or getorganized.DEMO_PASSWORD, **said)


def _in_documents(standins: str, case: Shown) -> str:
    texts = [each for each in case["documents"] if each["file"].endswith(".txt")]
    said = [httpx.get(f"{standins}{each['address']}").content.decode("utf-8-sig") for each in texts]
    return "\n".join(f"{each['file']}\n{text}" for each, text in zip(texts, said, strict=True))


ARCHIVES = {
    "sbsys": Archive("sbsys", Sbsys, an_sbsys_account, _in_notes),
    "getorganized": Archive("getorganized", GetOrganized, a_getorganized_account, _in_documents),
}
