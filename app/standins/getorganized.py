"""GetOrganized: cases with properties, and documents that are added and finalised.

It answers as its REST interface does in municipalities' public code, with a little of SharePoint's
beneath it. A case asked for twice is two; a document added twice under one name is written over,
until it is final.
"""

import secrets
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Form, Query, Request
from fastapi.responses import Response
from fastapi.security import HTTPBasic, HTTPBasicCredentials
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from app.standins import organisations, persons
from app.standins.behaviour import Behaviour, Misbehaving
from app.standins.downloads import as_download
from app.standins.getorganized_archive import Archive, Final, NotARow
from app.standins.kept import Kept
from app.standins.pages import page
from app.standins.problems import PROBLEM, speak_problems

DEMO_USERNAME = "hovedindgang"
DEMO_PASSWORD = "demo getorganized password"

_login = HTTPBasic()


class Property(BaseModel):
    InternalName: str
    Value: str


class Wanted(BaseModel):
    """Cases of these types that have all these properties."""

    FieldProperties: list[Property]
    CaseTypePrefixes: list[str]


class NewCase(BaseModel):
    CaseTypePrefix: str = Field(pattern="^[A-Z]{2,4}$")
    MetadataXml: str
    ReturnWhenCaseFullyCreated: bool = False


class NewDocument(BaseModel):
    """A document; its bytes are numbers from 0 to 255."""

    bytes: list[Annotated[int, Field(ge=0, le=255)]]
    CaseId: str
    ListName: str
    FolderPath: str = ""
    FileName: str
    Metadata: str = ""
    Overwrite: bool = True


class ToFinalise(BaseModel):
    DocID: int


def create_getorganized(behaviour: Behaviour, kept: Kept) -> FastAPI:
    """GetOrganized as a program of its own."""
    app = FastAPI(title="GetOrganized (stand-in)", version="1", docs_url=None, redoc_url=None)
    speak_problems(app)
    app.add_middleware(Misbehaving, behaviour=behaviour, below=("/_goapi/", "/_api/"))
    archive = Archive(kept)
    _take_cases(app, archive)
    _take_documents(app, archive)
    _show_pages(app, archive, behaviour)
    return app


def _needed(said: Annotated[HTTPBasicCredentials, Depends(_login)]) -> None:
    known = secrets.compare_digest(said.username.encode(), DEMO_USERNAME.encode())
    if not known or not secrets.compare_digest(said.password.encode(), DEMO_PASSWORD.encode()):
        raise HTTPException(401, "Unknown user")


ALLOWED = [Depends(_needed)]
SAID: dict[int | str, dict[str, Any]] = dict.fromkeys((401, 404, 422), PROBLEM)


def _take_cases(app: FastAPI, archive: Archive) -> None:
    @app.post("/_goapi/Cases/FindByCaseProperties", dependencies=ALLOWED, responses=SAID)
    def find_cases(wanted: Wanted) -> dict[str, Any]:
        properties = {each.InternalName: each.Value for each in wanted.FieldProperties}
        found = archive.cases_with(wanted.CaseTypePrefixes, properties)
        return {"CasesInfo": [{"CaseID": case["CaseID"], "ItemExists": True} for case in found]}

    @app.post("/_goapi/Cases", dependencies=ALLOWED, responses=SAID)
    def open_case(new: NewCase) -> dict[str, Any]:
        try:
            case = archive.open_case(new.CaseTypePrefix, new.MetadataXml)
        except NotARow:
            raise HTTPException(422, "MetadataXml is no row") from None
        return {"CaseID": case["CaseID"], "CaseRelativeUrl": case["CaseUrl"]}

    @app.get("/_goapi/Cases/Metadata/{case_id}", dependencies=ALLOWED, responses=SAID)
    def tell_case(case_id: str) -> dict[str, Any]:
        case = _existing(archive, case_id)
        row = f'ows_CaseID="{case["CaseID"]}" ows_CaseUrl="{case["CaseUrl"]}"'
        return {"Metadata": f'<z:row xmlns:z="#RowsetSchema" {row} />'}

    @app.post("/_goapi/contacts/readitem", dependencies=ALLOWED, responses=SAID)
    def find_contact(
        number: Annotated[str, Form(alias="Id")],
        field: Annotated[str, Form(alias="ContactDataFieldName")],
    ) -> dict[str, Any]:
        person, company = persons.by_cpr(number), organisations.by_cvr(number)
        if person:
            return {"ID": int(number[:6]), "FullName": person.name, "CPR": number}
        if company:
            return {"ID": int(number[:6]), "FullName": company.name, "CVR": number}
        return {"ID": None, "FullName": ""}


def _take_documents(app: FastAPI, archive: Archive) -> None:
    @app.post("/_goapi/Documents/AddToDocumentLibrary", dependencies=ALLOWED, responses=SAID)
    def add(new: NewDocument) -> dict[str, Any]:
        case = _existing(archive, new.CaseId)
        content = bytes(new.bytes)
        try:
            doc_id = archive.add(case["CaseID"], new.ListName, new.FileName, content)
        except Final:
            raise HTTPException(409, "The document is final") from None
        return {"DocId": doc_id}

    @app.post("/_goapi/Documents/Finalize/ByDocumentId", dependencies=ALLOWED, responses=SAID)
    def finalise(wanted: ToFinalise) -> dict[str, Any]:
        try:
            done = archive.finalise(wanted.DocID)
        except Final:
            return {"Success": False, "Message": "Document is already finalized"}
        if not done:
            raise HTTPException(404, "No such document")
        return {"Success": True}

    @app.get(
        "/cases/{group}/{case_id}/_api/web/GetFileByServerRelativeUrl('{path:path}')"
        "/ListItemAllFields",
        dependencies=ALLOWED,
        responses=SAID,
    )
    def find_document(group: str, case_id: str, path: str) -> dict[str, Any]:
        case = _existing(archive, case_id)
        *_, list_name, name = ["", "", *path.split("/")]
        document = archive.document(case["CaseID"], list_name, name)
        if document is None or not path.endswith(f"/{case['CaseUrl']}/{list_name}/{name}"):
            raise HTTPException(404, "No such file")
        return {"DocID": str(document["DocID"]), "Finalized": document["finalised"]}


def _show_pages(app: FastAPI, archive: Archive, behaviour: Behaviour) -> None:
    @app.get("/", include_in_schema=False)
    def show_cases(request: Request) -> Response:
        cases = archive.shown()
        return page(request, "getorganized.html", cases=cases, behaviour=behaviour)

    @app.get("/cases.json", include_in_schema=False)
    def list_cases() -> list[dict[str, Any]]:
        return archive.shown()

    @app.get("/case", include_in_schema=False)
    def show_case(request: Request, number: Annotated[str, Query()]) -> Response:
        found = [case for case in archive.shown() if case["number"] == number]
        if not found:
            return page(request, "not_found.html", status=404)
        return page(request, "getorganized_case.html", case=found[0])

    @app.get("/files/{file_id}", include_in_schema=False)
    def download(request: Request, file_id: int) -> Response:
        file = archive.file(file_id)
        return as_download(file) if file else page(request, "not_found.html", status=404)


def _existing(archive: Archive, case_id: str) -> dict[str, Any]:
    case = archive.case(case_id)
    if case is None:
        raise HTTPException(404, "No such case")
    return case
