"""What a case system (fagsystem) is to us: something that files a case and answers its number.

One file here for each kind of system; it translates a `CaseFile` into what that system wants,
and the system's answer into a case number, `Unavailable` or `Refused`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Literal, Protocol

from app.integrations.outside import NotSetUp, Refused, Unavailable

__all__ = [
    "Account",
    "CaseFile",
    "CaseSystem",
    "Document",
    "Message",
    "NotSetUp",
    "Notes",
    "Refused",
    "Unavailable",
]


@dataclass(frozen=True)
class Account:
    """How a municipality reaches one of its case systems.

    `name` is the municipality's own for it, `secret` what shows that it is us, and `options` what
    that kind of system needs besides (`municipalities/case_systems.py`), for this form.
    """

    name: str
    url: str
    secret: str = field(repr=False)
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Document:
    """A file that goes along: the receipt, or what the citizen attached.

    `id` is the same however often we ask; `size` is in bytes, `sha256` in hexadecimal. `url` is
    absolute, needs no login and opens for a short while; `parts` gives the bytes a piece at a time,
    anew each time it is called, with no transaction open between two of them.
    """

    id: str
    name: str = field(repr=False)
    media_type: str
    size: int
    sha256: str
    url: str = field(repr=False)
    parts: Callable[[], Iterator[bytes]] = field(repr=False, compare=False)


@dataclass(frozen=True)
class CaseFile:
    """All that a case system gets to know of a submission, as values.

    `id` is the same however often we ask; `source` is the municipality's own address. `rows` are
    what the citizen saw, in Danish: `{"label", "value", "origin"}`. Addresses are absolute, and
    `receipt_url` opens for a short while only; `receipt` is None until it is made.
    `case_number` is the system's own, empty until it has filed the case.
    """

    id: str
    source: str
    reference: str
    form_slug: str
    form_version: int
    form_title: str
    kle: str
    facet: str
    schema_url: str
    municipality_code: str
    municipality_cvr: str
    municipality_name: str
    channel: str
    applicant: Mapping[str, Any] = field(repr=False)
    acted_by: Mapping[str, Any] | None = field(repr=False)
    submitted_at: datetime
    case_title: str = field(repr=False)
    answers: Mapping[str, Any] = field(repr=False)
    rows: Sequence[Mapping[str, str]] = field(repr=False)
    receipt_url: str = field(repr=False)
    receipt: Document | None = None
    attachments: Sequence[Document] = ()
    case_number: str = field(default="", repr=False)


@dataclass(frozen=True)
class Message:
    """What is told to a case that is filed already; `id` is the same however often we ask.

    `attached` is a document the system wants alone, `supplemented` what the citizen was asked for
    and has sent since, `withdrawn` that they ask to have it withdrawn. `text` is the citizen's own.
    """

    id: str
    kind: Literal["attached", "supplemented", "withdrawn"]
    at: datetime
    text: str = field(default="", repr=False)
    documents: Sequence[Document] = ()


class Notes(Protocol):
    """What was done already for one errand, so that a retry goes on where it stopped.

    A note is kept, sealed, before `put` returns.
    """

    def get(self, step: str) -> str | None:
        """What was noted at this step; None before it is done."""

    def put(self, step: str, what: str) -> None:
        """Note that the step is done, and what it gave."""


class CaseSystem(Protocol):
    """A municipality's case system; made from an `Account`.

    `WANTS_RECEIPT` says that a case can be filed only with its receipt's PDF, `DOCUMENTS_ALONE`
    that each attachment is told by itself (`attached`) once the case is filed.
    """

    WANTS_RECEIPT: ClassVar[bool]
    DOCUMENTS_ALONE: ClassVar[bool]

    def file(self, case_file: CaseFile, notes: Notes) -> str | None:
        """Open a case and return its number; None where the system answers later, by itself.

        Asked twice with one id, open one case. Raises `Unavailable` (later) or `Refused` (a person
        must look).
        """

    def tell(self, case_file: CaseFile, message: Message, notes: Notes) -> None:
        """Tell a filed case something more. Asked twice with one message id, tell it once.

        Raises `Unavailable` or `Refused`.
        """
