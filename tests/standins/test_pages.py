"""The stand-ins' own pages, in a browser: nobody is shut out of them either."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, sync_playwright

from app.standins import getorganized_archive, sbsys_archive, sf2900, sf2900_receipts
from app.standins.case_system import SHELF as CASES
from app.standins.case_system import TOLD_LATER
from app.standins.counting import SHELF as COUNTS
from app.standins.digital_post import SHELF as LETTERS
from app.standins.kept import Kept
from tests.standins.logging_in import logs_in
from tests.standins_server import running_standins, serving

AXE = Path("node_modules/axe-core/axe.min.js")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ASKED = {
    "response_type": "code",
    "client_id": "hovedindgang",
    "redirect_uri": "http://localhost:8000/log-ind/svar",
    "scope": "openid mitid ssn",
    "code_challenge": "c" * 43,
    "code_challenge_method": "S256",
}
LOGIN = urlencode(ASKED)
FOR_COMPANIES = urlencode(
    ASKED
    | {
        "scope": "openid mitid ssn nemlogin",
        "acr_values": "https://data.gov.dk/concept/core/nsis/High",
    }
)
PAGES = [
    "/",
    "/case-system/",
    "/case-system/cases/S2026-000001",
    "/sbsys/",
    f"/sbsys/case?number=23.05.10-G01-1-{datetime.now(UTC):%y}",
    "/sbsys/case?number=none",
    "/getorganized/",
    "/getorganized/case?number=BOR-2026-000003",
    "/sf2900/",
    "/sf2900/objects/0197c1d2-0000-7000-8000-000000000001",
    "/sf2900/objects/none",
    "/counting/",
    "/digital-post/",
    "/digital-post/inbox/ada",
    "/digital-post/inbox/bo",
    "/digital-post/messages/letter",
    "/digital-post/messages/sms",
    f"/idp/citizen/authorize?{LOGIN}",
    f"/idp/citizen/authorize?{FOR_COMPANIES}",
    f"/idp/staff/authorize?{LOGIN}",
    "/idp/logins",
    f"/idp/citizen/authorize?{LOGIN}&login_hint=kaj",
    "/idp/citizen/authorize",
    "/idp/citizen/end-session",
    "/case-system/cases/none",
    "/nothing-here",
]
CASE: dict[str, Any] = {
    "id": "one",
    "received_at": "2026-11-22T10:15:00+00:00",
    "event": {
        "data": {
            "reference": "K7FE-TJ4T",
            "form": {"slug": "flytning", "version": 1, "title": "Meld flytning"},
            "municipality": {"code": "0657", "name": "Herning Kommune"},
            "channel": "SLVBTJN",
            "applicant": {
                "kind": "citizen",
                "cpr": "7405880118",
                "name": "Ada " + "Holm" * 30,
                "proven": {"how": "mitid"},
            },
            "case_title": "Flytning pr. 01.12.2026",
            "rows": [{"label": "Hvornår flytter du?", "value": "1. dec", "origin": "register"}],
            "attachments": [
                {
                    "name": "l" * 200 + ".pdf",
                    "media_type": "application/pdf",
                    "size": 48211,
                    "came": "fetched",
                }
            ],
            "receipt": {"url": "http://localhost:8000/receipt"},
        }
    },
}
TOLD = {
    "case": "S2026-000001",
    "kind": "supplemented",
    "received_at": "2026-11-23T10:15:00+00:00",
    "text": "Her er min lejekontrakt.",
    "attachments": CASE["event"]["data"]["attachments"],
}
LETTER: dict[str, Any] = {
    "choice": "Automatisk Valg",
    "kind": "DIGITALPOST",
    "channel": "paper",
    "message_uuid": "letter",
    "label": "Kvittering for flytning",
    "notification": "Flytning. " * 14,
    "sender": "Herning Kommune",
    "sender_id": "00000000",
    "recipient_id": "7405880118",
    "recipient_kind": "CPR",
    "received_at": "2026-11-22T10:15:00+00:00",
    "times_received": 2,
    "case": {"number": "S2026-000001", "system": "Fagsystem"},
    "kle": {"subjectKey": "23.05.10", "activityFacet": "G01", "label": "Folkeregistrering"},
    "links": [
        {
            "label": "Se din sag",
            "code": "INFORMATION",
            "url": "http://localhost:8000/mine-sager/K7FE-TJ4T",
        }
    ],
    "documents": [
        {"label": "", "filename": "kvittering.pdf", "media_type": "application/pdf", "size": 5000}
    ],
}
SMS = LETTER | {"kind": "NEMSMS", "channel": "nemsms", "message_uuid": "sms", "documents": []}

DISTRIBUTED = {
    "transaction": "0197c1d2-0000-7000-8000-000000000001",
    "sender": "99000007",
    "authority": "99000007",
    "routing": "23.05.10 G01",
    "kind": "FORMULAR",
    "title": "Flytning pr. 01.12.2026 " + "lang" * 30,
    "belongs_to": "0197c1d2-0000-7000-8000-000000000002",
    "filename": "formular.pdf",
    "media_type": "application/pdf",
    "content_base64": "",
    "xml": f"<submission><name>Ada {'Holm' * 60}</name></submission>",
    "received_at": "2026-11-22T10:15:00+00:00",
}
RECEIPT = {
    "transaction": DISTRIBUTED["transaction"],
    "state": "MODTAGET",
    "status": 200,
    "at": "2026-11-22T10:15:01+00:00",
}
ARCHIVED = {
    "prefix": "BOR",
    "opened_at": "2026-11-22T10:15:00+00:00",
    "fields": {"ows_Title": "Flytning", "ows_CCMContactData": "Ada " + "Holm" * 30 + ";#1;#;#"},
}

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Stand-ins with a case and a letter in them, where two people are logged in."""
    file = tmp_path_factory.mktemp("standins") / "kept.db"
    kept = Kept(file)
    kept.put(CASES, "one", CASE)
    kept.put(TOLD_LATER, "two", TOLD)
    for letter in (LETTER, SMS):
        kept.put(LETTERS, letter["message_uuid"], letter)
    kept.put(COUNTS, "flytning-slut", {"code": "flytning-slut"})
    _fill_archives(kept)
    kept.put(sf2900.SHELF, DISTRIBUTED["transaction"], DISTRIBUTED)
    kept.put(sf2900_receipts.SHELF, "one", RECEIPT)
    kept.close()
    told = ("http://127.0.0.1/api/v1/sf2900/kvitteringer", "a-token")
    with running_standins(keep_in=file, receipts_to=told) as base:
        with httpx.Client(base_url=base, trust_env=False) as client:
            for person in ("ada", "ada", "maximiliane"):
                logs_in(client, person)
        yield base


