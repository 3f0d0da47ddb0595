"""SBSYS: cases opened from a template, with parties, documents and journal notes.

It answers as its REST interface (SBSIP) does in municipalities' public code. It knows nothing of
what it is sent: whoever asks twice gets two.
"""

import json
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, FastAPI, File, Form, Query, Request, UploadFile
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from app.standins.behaviour import Behaviour, Misbehaving
from app.standins.downloads import as_download
from app.standins.kept import Kept
from app.standins.pages import page
from app.standins.problems import PROBLEM, speak_problems
from app.standins.sbsys_archive import TEMPLATES, Archive
from app.standins.sbsys_tokens import Tokens

MOST_ON_A_PAGE = 100


class Numbers(BaseModel):
    """A person or a company, by number."""

    CprNummer: str = ""
    CvrNummer: str = ""
    Navn: str = ""


class Wanted(BaseModel):
    """Which cases: those of a primary party, or with a title that holds these words."""

    PrimaerPerson: Numbers | None = None
    PrimaerFirma: Numbers | None = None
    SagsTitel: str = ""
    PageNumber: int = 1
    PageSize: int = MOST_ON_A_PAGE


class Part(BaseModel):
    PartId: int
    PartType: str


class NewCase(BaseModel):
    SagsTitel: str
    SkabelonId: int
    PrimaryPart: Part | None = None
    Parts: list[Part] = []


class NewNote(BaseModel):
    SagID: int
    Overskrift: str
    Note: str
    KontaktTidspunkt: datetime


def create_sbsys(behaviour: Behaviour, kept: Kept) -> FastAPI:
    """SBSYS as a program of its own, with its token endpoint beside it."""
    app = FastAPI(title="SBSYS (stand-in)", version="1", docs_url=None, redoc_url=None)
    speak_problems(app)
    app.add_middleware(Misbehaving, behaviour=behaviour, below=("/api/", "/auth/"))
    archive, tokens = Archive(kept), Tokens(kept)
    _take_calls(app, archive, tokens)
    _show_pages(app, archive, behaviour)
    return app


def _take_calls(app: FastAPI, archive: Archive, tokens: Tokens) -> None:
    @app.post("/auth/realms/sbsip/protocol/openid-connect/token")
    def give_token(
        grant_type: Annotated[str, Form()],
        client_id: Annotated[str, Form()],
        client_secret: Annotated[str, Form()] = "",
        username: Annotated[str, Form()] = "",
        password: Annotated[str, Form()] = "",
    ) -> JSONResponse:
        if not tokens.may_have_one(grant_type, client_id, client_secret, username, password):
            return JSONResponse({"error": "invalid_grant"}, 401)
        return JSONResponse(tokens.new())

    allowed = [Depends(tokens.needed)]
    said: dict[int | str, dict[str, Any]] = dict.fromkeys((401, 404, 422), PROBLEM)

    @app.post("/api/person/search", dependencies=allowed, responses=said)
    def find_person(wanted: Numbers) -> list[dict[str, Any]]:
        return archive.parties("Person", wanted.CprNummer)

    @app.post("/api/person", dependencies=allowed, responses=said)
    def add_person(new: Numbers) -> dict[str, Any]:
        return archive.add_party("Person", new.CprNummer, new.Navn)

    @app.post("/api/firma/search", dependencies=allowed, responses=said)
    def find_company(wanted: Numbers) -> list[dict[str, Any]]:
        return archive.parties("Firma", wanted.CvrNummer)

    @app.post("/api/firma", dependencies=allowed, responses=said)
    def add_company(new: Numbers) -> dict[str, Any]:
        return archive.add_party("Firma", new.CvrNummer, new.Navn)

    @app.post("/api/sag/search", dependencies=allowed, responses=said)
    def find_cases(wanted: Wanted) -> dict[str, Any]:
        number = ""
        if wanted.PrimaerPerson:
            number = wanted.PrimaerPerson.CprNummer
        elif wanted.PrimaerFirma:
            number = wanted.PrimaerFirma.CvrNummer
        found = archive.cases(number, wanted.SagsTitel)
        size = min(wanted.PageSize, MOST_ON_A_PAGE)
        first = (wanted.PageNumber - 1) * size
        return {"Results": found[first : first + size], "TotalNumberOfResults": len(found)}

    @app.post("/api/v10/sag/template", dependencies=allowed, responses=said)
    def open_case(new: NewCase) -> dict[str, Any]:
        if new.SkabelonId not in TEMPLATES:
            raise HTTPException(422, "No such template")
        part = new.PrimaryPart
        party = archive.party(part.PartId, part.PartType) if part else None
        if part and party is None:
            raise HTTPException(422, "No such party")
        return archive.open_case(new.SagsTitel, new.SkabelonId, party)

    @app.get("/api/sag/{case_id}/dokumenter", dependencies=allowed, responses=said)
    def list_documents(case_id: int) -> list[dict[str, Any]]:
        return archive.documents(_existing(archive, case_id)["Id"])

    @app.post("/api/dokument/journaliser", dependencies=allowed, responses=said)
    def journalise(
        told: Annotated[str, Form(alias="json")], file: Annotated[UploadFile, File()]
    ) -> dict[str, Any]:
        try:
            document = json.loads(told)
            case_id, name = int(document["SagID"]), str(document["DokumentNavn"])
        except (ValueError, TypeError, KeyError):
            raise HTTPException(422, "json names no case and document") from None
        case = _existing(archive, case_id)
        content, media_type = file.file.read(), file.content_type or ""
        return archive.journalise(case["Id"], name, file.filename or "", media_type, content)

    @app.get("/api/fil/{file_id}", dependencies=allowed, responses=said)
    def give_file(file_id: int) -> Response:
        file = archive.file(file_id)
        if file is None:
            raise HTTPException(404, "No such file")
        return as_download(file)

    @app.get("/api/sag/{case_id}/journalarknotes", dependencies=allowed, responses=said)
    def list_notes(case_id: int) -> list[dict[str, Any]]:
        return archive.notes(_existing(archive, case_id)["Id"])

    @app.post("/api/journalarknote/create", dependencies=allowed, responses=said)
    def write_note(new: NewNote) -> dict[str, Any]:
        _existing(archive, new.SagID)
        return archive.write_note(new.model_dump(mode="json"))


