"""How somebody is told of an alarm: by a signed webhook, by e-mail, or both."""

from datetime import datetime, timedelta

from cloudevents.core.bindings.http import to_structured_event
from cloudevents.core.v1.event import CloudEvent

from app.clock import now
from app.integrations import outside
from app.integrations.alarms.models import Alarm
from app.integrations.deliveries.targets import name_in_words
from app.integrations.mail import Mail, send
from app.integrations.mail_server import mail_server_of
from app.integrations.signing import signature
from app.languages import translate_to
from app.municipalities.municipality import Municipality
from app.outbox import name_of
from app.pages import write_moment

TYPE = "dk.hovedindgang.alarm.v1"
PAGE = "/personale/afleveringer"
TOLD_AGAIN_AFTER = timedelta(hours=24)


def call(municipality: Municipality, alarm: Alarm) -> None:
    """Tell the webhook; raises `Unavailable` or `Refused`."""
    event = CloudEvent(
        {
            "id": _id(alarm),
            "source": municipality.base_url,
            "type": TYPE,
            "subject": alarm.target,
            "time": (alarm.ended_at or alarm.raised_at).replace(microsecond=0),
            "datacontenttype": "application/json",
        },
        {
            "state": "ended" if alarm.ended_at else "raised",
            "municipality": municipality.code,
            "target": alarm.target,
            "waiting": alarm.waiting,
            "given_up": alarm.given_up,
            "oldest_at": _written(alarm.oldest_at),
            "page": f"{municipality.base_url}{PAGE}",
        },
    )
    message = to_structured_event(event)
    headers = message.headers | signature(municipality.alarm_secret, _id(alarm), message.body)
    outside.post(municipality.alarm_url, message.body, headers)


def mail(municipality: Municipality, alarm: Alarm) -> None:
    """Tell somebody by e-mail; raises `Unavailable` or `Refused`."""
    send(mail_server_of(municipality), mail_of(municipality, alarm))


def mail_of(municipality: Municipality, alarm: Alarm) -> Mail:
    """The mail, in Danish and without anything personal."""
    t = translate_to("da")
    system = name_in_words(name_of(alarm.target), t)
    if alarm.ended_at:
        subject = f"{municipality.name}: {system} er på plads igen"
        text = f"Intet venter længere for længe hos »{system}«."
    else:
        subject = f"{municipality.name}: {alarm.waiting} venter hos {system}"
        oldest = write_moment(alarm.oldest_at, t)
        text = (
            f"Noget, vi har lovet borgere, venter for længe hos »{system}« eller skal ses.\n\n"
            f"I alt venter: {alarm.waiting}\n"
            f"Heraf skal ses af en medarbejder: {alarm.given_up}\n"
            f"Det ældste er fra: {oldest}\n\n"
            "Intet er gået tabt. Vi prøver igen af os selv, undtagen det, der skal ses."
        )
    text += f"\n\nSe mere: {municipality.base_url}{PAGE}\n"
    at = alarm.ended_at or alarm.raised_at
    return Mail(id=_id(alarm), at=at, to=municipality.alarm_email, subject=subject, text=text)


def _id(alarm: Alarm) -> str:
    """The same however often it is tried; another each day that an alarm lasts, since whoever has
    heard an id hears it no more."""
    days = (now() - alarm.raised_at) // TOLD_AGAIN_AFTER
    return f"{alarm.id}-ended" if alarm.ended_at else f"{alarm.id}-raised-{days}"


def _written(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
