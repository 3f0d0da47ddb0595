"""Citizens see what we hold about them and who has looked at it, and take all of it along."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pdfua
import pikepdf
import pytest
from sqlalchemy import select

from app.access_log import AccessLogRow
from app.standins import persons
from app.submissions.models import Draft, Submission
from tests.citizen import Browser
from tests.service import Service
from tests.submissions.walks import moves_alone, reports_rats

PAGE = "/mine-data"
OTHER = "vallensbaek.localhost"
# Breaks on arrays with this pikepdf, as in the tests of receipts.
EMPTY_HEADINGS = "UA-14-001"


def sent(service: Service, key: str = "ada", host: str = "localhost") -> str:
    receipt = moves_alone(service.citizen(key, host=host)).sends().path
    return receipt.removeprefix("/kvittering/")


def is_looked_up(service: Service, reference: str, host: str = "localhost") -> None:
    code = "0187" if host == OTHER else "0657"
    looked = service.staff("caseworker", "frontdesk", host=host, code=code).posts(
        "/personale/opslag", {"reference": reference, "reason": "other", "other": "Hun <ringede>"}
    )
    assert looked.status == 200


def exported(browser: Browser) -> dict[str, Any]:
    answer = browser.client.get(f"{PAGE}.json")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["content-disposition"] == 'attachment; filename="mine-data.json"'
    found: dict[str, Any] = json.loads(answer.text)
    return found


def test_one_of_whom_we_hold_nothing_is_told_so(service: Service):
    ada = service.citizen("ada").opens(PAGE)
    assert (ada.status, ada.sees) == (200, "Mine data")
    for expected in (
        "Ingen medarbejder har slået dine sager op.",
        "Du har ikke sendt noget, som vi har endnu.",
        "Du er ikke i gang med noget.",
    ):
        assert expected in ada.words
    links = {link.get("href") for link in ada.page.cssselect("main a")}
    assert {"/log-ind/overalt", "/fuldmagter", f"{PAGE}.json", f"{PAGE}.pdf"} <= links


def test_it_is_in_the_menu_and_at_the_foot_of_every_page(service: Service):
    page = service.citizen("ada").opens("/").page
    assert page.cssselect(f".nav a[href='{PAGE}']")
    assert page.cssselect(f"footer a[href='{PAGE}']")
    assert (
        not service.staff("caseworker").opens("/personale").page.cssselect(f".nav a[href='{PAGE}']")
    )


def test_a_citizen_sees_what_they_have_sent_and_begun(service: Service):
    reference = sent(service)
    ada = service.citizen("ada").starts("adressebeskyttelse")
    ada.opens(PAGE)
    assert ada.page.cssselect(f"main a[href='/mine-sager/{reference}']")
    assert "Navne- og adressebeskyttelse" in ada.words


def test_a_citizen_sees_who_looked_at_what_when_and_why(service: Service):
    reference = sent(service)
    is_looked_up(service, reference)
    ada = service.citizen("ada").opens(PAGE)
    (row,) = ada.page.cssselect("main table tbody tr")
    cells = [" ".join(cell.text_content().split()) for cell in row]
    assert cells[1:] == [
        "Mette Madsen (sagsbehandler, borgerservice)",
        "Så sagen",
        reference,
        "Hun <ringede>",
    ]
    assert "kl." in cells[0]


def test_ones_own_look_is_nobodys_business(service: Service):
    sent(service)
    ada = service.citizen("ada").opens(PAGE)
    exported(ada)
    with service.database.reading.begin() as session:
        assert session.scalars(select(AccessLogRow)).all() == []


def test_nobody_sees_anothers_and_no_municipality_anothers(service: Service):
    reference = sent(service)
    is_looked_up(service, reference)
    service.citizen("ada").posts(PAGE, {"phone": "20 30 40 50"})
    for other in (service.citizen("bo"), service.citizen("ada", host=OTHER)):
        found = exported(other)
        assert (found["submissions"], found["accesses"], found["contact"]) == ([], [], None)
        assert reference not in other.opens(PAGE).text
        assert "20 30 40 50" not in other.text


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}.json", f"{PAGE}.pdf"])
def test_it_is_shut_to_staff_and_companies_and_strangers(service: Service, path: str):
    for browser in (
        service.browser(),
        service.staff("administrator"),
        service.company("victor", "12345674", "Mølgaard VVS ApS"),
    ):
        answer = browser.client.get(path, follow_redirects=False)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/log-ind?tilbage=")


def test_all_of_it_can_be_taken_along_as_json(service: Service):
    reference = sent(service)
    is_looked_up(service, reference)
    reports_rats(service.citizen("ada")).sends()
    ada = service.citizen("ada")
    ada.posts(PAGE, {"phone": "20 30 40 50", "email": "ada@example.com"})
    ada.starts("adressebeskyttelse").sends()
    found = exported(ada)
    assert found["municipality"] == {"code": "0657", "name": "Herning Kommune"}
    assert found["citizen"] == {"cpr": persons.by_key("ada").cpr, "name": "Ada Holm"}
    assert (found["contact"]["phone"], found["contact"]["email"]) == (
        "+4520304050",
        "ada@example.com",
    )
    (submission,) = found["submissions"]
    assert submission["reference"] == reference
    assert {
        "step_title": "Hvad er den nye adresse?",
        "label": "Ny adresse",
        "value": "Møllevej 12, 7400 Herning",
        "origin": "citizen",
    } in submission["rows"]
    (draft,) = found["drafts"]
    assert draft["form"] == "adressebeskyttelse"
    assert draft["from_registers"]["name"] == "Ada Holm"
    (access,) = found["accesses"]
    assert access["staff"] == "Mette Madsen"
    assert "subject" not in access
    assert "salt" not in access
    assert len(found["logins"]) >= 1


def test_one_who_is_protected_is_in_nobody_elses_export(service: Service):
    """Otto's wife is protected: the register names her, and no page shows her to him."""
    petra = persons.by_key("petra")
    otto = service.citizen("otto").starts("flytning")
    with service.database.reading.begin() as session:
        kept = session.scalars(select(Draft)).one()
        assert petra.cpr in json.dumps(kept.register)
    otto.sends()
    text = otto.client.get(f"{PAGE}.json").text
    assert petra.cpr not in text
    assert "Petra" not in text
    assert "person.household" not in text


