"""The calls that GetOrganized answers: where each is, what it is told and what of it we read.

Addresses and names are those that municipalities' public code uses (Aarhus, OS2forms); a document
is looked for by SharePoint's own interface beneath. A login goes with each call, as HTTP Basic
(RFC 7617): NTLM is tied to a connection, and ours are shared by all municipalities.
"""

import json
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit
from xml.sax.saxutils import quoteattr

from app.integrations import outside
from app.integrations.case_systems import Account, Document, Refused, Unavailable
from app.integrations.case_systems.replies import (
    case_number_in,
    id_in,
    object_in,
    objects_in,
    read_object,
)
from app.integrations.outside import Answer

OUR_NAME = "Hovedindgang"
USUAL_LIST = "Dokumenter"
USUAL_REFERENCE_FIELD = "ows_EksterntSagsID"
CONTACT_FIELD = "CCMContactData"
# What a case may be told besides, each as the installation writes it.
OPTIONAL_FIELDS = {
    "case_category": "ows_CaseCategory",
    "kle": "ows_KLENummer",
    "department": "ows_Afdeling",
}
# A byte is written as a number and a comma.
CHARACTERS_A_BYTE = 4
SLOWEST_BYTES_PER_SECOND = 64 * 1024
JSON = {"content-type": "application/json", "accept": "application/json;odata=nometadata"}
LOGIN_REFUSED = (
    "GetOrganized afviste vores login. Ret option.username eller hemmeligheden "
    "(--secret case_system)."
)
NOT_ALLOWED = (
    "GetOrganized lader ikke vores bruger gøre det her. Giv brugeren i option.username rettigheder "
    "til option.site og sagstypen i option.case_type, eller ret dem."
)
_PATH = re.compile(r"cases/[A-Za-z0-9_-]+(?:/[A-Za-z0-9_-]+)+")
_FIELD = re.compile(r"ows_[A-Za-z0-9_]{1,60}")


@dataclass(frozen=True)
class Existing:
    """A document there: its own id, and whether it is finalised."""

    id: int
    finalised: bool


