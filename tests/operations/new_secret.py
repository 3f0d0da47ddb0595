"""A new secret comes to a service that is in use."""

import subprocess
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from app import contacts, sealed
from app.access_chains import all_chains
from app.access_log import Subject, a_case, a_citizen, a_company, accesses, note
from app.auth.people import Staff
from app.municipalities import current
from app.settings import settings
from app.standins import persons
from tests.citizen import Browser
from tests.operations.copies import is_used, says
from tests.service import Service
from tests.submissions.walks import reports_rats

ADA = persons.by_key("ada").cpr
OLD = settings().secret_keys
NEW = "a-new-secret-that-has-at-least-32-characters"
Keys = Callable[..., None]


@pytest.fixture
def with_keys(monkeypatch: pytest.MonkeyPatch) -> Keys:
    """Let the service have these secrets, newest first."""

    def use(*secrets: str) -> None:
        has = settings().model_copy(update={"secret_keys": ",".join(secrets)})
        monkeypatch.setattr(sealed, "settings", lambda: has)
        current.forget()

    return use


COMPANY, CASE = a_company("99000104"), a_case("9XPM-HWRH")


def looks_at(service: Service, subject: Subject) -> None:
    """One of the staff looks at a case of theirs."""
    mette = Staff("Mette Madsen", "mette", frozenset({"frontdesk"}), ("*",), "0657")
    said = {"what": "read", "about": "K7FE-TJ4T", "reason": "Jeg behandler sagen"}
    with service.database.writing.begin() as session:
        note(session, municipality_code="0657", subject=subject, staff=mette, **said)  # type: ignore[arg-type]


def rotate(*secrets: str) -> subprocess.CompletedProcess[str]:
    return says("rotate-keys", SECRET_KEYS=",".join(secrets or (NEW, OLD)))


@dataclass
class Before:
    """Who was at it before the new secret came."""

    ada: Browser
    bo: Browser
    stranger: Browser
    moved: str
    rats: str

    @classmethod
    def the_new_secret(cls, service: Service) -> "Before":
        moved = is_used(service)
        ada, bo = service.citizen("ada"), service.citizen("bo")
        stranger = reports_rats(service.browser()).sends()
        rats = stranger.path
        stranger.starts("rotter").sends(place="elsewhere")
        with service.database.writing.begin() as session:
            contacts.keep(session, "0657", ADA, phone="+4520304050", email="")
        for subject in (a_citizen(ADA), COMPANY, CASE):
            looks_at(service, subject)
        assert stranger.path != "/rotter"
        return cls(ada, bo, stranger, moved, rats)

    def open_everything(self, service: Service) -> None:
        """In the visits of before, and in new ones."""
        with service.database.reading.begin() as session:
            contact = contacts.contact_of(session, "0657", ADA)
            assert contact is not None
            assert contact.phone == "+4520304050"
            for subject in (a_citizen(ADA), COMPANY, CASE):
                assert accesses(session, "0657", subject)
            # A chain each, and nothing wrong with them.
            assert list(all_chains(session)) == [None] * 3
        for ada in (self.ada, service.citizen("ada")):
            assert "Meld flytning" in ada.opens("/mine-sager").words
            assert ada.opens(self.moved).sees == "Kvittering"
            assert ada.client.get(f"{self.moved}.pdf").content.startswith(b"%PDF")
        for bo in (self.bo, service.citizen("bo")):
            assert bo.opens("/flytning").text.count('name="draft"') == 1
        assert self.stranger.opens(self.rats).sees == "Kvittering"
        assert self.stranger.opens("/rotter").text.count('name="draft"') == 1
        another = service.browser().opens(self.rats)
        assert another.sees == "Åbn din kvittering"
        assert another.sends(proof="20 30 40 50").sees == "Kvittering"