def test_what_has_been_cleared_out_is_not_held(service: Service):
    sent(service)
    with service.database.writing.begin() as session:
        submission = session.scalars(select(Submission)).one()
        submission.applicant_digest = submission.acting_digest = b""
    assert exported(service.citizen("ada"))["submissions"] == []


def test_what_another_sent_for_a_citizen_is_the_citizens(service: Service):
    reference = sent(service)
    sent(service, "bo")
    with service.database.writing.begin() as session:
        adas, bos = session.scalars(select(Submission).order_by(Submission.submitted_at))
        adas.acting_digest = bos.acting_digest
    assert [each["reference"] for each in exported(service.citizen("ada"))["submissions"]] == [
        reference
    ]
    assert len(exported(service.citizen("bo"))["submissions"]) == 1


def test_all_of_it_can_be_printed_and_read_by_everybody(service: Service, tmp_path: Path):
    reference = sent(service)
    is_looked_up(service, reference)
    ada = service.citizen("ada")
    ada.posts(PAGE, {"phone": "20 30 40 50"})
    ada.starts("adressebeskyttelse").sends()
    for language in ("da", "en"):
        ada.client.cookies.set("language", language)
        answer = ada.client.get(f"{PAGE}.pdf")
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.headers["cache-control"] == "no-store"
        file = tmp_path / "mine.pdf"
        file.write_bytes(answer.content)
        report = pdfua.validate(str(file))
        assert [finding.message for finding in report.findings] == []
        skipped = {outcome.rule_id for outcome in report.outcomes if outcome.skipped_reason}
        assert skipped <= {EMPTY_HEADINGS}
        pdf = pikepdf.Pdf.open(BytesIO(answer.content))
        assert str(pdf.Root.Lang) == language
        with pdf.open_outline() as outline:
            titles = [each.title for item in outline.root for each in (item, *item.children)]
        assert any(reference in title for title in titles)


def test_an_empty_one_can_be_printed_too(service: Service, tmp_path: Path):
    file = tmp_path / "mine.pdf"
    file.write_bytes(service.citizen("ada").client.get(f"{PAGE}.pdf").content)
    assert pdfua.validate(str(file)).findings == ()
