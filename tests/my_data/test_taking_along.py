"""Citizens take all that we hold about them along, as JSON and as PDF."""

import json
from io import BytesIO
from pathlib import Path

import pdfua
import pikepdf
from sqlalchemy import select

from app.auth.models import SessionRow
from app.auth.sessions import longest_idle
from app.standins import persons
from app.submissions.models import Draft, Submission
from tests.auth.acting import gives
from tests.my_data.holding import PAGE, exported, is_looked_up, is_printed, sent
from tests.service import Service
from tests.submissions.walks import reports_rats

# Breaks on arrays with this pikepdf, as in the tests of receipts.
EMPTY_HEADINGS = "UA-14-001"


def test_all_of_it_can_be_taken_along_as_json(service: Service):
    reference = sent(service)
    is_looked_up(service, reference)
    reports_rats(service.citizen("ada")).sends()
    ada = service.citizen("ada")
    ada.posts(PAGE, {"phone": "20 30 40 50", "email": "ada@example.com", "news": "needed"})
    ada.starts("adressebeskyttelse").sends()
    found = exported(ada)
    assert found["municipality"] == {"code": "0657", "name": "Herning Kommune"}
    assert found["citizen"] == {"cpr": persons.by_key("ada").cpr, "name": "Ada Holm"}
    assert (found["contact"]["phone"], found["contact"]["email"]) == (
        "+4520304050",
        "ada@example.com",
    )
    assert found["contact"]["news"] == "needed"
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
    assert len(found["open_sessions"]) >= 1


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


def test_only_sessions_that_are_open_are_called_so(service: Service):
    ada, left_long_ago = service.citizen("ada"), service.citizen("ada")
    assert left_long_ago.opens("/mine-sager").status == 200
    assert len(exported(ada)["open_sessions"]) == 2
    assert is_printed(ada, "Her er du logget ind")
    with service.database.writing.begin() as session:
        idle = select(SessionRow).order_by(SessionRow.opened_at.desc()).limit(1)
        session.scalars(idle).one().seen_at -= longest_idle()
    assert len(exported(ada)["open_sessions"]) == 1


def test_what_has_been_cleared_out_is_not_held(service: Service):
    sent(service)
    with service.database.writing.begin() as session:
        submission = session.scalars(select(Submission)).one()
        submission.applicant_digest = submission.acting_digest = b""
    found = exported(service.citizen("ada"))
    assert (found["submissions"], found["sent_for_others"]) == ([], [])


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