def _fill_archives(kept: Kept) -> None:
    """A case with a document in each archive."""
    kept.put(getorganized_archive.CASES, "one", ARCHIVED)
    library = getorganized_archive.Archive(kept)
    library.add("BOR-2026-000003", "Dokumenter", f"{'Kvittering' * 12}.pdf", b"%PDF")
    archive = sbsys_archive.Archive(kept)
    party = archive.add_party("Person", "740588-0118", "Ada Holm")
    case = archive.open_case("Flytning pr. 01.12.2026 (K7FE-TJ4T)", 101, party)
    archive.journalise(case["Id"], "Kvittering", f"{'Kvittering' * 12}.pdf", "x/y", b"%PDF")
    archive.write_note({"SagID": case["Id"], "Overskrift": "Supplerende", "Note": "Her<br>er"})


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module", params=[320, 1280])
def window(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    page = chromium.new_page(viewport={"width": request.param, "height": 900})
    yield page
    page.close()


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_for_everybody(shown: str, window: Page, path: str):
    said: list[str] = []
    window.on("console", lambda message: said.append(message.text))
    window.goto(f"{shown}{path}")
    assert window.locator("h1").count() == 1
    assert window.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert _violations(window) == []
    # A refusal is said in the console too, by the browser itself.
    assert [text for text in said if "Failed to load resource" not in text] == []


def test_a_person_is_chosen_with_the_keyboard(shown: str, window: Page):
    # On another port, as the service is: the policy must let the form lead there.
    with serving(FastAPI()) as service:
        asked = urlencode(ASKED | {"redirect_uri": f"{service}/log-ind/svar"})
        window.goto(f"{shown}/idp/citizen/authorize?{asked}")
        window.get_by_role("button", name="Ada Holm").focus()
        window.keyboard.press("Enter")
        window.wait_for_url(f"{service}/log-ind/svar?code=*")


def test_somebody_is_logged_out_everywhere_on_the_page(shown: str, window: Page):
    with httpx.Client(base_url=shown, trust_env=False) as client:
        logs_in(client, "bo", redirect_uri="http://localhost:9/log-ind/svar")
    window.goto(f"{shown}/")
    window.get_by_role("link", name="Login", exact=True).click()
    bo = window.get_by_role("listitem").filter(has=window.get_by_role("heading", name="Bo Lund"))
    bo.get_by_role("button", name="Log af overalt hos udbyderen").click()
    assert "Bo Lund er logget af http://localhost:9" in window.get_by_role("status").inner_text()
    assert window.get_by_role("heading", name="Bo Lund").count() == 0
    assert _violations(window) == []


def test_a_switch_is_thrown_on_the_page(shown: str, window: Page):
    window.goto(f"{shown}/case-system/")
    window.get_by_label("Sådan skal »Fagsystem« opføre sig").select_option("down")
    window.get_by_label("Antal kald").fill("2")
    window.get_by_role("button", name="Gem for »Fagsystem«").click()
    assert window.get_by_text("(de næste 2 kald)").count() == 1
    answer = httpx.get(f"{shown}/case-system/behaviour", trust_env=False)
    assert answer.json() == {"mode": "down", "count": 2}


def _violations(page: Page) -> list[str]:
    page.evaluate(AXE.read_text())
    found: dict[str, Any] = page.evaluate(
        "tags => axe.run({runOnly: {type: 'tag', values: tags}})", TAGS
    )
    return [
        f"{rule['id']}: {node['target']} {node['html'][:120]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
