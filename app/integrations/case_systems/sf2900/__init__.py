"""SF2900, Fordelingskomponenten: a submission as a FORMULAR, routed by KLE number to whichever
system the authority has chosen there.

Certificates and tokens belong to the gateway in front of Serviceplatformen. The component answers
at once whether it has taken the object; what becomes of it comes later, as business receipts
(`integrations/sf2900_receipts.py`). Asked twice with one transaction, it is the same object.
"""

from typing import ClassVar

from app.integrations import outside
from app.integrations.case_systems import (
    Account,
    CaseFile,
    Message,
    Notes,
    Refused,
    Unavailable,
)
from app.integrations.case_systems.sf2900.envelope import Envelope
from app.integrations.case_systems.sf2900.objects import dokument, formular
from app.integrations.case_systems.sf2900.receipts import NotReceipt, read_transport
from app.integrations.case_systems.sf2900.routing import routing_of
from app.integrations.case_systems.written import as_document

SLOWEST_BYTES_PER_SECOND = 256 * 1024
TAKEN = frozenset({"OK", "ADVARSEL", "MODTAGET", "AFLEVERET", "ACCEPTERET"})
FAILED = frozenset({"FEJL", "FEJLET"})
WARNED = "warning"
UNREADABLE = "Fordelingskomponenten svarede noget, vi ikke kan læse."


class Sf2900:
    """The component through a municipality's gateway. Attachments, and what is told later, are
    DOKUMENT objects of their own."""

    WANTS_RECEIPT: ClassVar[bool] = True
    DOCUMENTS_ALONE: ClassVar[bool] = True

    def __init__(self, account: Account) -> None:
        self.account = account

    def file(self, case_file: CaseFile, notes: Notes) -> None:
        """Hand the form over; what becomes of it is told later. Raises `Unavailable` or
        `Refused`."""
        if case_file.receipt is None:
            raise Unavailable("Kvitteringen er ikke klar endnu.")
        routing = routing_of(self.account.options, case_file)
        self._send(formular(case_file, case_file.receipt, routing), notes)

    def tell(self, case_file: CaseFile, message: Message, notes: Notes) -> None:
        """Raises `Unavailable` or `Refused`."""
        routing = routing_of(self.account.options, case_file)
        documents = list(message.documents)
        if message.kind == "withdrawn" or message.text:
            documents.insert(0, as_document(message))
        for document in documents:
            step = f"document {document.id}"
            if notes.get(step) is None:
                self._send(dokument(case_file, document, message.at, routing), notes)
                notes.put(step, "sent")

    def _send(self, envelope: Envelope, notes: Notes) -> None:
        headers = {
            "content-type": "text/xml; charset=utf-8",
            "content-length": str(envelope.size),
            "accept": "text/xml",
            # The intent is the address itself (SOAP 1.1, 6.1.1).
            "soapaction": '""',
        }
        if self.account.secret:
            headers["authorization"] = f"Bearer {self.account.secret}"
        answer = outside.ask(
            "POST",
            self.account.url,
            body=envelope,
            headers=headers,
            budget_seconds=outside.BUDGET_SECONDS + envelope.size / SLOWEST_BYTES_PER_SECOND,
        )
        _judge(answer.body, notes)


def _judge(answer: bytes, notes: Notes) -> None:
    """Raises `Refused` where what we sent is wrong, `Unavailable` where they are in trouble: an
    error that names nothing, or is called technical."""
    try:
        said = read_transport(answer)
    except NotReceipt:
        raise Unavailable(UNREADABLE, status=200) from None
    if said.state == "ADVARSEL":
        notes.put(WARNED, said.words)
    if said.state in TAKEN:
        return
    if said.state == "AFVIST" or (
        said.state in FAILED and said.is_explained and said.kind != "Teknisk"
    ):
        raise Refused("Fordelingskomponenten afviste det, vi sendte.", said.words, 200)
    if said.state not in FAILED:
        raise Unavailable(UNREADABLE, words=said.words, status=200)
    raise Unavailable("Fordelingskomponenten har en fejl lige nu.", words=said.words, status=200)
