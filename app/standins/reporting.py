"""The case system tells the service how far a case has come, as somebody presses: in order, twice,
or too late."""

import base64
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from uuid import uuid4

import httpx
from fastapi import FastAPI, Form
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from app.standins.decision_pdf import decision_pdf
from app.standins.kept import Kept
from app.standins.reaching import client, reachable

Find = Callable[[str], dict[str, Any] | None]
SHELF = "reports"
BUTTONS = {
    "received": "Vi har modtaget sagen",
    "in_progress": "Vi er i gang",
    "information_requested": "Vi mangler noget",
    "answered": "Vi har svaret",
    "decided": "Vi har truffet en afgørelse",
    "closed": "Sagen er afsluttet",
    "twice": "Send det seneste en gang til",
    "late": "Send noget gammelt for sent",
}


def add_reporting(app: FastAPI, kept: Kept, token: str, find: Find) -> None:
    """Give the case system buttons; `find` finds the case of a number."""

    @app.post("/cases/{case_number}/report", include_in_schema=False)
    def report(case_number: str, what: Annotated[str, Form()]) -> Response:
        case = find(case_number)
        if case is None or what not in BUTTONS:
            raise HTTPException(404)
        before = reports_of(kept, case_number)
        if what == "twice" and not before:
            raise HTTPException(422, "Nothing was told yet")
        event = before[0]["event"] if what == "twice" else _event(what, case, before)
        sent = {"case_number": case_number, "event": event, "answer": _send(case, token, event)}
        kept.put(SHELF, str(uuid4()), sent)
        return RedirectResponse(f"/case-system/cases/{case_number}", 303)


def reports_of(kept: Kept, case_number: str) -> list[dict[str, Any]]:
    """What was told of a case, the newest first, each with what the service answered."""
    return [each for each in kept.all(SHELF) if each["case_number"] == case_number]


def _event(what: str, case: dict[str, Any], before: list[dict[str, Any]]) -> dict[str, Any]:
    moment = datetime.now(UTC)
    event: dict[str, Any] = {
        "id": f"{case['case_number']}-{len(before) + 1}",
        "at": moment.isoformat(),
        "state": what,
    }
    if what == "received":
        event |= {"text": "En sagsbehandler ser på sagen i løbet af få dage."}
    elif what == "in_progress":
        event |= {"expected_on": (moment + timedelta(days=14)).date().isoformat()}
    elif what == "information_requested":
        event |= {
            "text": "Vi mangler en kopi af din lejekontrakt.\nAlle sider skal være med.",
            "expected_on": (moment + timedelta(days=10)).date().isoformat(),
        }
    elif what == "answered":
        event |= {"state": "decided", "text": "Du er registreret."}
    elif what == "decided":
        event |= {
            "text": "Du får det, du har søgt om. Begrundelsen står i afgørelsen.",
            "is_decision": True,
            "document": _document(case),
        }
    elif what == "late":
        event |= {"state": "received", "at": case["received_at"], "text": "Sendt for sent."}
    return event


def _document(case: dict[str, Any]) -> dict[str, str]:
    content = decision_pdf("Afgørelse", case["event"]["data"]["reference"])
    return {
        "name": "Afgørelse.pdf",
        "media_type": "application/pdf",
        "content_base64": base64.b64encode(content).decode(),
    }


def _send(case: dict[str, Any], token: str, event: dict[str, Any]) -> str:
    """What the service answered: its status and its words."""
    reference = case["event"]["data"]["reference"]
    where, host = reachable(f"{case['event']['source']}/api/v1/cases/{reference}/events")
    headers = {"host": host, "authorization": f"Bearer {token}"}
    try:
        answer = client().post(where, json=event, headers=headers)
    except httpx.HTTPError as trouble:
        return type(trouble).__name__
    return f"{answer.status_code} {answer.text[:200]}"
