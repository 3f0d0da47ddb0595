"""SBSYS by its REST interface (SBSIP): cases from a template, and documents journalised on them.

The interface has no key of ours and no call that may be asked twice. So everything is looked for
before it is made: a case by our reference in its title or in the name of a document on it, a
document by its file's name, a note by its heading. The notes only spare us looking again.
"""

from collections.abc import Iterator
from typing import Any, ClassVar

from app.integrations.case_systems import (
    Account,
    CaseFile,
    Document,
    Message,
    Notes,
    Refused,
    Unavailable,
)
from app.integrations.case_systems.marks import case_title, file_name, mark
from app.integrations.case_systems.sbsys_calls import Calls, Case, party_of
from app.integrations.case_systems.written import HEADINGS

# An open case of the same person, template and KLE number may hold what is sent later too.
MOST_CASES_LOOKED_INTO = 20


class Sbsys:
    """A municipality's SBSYS.

    Each submission is a case of its own; with the option `reuse_open_case` set to `yes` it is
    journalised on the applicant's newest open case of the same template and KLE number, if there
    is one. Of two that come at the same moment each may find none and open one of its own: then
    each stays on its own, and what comes later goes on the newest. Nothing there keeps others
    from opening a case between a look and an opening, and a case once opened is not taken back.
    """

    WANTS_RECEIPT: ClassVar[bool] = True
    DOCUMENTS_ALONE: ClassVar[bool] = True

    def __init__(self, account: Account) -> None:
        self.calls = Calls(account)
        self.template_id = account.options.get("template_id", "")
        self.reuses = account.options.get("reuse_open_case") == "yes"

    def file(self, case_file: CaseFile, notes: Notes) -> str:
        """The case's number there; raises `Unavailable` or `Refused`."""
        if case_file.receipt is None:
            raise Unavailable("Kvitteringen er ikke klar endnu.")
        case = _noted(notes) or self._find(case_file) or self._open(case_file, notes)
        notes.put("case", f"{case.id} {case.number}")
        self._journalise(case_file, case, case_file.receipt, notes)
        return case.number

    def tell(self, case_file: CaseFile, message: Message, notes: Notes) -> None:
        """Raises `Unavailable` or `Refused`."""
        case = _noted(notes) or self._numbered(case_file)
        notes.put("case", f"{case.id} {case.number}")
        if message.kind == "withdrawn" or message.text:
            self._write_in_journal(case_file, case, message, notes)
        for document in message.documents:
            self._journalise(case_file, case, document, notes)

    def _find(self, case_file: CaseFile) -> Case | None:
        """The case that we have opened or used for this submission, or the open one to use."""
        theirs = list(self._cases_of(case_file))
        for case in theirs:
            if case_file.reference in case.title:
                return case
        if not self.reuses or party_of(case_file.applicant) is None:
            return None
        alike = [case for case in theirs if self._is_alike(case, case_file)]
        newest_first = sorted(alike, key=lambda case: case.id, reverse=True)
        # Closed in between or not: the case that has a document of ours is the submission's.
        for case in newest_first[:MOST_CASES_LOOKED_INTO]:
            names = self.calls.names_of_files(case.id)
            if any(case_file.reference in name for name in names):
                return case
        return next((case for case in newest_first if case.is_open), None)

    def _is_alike(self, case: Case, case_file: CaseFile) -> bool:
        """Of the same template and the same KLE number, with which the case's number begins."""
        return case.template_id == self.template_id and case.number.startswith(f"{case_file.kle}-")

    def _cases_of(self, case_file: CaseFile) -> Iterator[Case]:
        """The applicant's cases; of nobody in particular, those with the title that ours have."""
        party = party_of(case_file.applicant)
        wanted = (
            {party.searched_as: party.numbers} if party else {"SagsTitel": case_title(case_file)}
        )
        return self.calls.cases(wanted)

    def _open(self, case_file: CaseFile, notes: Notes) -> Case:
        party = party_of(case_file.applicant)
        parts: dict[str, Any] = {}
        if party:
            one = {"PartId": self.calls.party_id(party), "PartType": party.kind}
            parts = {"PrimaryPart": one, "Parts": [one]}
        template = self._template()
        # Nobody else has come to it while we looked: there is no taking a second case back.
        notes.put("opening", case_file.reference)
        return self.calls.open_case(
            {"SagsTitel": case_title(case_file), "SkabelonId": template, **parts}
        )

    def _template(self) -> int:
        if not (self.template_id.isascii() and self.template_id.isdigit()):
            raise Refused("option.template_id er ikke et tal: id på en sagsskabelon i SBSYS.")
        return int(self.template_id)

    def _numbered(self, case_file: CaseFile) -> Case:
        """The case with the number we have been told; raises `Refused`."""
        for case in self._cases_of(case_file):
            if case.number == case_file.case_number:
                return case
        raise Refused("SBSYS har ingen sag med det sagsnummer for ansøgeren.")

    def _journalise(
        self, case_file: CaseFile, case: Case, document: Document, notes: Notes
    ) -> None:
        step = f"document {document.id}"
        if notes.get(step) is not None:
            return
        name = file_name(case_file, document.id, document.name)
        if name not in self.calls.names_of_files(case.id):
            self.calls.journalise(case.id, name, document)
        notes.put(step, name)

    def _write_in_journal(
        self, case_file: CaseFile, case: Case, message: Message, notes: Notes
    ) -> None:
        if notes.get("journal") is not None:
            return
        heading = f"{HEADINGS[message.kind]} ({mark(case_file, message.id)})"
        if heading not in self.calls.headings_in_journal(case.id):
            self.calls.write_in_journal(case.id, heading, message)
        notes.put("journal", heading)


def _noted(notes: Notes) -> Case | None:
    number_and_id = (notes.get("case") or "").split(" ", 1)
    if len(number_and_id) != 2:
        return None
    return Case(id=int(number_and_id[0]), number=number_and_id[1])
