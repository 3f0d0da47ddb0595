"""Files beside other answers, in a form that somebody logs in for: nothing typed is lost, a page
that waits for a login says so, and what is held can be taken along."""

from datetime import timedelta
from types import MappingProxyType

import pytest
from sqlalchemy import update

from app.auth.models import SessionRow
from app.clock import now
from app.forms.form import BeforeYouStart, Filing, Form, Privacy, Step
from app.forms.questions import Text, Upload
from app.municipalities import current
from app.municipalities.models import OfferRow
from tests.auth.acting import holds_power
from tests.citizen import Browser
from tests.my_data.holding import exported, is_printed
from tests.service import Service
from tests.submissions.leaving_behind import BROUGHT_BACK, logs_in
from tests.submissions.uploading import PNG, addresses, attached, kept, picture

PDF = b"%PDF-1.7\n" + b"1 0 obj << /Encrypt 2 0 R >> endobj\n" * 20


class Permit(Form):
    slug = "tilladelse"
    title = "Tilladelse"
    languages = ("da",)
    before_you_start = BeforeYouStart("Alle.", 1, (), "Du får svar.")
    why = Text("Hvorfor?")
    plans = Upload("Tegninger", most=2)
    steps = (Step("hvad", "Hvad søger du om?", why, plans),)
    filing = Filing(system="records", kle="02.34.02", facet="G01", title="Tilladelse")
    what_happens_next = "Vi svarer."
    keep_days = 30
    privacy = Privacy("Tilladelse.", "Loven.", "Kommunen.")


@pytest.fixture
def ada(service: Service, monkeypatch: pytest.MonkeyPatch) -> Browser:
    """Ada, at the page that asks why, and for plans."""
    forms = MappingProxyType({"tilladelse": Permit})
    parts = ("security", "submissions.current", "entrance.tasks", "submissions.mine")
    for module in (*parts, "receipts.opening"):
        monkeypatch.setattr(f"app.{module}.published", lambda: forms)
    with service.database.writing.begin() as session:
        session.add(OfferRow(municipality_code="0657", form_slug="tilladelse"))
    current.forget()
    return service.citizen("ada").starts("tilladelse")


def plan(name: str = "plan.pdf", content: bytes = PDF) -> tuple[str, bytes, str]:
    return (name, content, "application/pdf")


def test_an_encrypted_pdf_is_one_too(ada: Browser):
    ada.attaches(plan(), why="Skur")
    assert ada.sees == "Kontrollér dine svar"
    assert f"plan.pdf ({len(PDF)} byte)" in ada.words


def test_one_that_is_needed_is_asked_for_until_it_is_there(ada: Browser):
    assert ada.attaches(why="Skur").problems() == ["Vælg mindst én fil."]
    assert ada.value("why") == "Skur"
    assert ada.attaches(plan(), why="").problems() == ["Skriv et svar."]
    assert attached(ada) == ["plan.pdf"]
    assert ada.attaches(why="Skur").sees == "Kontrollér dine svar"


def test_what_is_typed_stands_there_whatever_is_wrong_with_a_file(ada: Browser):
    ada.attaches(plan("nota.doc", b"\xd0\xcf\x11\xe0"), plan(), why="Skur <b>")
    assert ada.status == 422
    assert ada.value("why") == "Skur <b>"
    assert attached(ada) == ["plan.pdf"]
    where = addresses(ada)[0].removeprefix("/bilag/")
    ada.attaches(button=f"remove:{where}", why="Carport")
    assert (ada.status, ada.problems(), ada.value("why")) == (200, [], "Carport")
    assert attached(ada) == []


def test_it_can_be_kept_for_later(ada: Browser):
    assert ada.attaches(plan(), button="later").path == "/mine-sager"
    assert attached(ada.starts("tilladelse")) == ["plan.pdf"]
    ada.attaches(plan("a.exe", b"MZ"), why="Skur", button="later")
    assert ada.status == 422
    assert attached(ada.opens("/tilladelse/hvad")) == ["plan.pdf"]
    assert ada.value("why") == "Skur"


def test_another_tab_is_told_and_its_files_are_kept(ada: Browser):
    stale = {name: ada.value(name) for name in ("draft", "revision")}
    ada.attaches(plan(), why="Skur")
    ada.posts("/tilladelse/hvad", stale | {"why": "Hus"}, files=[("plans", picture("b.png", PNG))])
    assert ada.status == 409
    assert ada.value("why") == "Hus"
    assert attached(ada) == ["plan.pdf", "b.png"]


def test_two_presses_are_one_beside_other_answers_too(ada: Browser):
    fields = {name: ada.value(name) for name in ("draft", "revision")} | {"why": "Skur"}
    for _ in range(2):
        ada.posts("/tilladelse/hvad", fields, files=[("plans", plan())])
        assert ada.sees == "Kontrollér dine svar"


def test_whoever_was_logged_out_meanwhile_has_what_they_typed_and_no_file(
    service: Service, ada: Browser
):
    with service.database.writing.begin() as session:
        session.execute(update(SessionRow).values(seen_at=now() - timedelta(hours=1)))
    fields = {name: ada.value(name) for name in ("draft", "revision")} | {"why": "Skur"}
    answer = ada.client.post(
        ada.address,
        data=fields,
        files=[("plans", plan())],
        headers={"sec-fetch-site": "same-origin"},
        follow_redirects=False,
    )
    assert answer.status_code == 303
    assert kept(service) == (0, 0, 0)
    logs_in(ada, answer.headers["location"], "ada")
    assert BROUGHT_BACK in ada.words
    assert "Filer, du havde valgt, kom ikke med. Vælg dem igen." in ada.words
    assert ada.value("why") == "Skur"


def test_nobody_else_opens_them_and_their_owner_takes_them_along(service: Service, ada: Browser):
    ada.attaches(plan("Tegning æ.pdf"), why="Skur")
    ((where, name, media_type),) = [
        (each["file"], each["name"], each["media_type"])
        for draft in exported(ada)["drafts"]
        for each in draft["attachments"]
    ]
    assert (name, media_type) == ("Tegning æ.pdf", "application/pdf")
    ada.opens("/tilladelse/kontroller").sends()
    (sent,) = exported(ada)["submissions"]
    assert [each["file"] for each in sent["attachments"]] == [where]
    assert is_printed(ada, "Tegning æ.pdf")
    assert ada.client.get(where).content == PDF
    ada.opens(f"/mine-sager/{sent['reference']}")
    assert ada.page.cssselect("main a[href^='/bilag/']")[0].text_content() == "Tegning æ.pdf"
    for other in (service.citizen("bo"), holds_power(service, "jonas", "ada")):
        assert other.opens(where).status == 404
    assert service.citizen("ada").client.get(where).content == PDF