class Calls:
    """GetOrganized at one municipality's address; each call raises `Unavailable` or `Refused`."""

    def __init__(self, account: Account) -> None:
        self.url = account.url.rstrip("/")
        self.options = account.options
        site = account.options.get("site", "").strip("/")
        self.api = f"{self.url}/{site}/_goapi" if site else f"{self.url}/_goapi"
        login = f"{account.options.get('username', '')}:{account.secret}"
        self._authorization = f"Basic {b64encode(login.encode()).decode()}"

    def case_with(self, reference: str) -> str | None:
        """The id of the case with our reference; of several, the first that was opened."""
        asked = {
            "FieldProperties": [
                {
                    "InternalName": self._reference_field(),
                    "Value": reference,
                    "DataType": "Text",
                    "ComparisonType": "Equal",
                    "IsMultiValue": "False",
                }
            ],
            "CaseTypePrefixes": [self.options.get("case_type", "")],
            "LogicalOperator": "AND",
            "ExcludeDeletedCases": "True",
            "ReturnCasesNumber": "25",
        }
        said = self._post("/Cases/FindByCaseProperties", asked)
        if not isinstance(said.get("CasesInfo"), list):
            raise Unavailable("Systemet svarede uden at sige, om sagen findes.")
        there = [
            each for each in objects_in(said, "CasesInfo") if each.get("ItemExists") is not False
        ]
        return min((case_number_in(each, "CaseID") for each in there), default=None)

    def open_case(self, reference: str, title: str, applicant: Mapping[str, Any]) -> str:
        """The id of a new case."""
        fields = {
            "ows_Title": title,
            "ows_CaseStatus": "Åben",
            self._reference_field(): reference,
            "ows_EksterntSystemID": OUR_NAME,
        }
        fields |= {
            field: self.options[name]
            for name, field in OPTIONAL_FIELDS.items()
            if self.options.get(name)
        }
        if applicant.get("kind") in ("citizen", "company"):
            fields[f"ows_{CONTACT_FIELD}"] = self._contact(applicant)
        told = {
            "CaseTypePrefix": self.options.get("case_type", ""),
            "MetadataXml": _row(fields),
            "ReturnWhenCaseFullyCreated": True,
        }
        return case_number_in(self._post("/Cases", told), "CaseID")

    def path_of(self, case_id: str) -> str:
        """Where the case lies, such as cases/BOR26/BOR-2026-000123."""
        answer = self._ask("GET", f"{self.api}/Cases/Metadata/{quote(case_id, safe='')}")
        metadata = read_object(answer.body).get("Metadata")
        found = re.search(r'\bows_CaseUrl="([^"]+)"', metadata if isinstance(metadata, str) else "")
        if found is None or not _PATH.fullmatch(found[1]):
            raise Unavailable("Systemet svarede uden at sige, hvor sagen ligger.")
        return found[1]

    def document(self, path: str, name: str) -> Existing | None:
        """The document of that name on the case at that path; None where there is none."""
        file = f"{urlsplit(self.url).path}/{path}/{self._list()}/{name}"
        address = f"{self.url}/{path}/_api/web/GetFileByServerRelativeUrl('{quote(file)}')"
        answer = self._ask("GET", f"{address}/ListItemAllFields", missing=True)
        if answer.status == 404:
            return None
        said = read_object(answer.body)
        item = object_in(said, "d") or said
        if item.get("odata.null"):
            return None
        return Existing(
            id_in(item, "DocID"), item.get("Finalized") in (True, 1, "1", "True", "true")
        )

    def add(self, case_id: str, name: str, document: Document) -> int:
        """The id of the document, added to the case under that name."""
        told = {
            "CaseId": case_id,
            "ListName": self._list(),
            "FolderPath": "",
            "FileName": name,
            "Metadata": _row({"ows_Title": document.name}),
            # What has come in between can only be the same document.
            "Overwrite": True,
        }
        seconds = document.size * CHARACTERS_A_BYTE / SLOWEST_BYTES_PER_SECOND
        answer = self._ask(
            "POST",
            f"{self.api}/Documents/AddToDocumentLibrary",
            body=_with_bytes(told, document),
            headers=JSON,
            budget_seconds=outside.BUDGET_SECONDS + seconds,
        )
        return id_in(read_object(answer.body), "DocId")

    def finalise(self, document_id: int) -> None:
        """From now on nobody changes the document."""
        told = {"DocID": document_id, "ShouldCloseOpenTasks": False}
        if self._post("/Documents/Finalize/ByDocumentId", told).get("Success") is False:
            raise Unavailable("Systemet journaliserede ikke dokumentet.")

    def _contact(self, applicant: Mapping[str, Any]) -> str:
        """The party as one line: name, the contact's id, CPR number and CVR number."""
        cpr, cvr = str(applicant.get("cpr") or ""), str(applicant.get("cvr") or "")
        number = cpr if applicant.get("kind") == "citizen" else cvr
        asked = urlencode({"Id": number, "ContactDataFieldName": CONTACT_FIELD}).encode()
        headers = {"content-type": "application/x-www-form-urlencoded"}
        answer = self._ask("POST", f"{self.api}/contacts/readitem", body=asked, headers=headers)
        said = read_object(answer.body)
        contact_id = str(id_in(said, "ID")) if said.get("ID") else ""
        # The name is what we were told, since theirs may be of before it was protected.
        name = str(applicant.get("name") or "").replace(";#", " ")
        company = cvr if applicant.get("kind") == "company" else ""
        return f"{name};#{contact_id};#{'' if company else cpr};#{company};#"

    def _reference_field(self) -> str:
        field = self.options.get("reference_field") or USUAL_REFERENCE_FIELD
        if not _FIELD.fullmatch(field):
            raise Refused(
                "option.reference_field er ikke navnet på et felt, der begynder med ows_."
            )
        return field

    def _list(self) -> str:
        return self.options.get("list_name") or USUAL_LIST

    def _post(self, path: str, told: Mapping[str, Any]) -> dict[str, Any]:
        body = json.dumps(told, ensure_ascii=False).encode()
        return read_object(self._ask("POST", f"{self.api}{path}", body=body, headers=JSON).body)

    def _ask(self, method: str, address: str, **rest: Any) -> Answer:
        headers = {"accept": JSON["accept"], **rest.pop("headers", {})}
        headers["authorization"] = self._authorization
        try:
            return outside.ask(method, address, headers=headers, **rest)
        except Refused as refusal:
            if refusal.status == 401:
                raise Refused(LOGIN_REFUSED, refusal.words, 401) from None
            if refusal.status == 403:
                raise Refused(NOT_ALLOWED, refusal.words, 403) from None
            raise


def _row(fields: Mapping[str, str]) -> str:
    """Fields as SharePoint's row: one element, each field an attribute."""
    written = [f"{name}={quoteattr(_printable(value))}" for name, value in fields.items()]
    return f'<z:row xmlns:z="#RowsetSchema" {" ".join(written)} />'


def _printable(text: str) -> str:
    """Without what XML cannot hold (XML 1.0, 2.2)."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", text)


def _with_bytes(told: Mapping[str, Any], document: Document) -> Iterator[bytes]:
    """`told` as JSON with the document's bytes as an array of numbers, a piece at a time."""
    yield json.dumps(told, ensure_ascii=False).encode()[:-1] + b', "bytes": ['
    comma = ""
    for part in document.parts():
        if part:
            yield f"{comma}{','.join(map(str, part))}".encode()
            comma = ","
    yield b"]}"
