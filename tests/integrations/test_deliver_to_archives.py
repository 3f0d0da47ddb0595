"""From a sent form to a case with its receipt in a system that keeps documents."""

import pytest
from sqlalchemy import select, update

from app import worker
from app.integrations.case_systems import access_tokens
from app.municipalities import current
from app.municipalities.models import CaseSystemRow
from app.outbox.models import Errand
from app.submissions.models import Submission
from tests.integrations.archives import ARCHIVES, Archive
from tests.integrations.served import fall_due, the_submission
from tests.service import Service
from tests.submissions.uploading import PNG, at_pictures, picture, sends_the_rest
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
        while worker.run_next(served.database):
            pass
        if not undone(served):
            break
    return the_submission(served.database)


def undone(served: Service) -> list[str]:
    with served.database.reading.begin() as session:
        return list(session.scalars(select(Errand.key).where(Errand.done_at.is_(None))))


def errands(served: Service) -> list[str]:
    """Those that are done, by kind."""
    with served.database.reading.begin() as session:
        return list(session.scalars(select(Errand.kind).where(Errand.done_at.is_not(None))))


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


def test_each_attachment_is_an_errand_of_its_own_once_the_case_is_there(
    served: Service, archive: Archive
):
    rats = at_pictures(served.browser()).attaches(picture("rotte.jpg"), picture("hul.png", PNG))
    sends_the_rest(rats)
    sent = delivers(served)
    (case,) = archive.cases(served.standins)
    assert sent.filed_as == case["number"]
    assert len(case["documents"]) == 3
    assert sorted(errands(served)) == ["attach", "attach", "deliver", "make_receipt"]


@pytest.mark.long
@pytest.mark.parametrize("after", range(0, 8, 2))
def test_a_lost_answer_ends_as_one_case(served: Service, archive: Archive, after: int):
    moves_alone(served.citizen("ada")).sends()
    archive.behaves(served.standins, "loses_answer", after=after)
    sent = delivers(served)
    (case,) = archive.cases(served.standins)
    assert sent.filed_as == case["number"]
    assert len(case["documents"]) == 1
