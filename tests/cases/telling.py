"""What a case system tells of Ada's case, and what becomes of it."""

import base64
from datetime import timedelta
from typing import Any

import httpx
from sqlalchemy import select

from app.cases.models import CaseEvent
from app.clock import now
from app.integrations import filing
from app.municipalities import current
from app.municipalities.connecting import new_events_token
from app.municipalities.models import CaseSystemRow
from app.settings import DEMO_EVENTS_TOKEN
from app.submissions.models import Submission
from tests.service import Service
from tests.submissions.walks import moves_alone

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
LETTER = {
    "name": "Afgørelse.pdf",
    "media_type": "application/pdf",
    "content_base64": base64.b64encode(PDF).decode(),
}


def filed(service: Service, key: str = "ada", host: str = "localhost") -> str:
    """The reference of a move that was sent and filed a week ago."""
    return is_filed(service, moves_alone(service.citizen(key, host=host)).sends().path)


def is_filed(service: Service, receipt: str) -> str:
    """What was sent was filed, a week ago; its reference."""
    reference = receipt.rpartition("/")[2]
    with service.database.writing.begin() as session:
        sent = session.scalars(select(Submission).where(Submission.reference == reference)).one()
        filing.filed(session, sent.id, "S2026-1", "records")
        sent.submitted_at = sent.filed_at = now() - timedelta(days=7)
    return reference


def event(name: str = "1", state: str = "in_progress", hours: float = -1, **more: Any) -> Any:
    """The body: what happened so many hours from now."""
    return {"id": name, "at": (now() + timedelta(hours=hours)).isoformat(), "state": state, **more}


def tells(
    service: Service,
    reference: str,
    body: Any,
    token: str | None = DEMO_EVENTS_TOKEN,
    host: str = "localhost",
) -> httpx.Response:
    """The answer; `body` is JSON, or bytes as they are."""
    headers = {"content-type": "application/json"}
    if token is not None:
        headers["authorization"] = f"Bearer {token}"
    client = service.browser(host).client
    path = f"/api/v1/cases/{reference}/events"
    if isinstance(body, bytes):
        return client.post(path, content=body, headers=headers)
    return client.post(path, json=body, headers=headers)


def another_system(service: Service, name: str = "parking", code: str = "0657") -> str:
    """The token of a case system of its own."""
    with service.database.writing.begin() as session:
        system = CaseSystemRow(municipality_code=code, name=name, kind="events", url="", options={})
        session.add(system)
        token = new_events_token(system)
    current.forget()
    return token


def the_case(service: Service) -> Submission:
    with service.database.reading.begin() as session:
        return session.scalars(select(Submission)).one()


def events(service: Service) -> list[CaseEvent]:
    with service.database.reading.begin() as session:
        return list(session.scalars(select(CaseEvent).order_by(CaseEvent.number)))
