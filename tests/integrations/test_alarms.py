"""Somebody is told when what citizens were promised waits too long, and when it no longer does."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_structured_event
from fastapi import FastAPI, Request, Response
from sqlalchemy import select, update
from standardwebhooks import Webhook

from app import outbox
from app.clock import now
from app.integrations.alarms import watch
from app.integrations.alarms.models import Alarm
from app.integrations.alarms.telling import mail_of
from app.municipalities.models import MunicipalityRow
from app.nightly import NightlyRun
from app.outbox import ending
from app.outbox.models import Errand, Target
from tests.municipality import municipality_with
from tests.ports import free_port
from tests.service import Service
from tests.standins_server import running_standins, serving
from tests.submissions.walks import moves_alone

SECRET = "whsec_YWxhcm0="


class Heard:
    """Whoever is told by webhook: verifies as any receiver would."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.ids: list[str] = []
        self.status = 204
        self.app = FastAPI()
        self.app.post("/alarm")(self.take)

    async def take(self, request: Request) -> Response:
        body = await request.body()
        Webhook(SECRET).verify(body, dict(request.headers))
        event = from_structured_event(HTTPMessage(dict(request.headers), body))
        data = event.get_data()
        assert isinstance(data, dict)
        if self.status < 300:
            self.events.append(data)
            self.ids.append(event.get_id())
        return Response(status_code=self.status)


@pytest.fixture
def heard(service: Service) -> Iterator[Heard]:
    """Herning is told by webhook alone."""
    listener = Heard()
    with serving(listener.app) as address:
        with service.database.writing.begin() as session:
            row = session.get_one(MunicipalityRow, "0657")
            row.systems = row.systems | {"alarm_url": f"{address}/alarm"}
            row.secrets = (row.secrets or {}) | {"alarm": SECRET}
            row.contact = {k: v for k, v in row.contact.items() if k != "alarm_email"}
        yield listener


@pytest.fixture
def sent(service: Service) -> Service:
    moves_alone(service.citizen("ada")).sends()
    return service


def ages(service: Service, by: timedelta) -> None:
    with service.database.writing.begin() as session:
        session.execute(update(Errand).values(promised_at=now() - by))


def looks(service: Service) -> None:
    watch.watch(service.database)


def alarms(service: Service) -> list[Alarm]:
    with service.database.reading.begin() as session:
        return list(session.scalars(select(Alarm).order_by(Alarm.target)))


def test_what_is_new_alarms_nobody(sent: Service, heard: Heard):
    looks(sent)
    assert alarms(sent) == []
    assert heard.events == []


def test_what_waits_too_long_is_told_once_for_each_target(sent: Service, heard: Heard):
    ages(sent, timedelta(minutes=61))
    looks(sent)
    looks(sent)
    assert sorted(event["target"] for event in heard.events) == [
        "0657 digital-post",
        "0657 receipts",
        "0657 records",
    ]
    (records,) = [event for event in heard.events if event["target"] == "0657 records"]
    assert (records["state"], records["waiting"], records["given_up"]) == ("raised", 1, 0)
    assert records["page"].endswith("/personale/afleveringer")


def test_each_municipality_says_how_long_it_bears(sent: Service, heard: Heard):
    with sent.database.writing.begin() as session:
        row = session.get_one(MunicipalityRow, "0657")
        row.systems = row.systems | {"alarm_after_minutes": 120}
    ages(sent, timedelta(minutes=119))
    looks(sent)
    assert heard.events == []
    ages(sent, timedelta(minutes=121))
    looks(sent)
    assert len(heard.events) == 3


def test_what_a_person_must_look_at_is_told_at_once(sent: Service, heard: Heard):
    with sent.database.writing.begin() as session:
        (errand,) = outbox.claim(session, ["deliver"])
        ending.give_up(session, errand, "Afvist.")
    looks(sent)
    (told,) = heard.events
    assert (told["target"], told["given_up"]) == ("0657 records", 1)


def test_when_it_is_over_that_is_told_too(sent: Service, heard: Heard):
    ages(sent, timedelta(minutes=61))
    looks(sent)
    with sent.database.writing.begin() as session:
        session.execute(update(Errand).values(done_at=now()))
    looks(sent)
    looks(sent)
    assert [event["state"] for event in heard.events] == ["raised"] * 3 + ["ended"] * 3
    assert all(alarm.ended_at is not None for alarm in alarms(sent))


def test_what_the_target_has_in_its_hands_is_not_late(sent: Service, heard: Heard):
    with sent.database.writing.begin() as session:
        session.execute(update(Errand).where(Errand.kind != "deliver").values(done_at=now()))
        (errand,) = outbox.claim(session, ["deliver"])
        ending.hand_over(session, errand)
    ages(sent, timedelta(hours=5))
    looks(sent)
    assert heard.events == []


def test_who_cannot_be_told_now_is_told_later(sent: Service, heard: Heard):
    heard.status = 503
    ages(sent, timedelta(minutes=61))
    looks(sent)
    assert all(alarm.told_at is None for alarm in alarms(sent))
    heard.status = 204
    looks(sent)
    assert len(heard.events) == 3


