"""What the post is handed: a letter with one PDF, or an SMS, to a person or a company."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID


@dataclass(frozen=True)
class Link:
    """What the reader can do on from a letter (handling): `url` is absolute, https wherever the
    municipality is in service, since nothing else is let in there."""

    label: str
    code: Literal["SELVBETJENING", "INFORMATION"]
    url: str


@dataclass(frozen=True)
class About:
    """Which case a letter is about: its number in a system, and its KLE number with the words for
    it; `facet` may be empty."""

    case_number: str
    case_system: str
    kle: str
    facet: str
    kle_title: str


@dataclass(frozen=True)
class Addressed:
    """From which municipality, to whom. `recipient_id` is a CPR number of ten digits or a CVR
    number of eight, as `recipient_kind` says."""

    sender_cvr: str
    sender_name: str
    recipient_kind: Literal["CPR", "CVR"]
    recipient_id: str


@dataclass(frozen=True)
class Enclosure:
    """A document that goes with a letter (bilag), as a PDF."""

    filename: str
    pdf: bytes


@dataclass(frozen=True)
class Letter:
    """A letter (brev). `message_id` is the same however often it is sent, so that the post keeps it
    once; `reference` is how the sender knows it, or empty. `notification` is what the phone shows,
    at most 150 characters and with nothing personal. One that is `digital_only` is refused where
    the reader is exempt, and no paper is printed."""

    message_id: UUID
    reference: str
    title: str
    notification: str
    language: str
    created_at: datetime
    addressed: Addressed
    about: About | None
    links: Sequence[Link]
    filename: str
    pdf: bytes
    enclosures: Sequence[Enclosure] = ()
    digital_only: bool = False


@dataclass(frozen=True)
class Sms:
    """An SMS (NemSMS) of at most 150 characters, with nothing personal in it. The post knows the
    phone number: the recipient has given it there."""

    message_id: UUID
    reference: str
    title: str
    text: str
    addressed: Addressed
