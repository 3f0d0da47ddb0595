"""Fordelingskomponenten (SF2900): takes each object once, answers that it has, and says later what
became of it."""

import hmac
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any
from xml.sax.saxutils import escape

from fastapi import FastAPI, Form, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel

from app.standins.behaviour import MODES as USUAL
from app.standins.behaviour import Behaviour, Misbehaving
from app.standins.downloads import as_download
from app.standins.kept import Kept
from app.standins.pages import page
from app.standins.posted import RawBody
from app.standins.problems import problem, speak_problems
from app.standins.sf2900_object import NotObject, Received, read
from app.standins.sf2900_receipts import STATES, Answering

SHELF = "sf2900-objects"
DEMO_TOKEN = "demo-token-for-the-gateway"
MODES = {mode: text for mode, text in USUAL.items() if mode != "bounces"} | {
    "rejects": "afviser: det modtagende system siger nej (AFVIST)",
    "fails": "fejler på vejen til det modtagende system (FEJLET)",
    "takes": "afleverer, men det modtagende system siger intet",
    "quiet": "tager imod, men siger aldrig mere",
    "backwards": "sender kvitteringerne i omvendt rækkefølge",
    "doubles": "sender hver kvittering to gange",
    "warns": "tager imod med en advarsel (ADVARSEL)",
    "refuses": "siger straks nej (FEJL i transportkvitteringen)",
}


class Destination(BaseModel):
    """Where business receipts are sent."""

    address: str
    token: str
    seconds: float = 1.0


def create_sf2900(behaviour: Behaviour, kept: Kept, address: str = "", token: str = "") -> FastAPI:
    """The component as a program of its own; `address` and `token` are where receipts go."""
    app = FastAPI(title="SF2900 (stand-in)", version="1", docs_url=None, redoc_url=None)
    speak_problems(app)
    app.add_middleware(Misbehaving, behaviour=behaviour, paths=("/FordelingsobjektAfsend",))
    answering = Answering(kept, address, token)

    def begin_anew() -> None:
        answering.address, answering.token, answering.seconds = address, token, 1.0

    app.state.begin_anew = begin_anew
    _take_objects(app, kept, answering)
    _show_pages(app, kept, answering, behaviour)
    return app


def _take_objects(app: FastAPI, kept: Kept, answering: Answering) -> None:
    @app.post("/FordelingsobjektAfsend", response_class=Response)
    def take(request: Request, body: RawBody) -> Response:
        """SOAP in, SOAP out: a transport receipt."""
        said = request.headers.get("authorization", "")
        if not hmac.compare_digest(said.encode(), f"Bearer {DEMO_TOKEN}".encode()):
            return problem(401, "The gateway does not know the caller")
        manner = getattr(request.state, "manner", "ok")
        try:
            received = read(body)
        except NotObject as wrong:
            return _transport("FEJL", str(wrong), code="F-01")
        if manner == "refuses":
            return _transport("FEJL", "Ingen modtager for KLE-nummeret.", code="F-02")
        thing = _keep(kept, received)
        answering.answer_later(thing, _number(thing), manner)
        if manner == "warns":
            return _transport("ADVARSEL", "Handlingsfacetten er ukendt.")
        return _transport("OK")

    @app.post("/receipts-to", include_in_schema=False)
    def choose_destination(wanted: Destination) -> dict[str, str]:
        answering.address, answering.token = wanted.address, wanted.token
        answering.seconds = wanted.seconds
        return {"address": wanted.address}


def _show_pages(app: FastAPI, kept: Kept, answering: Answering, behaviour: Behaviour) -> None:
    @app.get("/", include_in_schema=False)
    def show_objects(request: Request) -> Response:
        objects = _objects(kept, answering)
        return page(
            request, "sf2900.html", objects=objects, behaviour=behaviour, address=answering.address
        )

    @app.get("/objects.json", include_in_schema=False)
    def list_objects() -> list[dict[str, Any]]:
        return _objects(kept, answering)

    @app.get("/objects/{transaction}", include_in_schema=False)
    def show_object(request: Request, transaction: str) -> Response:
        found = [each for each in _objects(kept, answering) if each["transaction"] == transaction]
        if not found:
            return page(request, "not_found.html", status=404)
        return page(
            request,
            "sf2900_object.html",
            thing=found[0],
            states=list(STATES),
            address=answering.address,
        )

    @app.get("/objects/{transaction}/file", include_in_schema=False)
    def download(request: Request, transaction: str) -> Response:
        thing = kept.get(SHELF, transaction)
        return as_download(thing) if thing else page(request, "not_found.html", status=404)

    @app.post("/objects/{transaction}/receipts", include_in_schema=False)
    def send_receipt(request: Request, transaction: str, state: Annotated[str, Form()]) -> Response:
        thing = kept.get(SHELF, transaction)
        if thing is None or state not in STATES:
            return page(request, "not_found.html", status=404)
        answering.send(thing, state, _number(thing))
        return RedirectResponse(f"/sf2900/objects/{transaction}", 303)

    @app.post("/destination", include_in_schema=False)
    def set_destination(
        address: Annotated[str, Form()] = "", token: Annotated[str, Form()] = ""
    ) -> Response:
        answering.address, answering.token = address.strip(), token.strip()
        return RedirectResponse("/sf2900/", 303)


def _keep(kept: Kept, received: Received) -> dict[str, Any]:
    """One object for each transaction, however often it comes."""
    thing = asdict(received) | {"received_at": datetime.now(UTC).isoformat()}
    return kept.put(SHELF, received.transaction, thing)


def _objects(kept: Kept, answering: Answering) -> list[dict[str, Any]]:
    """The newest first, each with what was said of it since."""
    found = []
    for thing in kept.all(SHELF):
        shown = {
            name: value
            for name, value in thing.items()
            if name not in ("content_base64", "context")
        }
        said = answering.sent(thing["transaction"])
        found.append(shown | {"number": _number(thing), "receipts": said})
    return found


def _number(thing: dict[str, Any]) -> str:
    """A form becomes a case; a document lies on one that is there."""
    return f"F{thing['received_at'][:4]}-{thing['position']:06}" if thing["xml"] else ""


def _transport(state: str, reason: str = "", code: str = "") -> Response:
    errors = (
        f"<FejlListe><Fejl><FejlKode>{code}</FejlKode>"
        f"<FejlTekst>{escape(reason)}</FejlTekst></Fejl></FejlListe>"
        if code
        else ""
    )
    return Response(
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
        "<TransportKvittering "
        'xmlns="http://serviceplatformen.dk/xml/wsdl/soap11/DistributionService/2/types">'
        f"<TransportValideringsKode>{state}</TransportValideringsKode>"
        f"{f'<Begrundelse>{escape(reason)}</Begrundelse>' if reason else ''}{errors}"
        "</TransportKvittering></s:Body></s:Envelope>",
        media_type="text/xml; charset=utf-8",
    )
