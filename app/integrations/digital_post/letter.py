"""What a letter is: from a municipality, to a person or a company, with one PDF."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID


@dataclass(frozen=True)
class Letter:
    """A letter in Digital Post. `message_id` is the same however often it is sent, so that the
    post keeps it once; `reference` is how the sender knows it. `recipient_id` is a CPR number of
    ten digits or a CVR number of eight, as `recipient_kind` says."""

    message_id: UUID
    reference: str
    title: str
    language: str
    created_at: datetime
    sender_cvr: str
    sender_name: str
    recipient_kind: Literal["CPR", "CVR"]
    recipient_id: str
    filename: str
    pdf: bytes
