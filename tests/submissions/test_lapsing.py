"""A draft nobody comes back to is deleted, and whoever left it is told in good time."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from structlog.testing import capture_logs

from app.clock import now
from app.forms.messages import in_danish, write_date
from app.integrations.draft_notices import send_notices
from app.municipalities.models import MunicipalityRow
from app.standins import persons
from app.submissions import lapsing
from app.submissions.clearing import clear_out_drafts
from app.submissions.lapsing import deleted_on, promise_notices
from app.submissions.models import Draft
from tests.auth.acting import holds_power
from tests.integrations.test_digital_post import letters
from tests.service import Service
from tests.standins_server import behave
from tests.submissions.walks import day_fields


def left_for(service: Service, days: float) -> None:
    """All drafts were last touched so many days ago."""
    with service.database.writing.begin() as session:
        session.execute(update(Draft).values(changed_at=now() - timedelta(days=days)))


def a_night(service: Service) -> None:
    with service.database.writing.begin() as session:
        promise_notices(session)
        clear_out_drafts(session)


def drafts(service: Service) -> list[Draft]:
    with service.database.reading.begin() as session:
        return list(session.scalars(select(Draft)))


def notices(service: Service) -> list[dict[str, str]]:
    send_notices(service.database)
    return [each for each in letters(service) if "slettet" in each["label"]]


def day(moment: datetime) -> str:
    return write_date(moment.date(), in_danish)


def test_a_week_before_they_are_told_once_of_the_day(service: Service):
    service.citizen("ada").starts("flytning").sends()
    left_for(service, 52)
    a_night(service)
    assert notices(service) == []
    left_for(service, 53.5)
    for _ in range(2):
        a_night(service)
        (letter,) = notices(service)
    assert letter["recipient_id"] == persons.by_key("ada").cpr
    assert letter["choice"] == "Digital Post"
    assert letter["links"][0]["url"].endswith("/mine-sager")  # type: ignore[index]
    assert "flytning" not in letter["label"] + letter["notification"]
    (draft,) = drafts(service)
    (said,) = [each for each in letters(service) if each["message_uuid"] == letter["message_uuid"]]
    assert draft.notice_promised_at is not None
    assert said["created"] == draft.notice_promised_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    ada = service.citizen("ada").opens("/mine-sager")
    assert f"Bliver slettet {write_date(deleted_on(draft), in_danish)}." in ada.words


def test_it_is_deleted_on_that_day_and_not_before(service: Service):
    service.citizen("ada").starts("flytning")
    left_for(service, 53.5)
    a_night(service)
    with service.database.writing.begin() as session:
        session.execute(
            update(Draft).values(
                changed_at=now() - timedelta(days=60.5),
                notice_promised_at=now() - timedelta(days=7),
            )
        )
    a_night(service)
    assert drafts(service) == []


def test_where_nobody_was_up_in_time_it_waits_for_the_notice_to_be_read(service: Service):
    service.citizen("ada").starts("flytning")
    left_for(service, 100)
    for _ in range(2):
        a_night(service)
    (draft,) = drafts(service)
    assert deleted_on(draft) >= (now() + lapsing.LEAST_NOTICE).date()
    assert len(notices(service)) == 1
    with service.database.writing.begin() as session:
        session.execute(update(Draft).values(notice_promised_at=now() - timedelta(days=5, hours=1)))
    a_night(service)
    assert drafts(service) == []


def test_whoever_comes_back_begins_anew_and_is_not_told(service: Service):
    ada = service.citizen("ada").starts("flytning").sends()
    left_for(service, 54)
    a_night(service)
    ada.sends(**day_fields("move_date", 7))
    assert notices(service) == []
    (draft,) = drafts(service)
    assert draft.notice_due_at is None
    assert deleted_on(draft) >= (now() + timedelta(days=59)).date()
    with service.database.writing.begin() as session:
        long_ago = now() - timedelta(days=61)
        session.execute(update(Draft).values(changed_at=long_ago + timedelta(hours=1)))
        session.execute(update(Draft).values(notice_promised_at=long_ago))
    a_night(service)
    assert len(drafts(service)) == 1
    assert len(notices(service)) == 1


@pytest.mark.parametrize("key", ["karen"])
def test_nobody_gets_paper_about_what_they_have_not_sent(service: Service, key: str):
    service.citizen(key).starts("flytning")
    left_for(service, 54)
    a_night(service)
    assert notices(service) == []
    assert drafts(service)[0].notice_due_at is None


def test_whoever_acted_is_told_and_not_whom_it_is_for(service: Service):
    holds_power(service, "lene", "karen").starts("flytning")
    left_for(service, 54)
    a_night(service)
    (letter,) = notices(service)
    assert letter["recipient_id"] == persons.by_key("lene").cpr


def test_a_company_is_not_told_what_one_of_them_has_begun(service: Service):
    service.company("victor", "99000104", "Mølgaard VVS ApS").starts("lokaler")
    left_for(service, 54)
    a_night(service)
    (letter,) = notices(service)
    assert (letter["recipient_kind"], letter["recipient_id"]) == ("CVR", "99000104")
    assert not letter["kle"]
    assert not letter["case"]


def test_without_login_there_is_nobody_to_tell(service: Service):
    service.browser().starts("rotter")
    left_for(service, 54)
    with capture_logs() as logs:
        a_night(service)
    assert notices(service) == []
    assert {"number": 0, "nobody_to_tell": 1}.items() <= logs[0].items()
    with service.database.writing.begin() as session:
        session.execute(
            update(Draft).values(
                changed_at=now() - timedelta(days=61), notice_promised_at=now() - timedelta(days=7)
            )
        )
    a_night(service)
    assert drafts(service) == []


def test_while_the_post_is_away_it_is_tried_again_in_an_hour_as_one_message(service: Service):
    service.citizen("ada").starts("flytning")
    left_for(service, 54)
    a_night(service)
    behave(service.standins, "digital-post", "loses_answer", count=1)
    send_notices(service.database)
    due_at = drafts(service)[0].notice_due_at
    assert due_at is not None
    assert due_at > now() + timedelta(minutes=59)
    with service.database.writing.begin() as session:
        session.execute(update(Draft).values(notice_due_at=now()))
    assert len(notices(service)) == 1
    assert drafts(service)[0].notice_due_at is None


def test_a_municipality_without_post_keeps_nobody_elsewhere_from_being_told(service: Service):
    service.citizen("ada").starts("flytning")
    service.citizen("bo", "vallensbaek.localhost").starts("flytning")
    left_for(service, 54)
    a_night(service)
    with service.database.writing.begin() as session:
        herning = session.get_one(MunicipalityRow, "0657")
        herning.systems = herning.systems | {"digital_post_url": ""}
        first = Draft.municipality_code == "0657"
        session.execute(update(Draft).where(first).values(notice_due_at=now() - timedelta(days=1)))
    (letter,) = notices(service)
    assert letter["recipient_id"] == persons.by_key("bo").cpr


@pytest.mark.parametrize(
    ("changed", "deleted"),
    [
        ("2026-09-01T00:59", "2026-10-31"),
        ("2026-09-01T01:01", "2026-10-31"),
        ("2026-09-01T12:00", "2026-11-01"),
    ],
)
def test_the_day_is_the_one_in_whose_small_hours_it_goes(
    monkeypatch: pytest.MonkeyPatch, changed: str, deleted: str
):
    moment = datetime.fromisoformat(changed).replace(tzinfo=UTC)
    monkeypatch.setattr(lapsing, "now", lambda: moment)
    assert deleted_on(Draft(changed_at=moment)).isoformat() == deleted
