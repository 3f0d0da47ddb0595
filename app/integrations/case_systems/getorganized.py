"""GetOrganized by its REST interface: a case found by our reference or opened, documents added to
its library and finalised (journaliseret).

Our reference stands in a property of the case, and a document has a file's name that no other has,
so both are looked for before they are made. The notes only spare us looking again.
"""

from typing import ClassVar

from app.integrations.case_systems import (
    Account,
    CaseFile,
    Document,
    Message,
    Notes,
    Unavailable,
)
from app.integrations.case_systems.getorganized_calls import Calls
from app.integrations.case_systems.marks import case_title, file_name
from app.integrations.case_systems.written import as_document

FINALISED = "finalised"


class GetOrganized:
    """A municipality's GetOrganized. Each submission is a case of its own."""

    WANTS_RECEIPT: ClassVar[bool] = True
    DOCUMENTS_ALONE: ClassVar[bool] = True

    def __init__(self, account: Account) -> None:
        self.calls = Calls(account)

    def file(self, case_file: CaseFile, notes: Notes) -> str:
        """The case's id there, such as BOR-2026-000123; raises `Unavailable` or `Refused`."""
        if case_file.receipt is None:
            raise Unavailable("Kvitteringen er ikke klar endnu.")
        case_id = notes.get("case") or self.calls.case_with(case_file.reference)
        if case_id is None:
            title = case_title(case_file)
            # Nobody else has come to it while we looked: there is no taking a second case back.
            notes.put("opening", case_file.reference)
            case_id = self.calls.open_case(case_file.reference, title, case_file.applicant)
        notes.put("case", case_id)
        self._keep(case_file, case_id, case_file.receipt, notes)
        return case_id

    def tell(self, case_file: CaseFile, message: Message, notes: Notes) -> None:
        """Raises `Unavailable` or `Refused`."""
        documents = list(message.documents)
        if message.kind == "withdrawn" or message.text:
            documents.insert(0, as_document(message))
        for document in documents:
            self._keep(case_file, case_file.case_number, document, notes)

    def _keep(self, case_file: CaseFile, case_id: str, document: Document, notes: Notes) -> None:
        """Add the document and finalise it, each unless it is done."""
        step = f"document {document.id}"
        if notes.get(step) == FINALISED:
            return
        name = file_name(case_file, document.id, document.name)
        there = self.calls.document(self._path(case_id, notes), name)
        if there is None:
            self.calls.finalise(self.calls.add(case_id, name, document))
        elif not there.finalised:
            self.calls.finalise(there.id)
        notes.put(step, FINALISED)

    def _path(self, case_id: str, notes: Notes) -> str:
        path = notes.get("path") or self.calls.path_of(case_id)
        notes.put("path", path)
        return path