def test_those_who_answer_slowly_do_not_hold_the_watchdog_up(
    sent: Service, heard: Heard, monkeypatch: pytest.MonkeyPatch
):
    spent = iter(range(0, 1000, 60))
    monkeypatch.setattr(watch, "monotonic", lambda: float(next(spent)))
    ages(sent, timedelta(minutes=61))
    looks(sent)
    assert len(heard.events) == 2
    looks(sent)
    assert len(heard.events) == 3


def test_a_webhook_that_is_down_does_not_silence_the_mail(sent: Service, heard: Heard):
    heard.status = 503
    port = free_port()
    with running_standins(mail_at=("127.0.0.1", port)) as base:
        with sent.database.writing.begin() as session:
            row = session.get_one(MunicipalityRow, "0657")
            row.systems = row.systems | {"smtp_url": f"smtp://127.0.0.1:{port}"}
            row.contact = row.contact | {"alarm_email": "vagt@herning.example"}
        ages(sent, timedelta(minutes=61))
        looks(sent)
        looks(sent)
        mails = httpx.get(f"{base}/mail/mails.json").json()
        assert len(mails) == 3
        assert {each["to"][0] for each in mails} == {"vagt@herning.example"}
        assert all(alarm.told_at is None for alarm in alarms(sent))
        heard.status = 204
        with sent.database.writing.begin() as session:
            session.execute(update(Errand).values(done_at=now()))
        looks(sent)
        assert heard.events == [], "nobody is told that what they never heard of is over"
        subjects = {each["subject"] for each in httpx.get(f"{base}/mail/mails.json").json()}
        assert "Herning Kommune: Digital Post er på plads igen" in subjects


def test_what_lies_with_its_target_without_an_answer_is_late_in_the_end(
    sent: Service, heard: Heard
):
    with sent.database.writing.begin() as session:
        session.execute(update(Errand).where(Errand.kind != "deliver").values(done_at=now()))
        (errand,) = outbox.claim(session, ["deliver"])
        ending.hand_over(session, errand)
        session.execute(update(Errand).values(tries_since=now() - timedelta(days=5, minutes=1)))
    ages(sent, timedelta(days=6))
    looks(sent)
    assert [each["target"] for each in heard.events] == ["0657 records"]


def test_an_alarm_that_lasts_is_told_again_each_day(sent: Service, heard: Heard):
    ages(sent, timedelta(minutes=61))
    looks(sent)
    with sent.database.writing.begin() as session:
        yesterday = now() - timedelta(hours=25)
        session.execute(update(Alarm).values(raised_at=yesterday, told_at=yesterday))
    looks(sent)
    assert len(heard.events) == 6
    assert len(set(heard.ids)) == 6, "whoever drops what they have heard before hears it again"


def test_nobody_to_tell_and_still_the_alarm_stands(sent: Service):
    with sent.database.writing.begin() as session:
        row = session.get_one(MunicipalityRow, "0657")
        row.contact = {k: v for k, v in row.contact.items() if k != "alarm_email"}
    ages(sent, timedelta(minutes=61))
    looks(sent)
    assert len(alarms(sent)) == 3
    assert all(alarm.told_at is None for alarm in alarms(sent))


def test_the_mail_says_what_waits_and_names_nobody(sent: Service):
    ages(sent, timedelta(minutes=61))
    with sent.database.writing.begin() as session:
        row = session.get_one(MunicipalityRow, "0657")
        row.systems = {k: v for k, v in row.systems.items() if k != "smtp_url"}
    looks(sent)
    herning = municipality_with("0657")
    (records,) = [alarm for alarm in alarms(sent) if alarm.target == "0657 records"]
    mail = mail_of(herning, records)
    assert mail.subject == "Herning Kommune: 1 venter hos records"
    assert f"{herning.base_url}/personale/afleveringer" in mail.text
    assert "Ada" not in mail.text
    records.ended_at = now()
    assert mail_of(herning, records).subject == "Herning Kommune: records er på plads igen"
    assert mail_of(herning, records).id != mail.id


def test_after_ten_days_at_a_target_that_is_down_all_wait_for_a_person(sent: Service):
    with sent.database.writing.begin() as session:
        session.execute(update(Errand).values(tries_since=now() - timedelta(days=10, minutes=1)))
        session.add(Target(name="0657 records", failures=9, down_since=now()))
    looks(sent)
    with sent.database.writing.begin() as session:
        gave_up = session.scalars(select(Errand.gave_up_at)).all()
        assert set(gave_up) == {None}, "no worker was there to try"
        for day in range(10):
            moment = now() - timedelta(days=day)
            session.add(NightlyRun(job="recount", day=moment.date(), done_at=moment))
    looks(sent)
    with sent.database.reading.begin() as session:
        given_up = session.scalars(select(Errand.kind).where(Errand.gave_up_at.is_not(None))).all()
    assert given_up == ["deliver"]
