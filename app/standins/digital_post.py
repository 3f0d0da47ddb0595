"""Digital Post: takes letters and SMS as SF1601 does, and shows each test person's inbox.

Whoever is exempt gets a letter on paper under »Automatisk Valg«. That a message was taken is
answered at once, and what became of it a moment later; sent twice (one messageUUID), it is kept
once.
"""

import uuid
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape

from fastapi import FastAPI, Request
from fastapi.responses import Response

from app.standins import memo, persons
from app.standins.behaviour import Behaviour, Misbehaving
from app.standins.downloads import as_download
from app.standins.kept import Kept
from app.standins.memo_parts import NotMemo
from app.standins.pages import page
from app.standins.person import NAMESPACE
from app.standins.post_answers import PostAnswers
from app.standins.posted import RawBody
from app.standins.problems import speak_problems
from app.standins.residence import residence_at

SHELF = "letters"


def create_digital_post(behaviour: Behaviour, kept: Kept, answers: PostAnswers) -> FastAPI:
    """Digital Post as a program of its own."""
    app = FastAPI(title="Digital Post (stand-in)", version="1", docs_url=None, redoc_url=None)
    speak_problems(app)
    app.add_middleware(Misbehaving, behaviour=behaviour, paths=("/KombiPostAfsend",))

    @app.post("/KombiPostAfsend", openapi_extra=_XML_BODY, response_class=Response)
    def send(request: Request, body: RawBody) -> Response:
        """kombi_request in, kombi_response out (SF1601)."""
        try:
            letter = memo.read(body)
        except NotMemo as wrong:
            return _said_no(400, "MEMO", str(wrong))
        channel = _channel(letter)
        if channel is None:
            return _said_no(400, "MODTAGER", "Modtageren kan ikke få Digital Post.")
        transmission = str(uuid.uuid5(NAMESPACE, letter.message_uuid))
        received_at = datetime.now(UTC).isoformat()
        taken = {"channel": channel, "transmission_id": transmission, "received_at": received_at}
        known = kept.put(SHELF, letter.message_uuid, asdict(letter) | taken)
        answers.tell(known, bounces=getattr(request.state, "bounces", False))
        return _xml(200, f"<Result>true</Result><TransmissionID>{transmission}</TransmissionID>")

    @app.post("/answers-to", include_in_schema=False)
    def answer_to(addresses: dict[str, str]) -> dict[str, str]:
        """Where each municipality is from now on, by CVR number, until everything begins afresh."""
        answers.addresses.update(addresses)
        return answers.addresses

    @app.get("/", include_in_schema=False)
    def show_inboxes(request: Request) -> Response:
        letters = kept.all(SHELF)
        counts = {
            person: sum(letter["recipient_id"] == person.cpr for letter in letters)
            for person in persons.everyone().values()
            if person.has_login and not person.refused
        }
        known = {person.cpr for person in counts}
        others = [letter for letter in letters if letter["recipient_id"] not in known]
        return page(
            request,
            "inboxes.html",
            counts=counts,
            others=others,
            behaviour=behaviour,
            answers=answers.behaviour,
        )

    @app.get("/messages.json", include_in_schema=False)
    def list_letters() -> list[dict[str, Any]]:
        return kept.all(SHELF)

    @app.get("/inbox/{key}", include_in_schema=False)
    def show_inbox(request: Request, key: str) -> Response:
        person = persons.everyone().get(key)
        if person is None:
            return page(request, "not_found.html", status=404)
        theirs = [letter for letter in kept.all(SHELF) if letter["recipient_id"] == person.cpr]
        by_channel = {
            channel: [letter for letter in theirs if letter["channel"] == channel]
            for channel in ("digital", "paper", "nemsms")
        }
        return page(request, "inbox.html", person=person, by_channel=by_channel)

    @app.get("/messages/{message_uuid}", include_in_schema=False)
    def show_letter(request: Request, message_uuid: str) -> Response:
        letter = kept.get(SHELF, message_uuid)
        if letter is None:
            return page(request, "not_found.html", status=404)
        person = persons.by_cpr(letter["recipient_id"])
        home = residence_at(person.home) if person and letter["channel"] == "paper" else None
        return page(
            request,
            "letter.html",
            letter=letter,
            person=person,
            home=home,
            told=answers.told_of(message_uuid),
        )

    @app.get("/messages/{message_uuid}/documents/{number}", include_in_schema=False)
    def download(request: Request, message_uuid: str, number: int) -> Response:
        letter = kept.get(SHELF, message_uuid)
        if letter is None or not 0 <= number < len(letter["documents"]):
            return page(request, "not_found.html", status=404)
        return as_download(letter["documents"][number])

    return app


_XML_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/xml": {"schema": {"type": "string", "format": "xml"}}},
    }
}


def _channel(letter: memo.Letter) -> str | None:
    """How it reaches the one it is to: whoever is exempt gets paper, unless only Digital Post was
    asked for; None when they cannot be reached so."""
    if letter.kind == memo.SMS:
        return "nemsms"
    person = persons.by_cpr(letter.recipient_id)
    exempt = person is not None and not person.gets_digital_post
    if letter.choice == "Fysisk Post":
        return "paper"
    if not exempt:
        return "digital"
    return "paper" if letter.choice == "Automatisk Valg" else None


def _said_no(status: int, code: str, text: str) -> Response:
    return _xml(
        status,
        f"<Result>false</Result><FejlId>{code}</FejlId><FejlTekst>{escape(text)}</FejlTekst>",
    )


def _xml(status: int, content: str) -> Response:
    declared = f'<?xml version="1.0" encoding="UTF-8"?><kombi_response>{content}</kombi_response>'
    return Response(declared, status, media_type="application/xml")
