"""From a sent form to a case with its receipt in a system that keeps documents."""

import pytest
from sqlalchemy import update

from app import worker
from app.integrations.case_systems import access_tokens
from app.municipalities import current
from app.municipalities.models import CaseSystemRow
from app.submissions.models import Submission
from tests.integrations.archives import ARCHIVES, Archive
from tests.integrations.served import fall_due, the_submission
from tests.service import Service
from tests.submissions.walks import moves_alone, reports_rats


@pytest.fixture(params=sorted(ARCHIVES))
def archive(
    request: pytest.FixtureRequest, served: Service, monkeypatch: pytest.MonkeyPatch
) -> Archive:
    """Herning's only case system is this one."""
    monkeypatch.setattr(access_tokens, "_known", {})
    archive = ARCHIVES[request.param]
    account = archive.account(served.standins)
    with served.database.writing.begin() as session:
        session.execute(
            update(CaseSystemRow)
            .where(CaseSystemRow.municipality_code == "0657")
            .values(kind=request.param, url=account.url, secret=account.secret)
            .values(options=dict(account.options))
        )
    current.forget()
    return archive


def delivers(served: Service) -> Submission:
    """All that the worker has to do, as often as it takes."""
    for _ in range(20):
        fall_due(served.database)
        while worker.run_next(served.database, ["make_receipt", "deliver"]):
            pass
        if the_submission(served.database).filed_at:
            break
    return the_submission(served.database)


def test_a_move_becomes_a_case_with_its_receipt(served: Service, archive: Archive):
    moves_alone(served.citizen("ada")).sends()
    sent = delivers(served)
    (case,) = archive.cases(served.standins)
    assert sent.filed_as == case["number"]
    assert sent.reference in case["title"]
    assert "Ada Holm" in case["party"]
    (receipt,) = case["documents"]
    assert receipt["size"] > 5000
    assert receipt["file"].count(sent.reference) == 1


def test_nobody_in_particular_becomes_a_case_without_a_party(served: Service, archive: Archive):
    reports_rats(served.browser()).sends()
    delivers(served)
    (case,) = archive.cases(served.standins)
    assert case["party"] == ""


@pytest.mark.long
@pytest.mark.parametrize("after", range(0, 8, 2))
def test_a_lost_answer_ends_as_one_case(served: Service, archive: Archive, after: int):
    moves_alone(served.citizen("ada")).sends()
    archive.behaves(served.standins, "loses_answer", after=after)
    sent = delivers(served)
    (case,) = archive.cases(served.standins)
    assert sent.filed_as == case["number"]
    assert len(case["documents"]) == 1
