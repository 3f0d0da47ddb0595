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
from tests.auth.acting import gives, holds_power, withdraws
from tests.browser.paper import letters_of, without_spaces
from tests.citizen import Browser
from tests.service import Service
from tests.standins_server import behave
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


def is_printed(browser: Browser, words: str) -> bool:
    return without_spaces(words) in letters_of(browser.client.get(f"{PAGE}.pdf").content)


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
    gives(ada, "lene")
    gives(service.citizen("karen"), "ada")
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


def test_powers_of_attorney_are_in_it_for_both_of_them(service: Service):
    gives(service.citizen("karen"), "lene", "flytning")
    karen, lene = (service.citizen(key).opens(PAGE) for key in ("karen", "lene"))
    assert "Givet til Lene Kristensen: Venter på accept, til og med" in karen.words
    assert "Fået af Karen Kristensen: Venter på accept, til og med" in lene.words
    (given,) = exported(karen)["powers_of_attorney"]["given"]
    (received,) = exported(lene)["powers_of_attorney"]["received"]
    assert (given["holder"], received["grantor"]) == (
        {"name": "Lene Kristensen"},
        {"name": "Karen Kristensen"},
    )
    assert given["covers"] == {"everything": False, "forms": ["flytning"], "areas": []}
    assert (given["state"], given["accepted_at"]) == ("waiting", None)
    assert exported(karen)["powers_of_attorney"]["received"] == []
    assert is_printed(karen, "Fuldmagter, du har givet Lene Kristensen")
    assert is_printed(lene, "Fuldmagter, du har fået Karen Kristensen")


def test_one_that_has_ended_is_still_in_it_and_says_so(service: Service):
    holds_power(service, "lene", "karen")
    withdraws(service, "karen")
    for key in ("karen", "lene"):
        assert "Trukket tilbage" in service.citizen(key).opens(PAGE).words
    (received,) = exported(service.citizen("lene"))["powers_of_attorney"]["received"]
    assert received["state"] == "withdrawn"
    assert received["accepted_at"] < received["withdrawn_at"]


def test_a_number_alone_tells_a_stranger_nothing_of_a_power(service: Service):
    """Written with Lene's CPR number and another's name, it was not written for her."""
    gives(service.citizen("karen"), "lene", name="Lone Karlsen")
    lene = service.citizen("lene").opens(PAGE)
    assert "Karen" not in lene.words
    assert exported(lene)["powers_of_attorney"] == {"given": [], "received": []}
    assert not is_printed(lene, "Karen")


def test_one_whose_login_keeps_the_name_back_is_known_by_the_registers(service: Service):
    gives(service.citizen("karen"), "nanna")
    browser = service.citizen("nanna", name="")
    (received,) = exported(browser)["powers_of_attorney"]["received"]
    assert received["grantor"] == {"name": "Karen Kristensen"}
    behave(service.standins, "civil-register", "down")
    assert exported(browser)["powers_of_attorney"]["received"] == []


def test_what_another_sent_says_who_and_by_what_right_and_no_number(service: Service):
    moves_alone(holds_power(service, "lene", "karen")).sends()
    karen = service.citizen("karen")
    (submission,) = exported(karen)["submissions"]
    acted_by = submission["acted_by"]
    assert (acted_by["name"], acted_by["capacity"]) == ("Lene Kristensen", "power_of_attorney")
    assert submission["proven"]["how"] == "power_of_attorney"
    assert persons.by_key("lene").cpr not in karen.client.get(f"{PAGE}.json").text
    assert "af Lene Kristensen" in karen.opens(PAGE).words
    assert is_printed(karen, "Sendt af Lene Kristensen, med fuldmagt fra Karen Kristensen")
    assert exported(service.citizen("lene"))["submissions"] == []


def test_what_another_has_begun_for_a_citizen_is_not_told_them(service: Service):
    holds_power(service, "lene", "karen").starts("flytning").sends()
    karen = service.citizen("karen").opens(PAGE)
    assert "Du er ikke i gang med noget." in karen.words
    assert exported(karen)["drafts"] == []
    assert not is_printed(karen, "Begyndt")