def _show_pages(app: FastAPI, archive: Archive, behaviour: Behaviour) -> None:
    def everything() -> list[dict[str, Any]]:
        return [
            {
                "number": case["Nummer"],
                "title": case["SagsTitel"],
                "party": _known_as(case["Part"]),
                "template": case["SagSkabelon"]["Navn"],
                "is_open": case["SagsStatus"]["SagsTilstand"] == "Aktiv",
                "opened_at": case["SagsDato"],
                "documents": [
                    {
                        "name": document["Navn"],
                        "file": file["Navn"],
                        "size": file["Size"],
                        "media_type": file["media_type"],
                        "sha256": file["sha256"],
                        "address": f"/sbsys/files/{file['Id']}",
                    }
                    for document in archive.documents(case["Id"])
                    for file in document["Filer"]
                ],
                "notes": archive.notes(case["Id"]),
            }
            for case in archive.cases()
        ]

    @app.get("/", include_in_schema=False)
    def show_cases(request: Request) -> Response:
        return page(request, "sbsys.html", cases=everything(), behaviour=behaviour)

    @app.get("/cases.json", include_in_schema=False)
    def list_cases() -> list[dict[str, Any]]:
        return everything()

    @app.get("/case", include_in_schema=False)
    def show_case(request: Request, number: Annotated[str, Query()]) -> Response:
        found = [case for case in everything() if case["number"] == number]
        if not found:
            return page(request, "not_found.html", status=404)
        return page(request, "sbsys_case.html", case=found[0])

    @app.post("/close", include_in_schema=False)
    def close_case(number: Annotated[str, Form()]) -> Response:
        archive.close(number)
        return RedirectResponse("/sbsys/", 303)

    @app.get("/files/{file_id}", include_in_schema=False)
    def download(request: Request, file_id: int) -> Response:
        file = archive.file(file_id)
        return as_download(file) if file else page(request, "not_found.html", status=404)


def _existing(archive: Archive, case_id: int) -> dict[str, Any]:
    case = archive.case(case_id)
    if case is None:
        raise HTTPException(404, "No such case")
    return case


def _known_as(party: dict[str, Any] | None) -> str:
    return f"{party['Navn']} {party['Nummer']}".strip() if party else ""
