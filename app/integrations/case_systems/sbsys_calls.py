"""The calls that SBSYS answers: where each is, what it is told and what of its answer we read.

Addresses and names are those that municipalities' public code uses (Randers, Odense, Aarhus).
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from app.integrations import outside
from app.integrations.case_systems import Account, Document, Message, Refused
from app.integrations.case_systems.access_tokens import Grant, tokens_for
from app.integrations.case_systems.replies import (
    case_number_in,
    id_in,
    object_in,
    objects_in,
    read_object,
    read_objects,
    text_in,
)
from app.integrations.streamed import as_file

TOKEN_PATH = "/auth/realms/sbsip/protocol/openid-connect/token"
PAGE_SIZE = 100
MOST_PAGES = 20
MOST_LIST_BYTES = 4 * 1024 * 1024
# Half a megabit a second: the slowest line we wait for.
SLOWEST_BYTES_PER_SECOND = 64 * 1024
JSON = {"content-type": "application/json", "accept": "application/json"}


@dataclass(frozen=True)
class Case:
    """A case (sag) there: its own id, and the number that staff know it by."""

    id: int
    number: str = field(repr=False)
    title: str = field(default="", repr=False)
    template_id: str = ""
    is_open: bool = False


@dataclass(frozen=True)
class Party:
    """Whose case it is (primær part): of which kind, and by which numbers they are found."""

    kind: str
    path: str
    searched_as: str
    numbers: Mapping[str, str] = field(repr=False)
    name: str = field(repr=False)


def party_of(applicant: Mapping[str, Any]) -> Party | None:
    """None when nobody in particular has applied."""
    name = str(applicant.get("name") or "")
    if applicant.get("kind") == "citizen":
        cpr = str(applicant["cpr"])
        numbers = {"CprNummer": f"{cpr[:6]}-{cpr[6:]}"}
        return Party("Person", "/api/person", "PrimaerPerson", numbers, name)
    if applicant.get("kind") == "company":
        numbers = {"CvrNummer": str(applicant["cvr"])}
        return Party("Firma", "/api/firma", "PrimaerFirma", numbers, name)
    return None


class Calls:
    """SBSYS at one municipality's address; each call raises `Unavailable` or `Refused`."""

    def __init__(self, account: Account) -> None:
        self.url = account.url.rstrip("/")
        self.tokens = tokens_for(_grant(account, self.url))

    def cases(self, wanted: Mapping[str, Any]) -> Iterator[Case]:
        """The cases found, a page at a time; each once."""
        seen: set[int] = set()
        for page in range(1, MOST_PAGES + 1):
            asked = {**wanted, "PageNumber": page, "PageSize": PAGE_SIZE}
            found = read_objects(self._post("/api/sag/search", asked), inside="Results")
            new = [case for case in map(_case, found) if case.id not in seen]
            yield from new
            seen |= {case.id for case in new}
            if len(found) < PAGE_SIZE or not new:
                return
        raise Refused("Ansøgeren har flere sager i SBSYS, end vi kan lede igennem.")

    def party_id(self, party: Party) -> int:
        """The party's id there, made if they have none."""
        found = read_objects(self._post(f"{party.path}/search", party.numbers), inside="Results")
        if found:
            return id_in(found[0], "Id")
        return id_in(
            read_object(self._post(party.path, {**party.numbers, "Navn": party.name})), "Id"
        )

    def open_case(self, told: Mapping[str, Any]) -> Case:
        """A new case, made from its template."""
        return _case(read_object(self._post("/api/v10/sag/template", told)))

    def names_of_files(self, case_id: int) -> set[str]:
        """The names of all files of all documents on the case."""
        documents = self._list(f"/api/sag/{case_id}/dokumenter")
        files = [file for document in documents for file in objects_in(document, "Filer")]
        return {text_in(file, "Navn") for file in files}

    def journalise(self, case_id: int, name: str, document: Document) -> None:
        """A new document on the case, of one file with that name."""
        told = {"SagID": case_id, "DokumentNavn": document.name}

        def form() -> outside.Form:
            return {
                "json": (None, json.dumps(told), "application/json"),
                "file": (name, as_file(document.parts()), document.media_type),
            }

        answer = self.tokens.ask(
            "POST",
            f"{self.url}/api/dokument/journaliser",
            form=form,
            headers={"accept": "application/json"},
            budget_seconds=outside.BUDGET_SECONDS + document.size / SLOWEST_BYTES_PER_SECOND,
        )
        id_in(read_object(answer.body), "Id")

    def headings_in_journal(self, case_id: int) -> set[str]:
        """The headings of the journal notes on the case."""
        return {
            text_in(note, "Overskrift")
            for note in self._list(f"/api/sag/{case_id}/journalarknotes")
        }

    def write_in_journal(self, case_id: int, heading: str, message: Message) -> None:
        """A new journal note on the case, with the citizen's own words as plain text."""
        told = {
            "SagID": case_id,
            "Overskrift": heading,
            # It is shown as HTML.
            "Note": escape(message.text).replace("\n", "<br>"),
            "KontaktTidspunkt": message.at.isoformat(),
        }
        id_in(read_object(self._post("/api/journalarknote/create", told)), "Id")

    def _list(self, path: str) -> list[dict[str, Any]]:
        answer = self.tokens.ask(
            "GET",
            f"{self.url}{path}",
            headers={"accept": "application/json"},
            most_bytes=MOST_LIST_BYTES,
        )
        return read_objects(answer.body, inside="Results")

    def _post(self, path: str, told: Mapping[str, Any]) -> bytes:
        body = json.dumps(told, ensure_ascii=False).encode()
        address = f"{self.url}{path}"
        return self.tokens.ask(
            "POST", address, body=body, headers=JSON, most_bytes=MOST_LIST_BYTES
        ).body


def _grant(account: Account, url: str) -> Grant:
    """The secret is the client's; with a `username` it is the password, or both, with a space
    between."""
    username = account.options.get("username", "")
    client_secret, _, password = account.secret.partition(" ")
    if username and not password:
        client_secret, password = "", account.secret
    return Grant(
        token_url=account.options.get("token_url") or f"{url}{TOKEN_PATH}",
        client_id=account.options.get("client_id", ""),
        username=username,
        password=password if username else "",
        client_secret=client_secret if username else account.secret,
    )


def _case(said: Mapping[str, Any]) -> Case:
    template = object_in(said, "SagSkabelon").get("Id", "")
    return Case(
        id=id_in(said, "Id"),
        number=case_number_in(said, "Nummer"),
        title=text_in(said, "SagsTitel") or text_in(said, "Titel"),
        template_id=str(template),
        is_open=text_in(object_in(said, "SagsStatus"), "SagsTilstand") == "Aktiv",
    )
