"""A case file and a case system's account as plain values, for tests of case systems."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from app.integrations.case_systems import Account, CaseFile, Document

ADAS = CaseFile(
    id="0197c1d2-0000-7000-8000-000000000001",
    source="https://selvbetjening.herning.example",
    reference="K7FE-TJ4T",
    form_slug="flytning",
    form_version=1,
    form_title="Meld flytning",
    kle="23.05.10",
    facet="G01",
    schema_url="https://selvbetjening.herning.example/api/v1/forms/flytning/1/schema",
    municipality_code="0657",
    municipality_cvr="29189919",
    municipality_name="Herning Kommune",
    channel="SLVBTJN",
    applicant={
        "kind": "citizen",
        "cpr": "7405880118",
        "name": "Ada Holm",
        "proven": {"how": "mitid", "level": "substantial"},
    },
    acted_by=None,
    submitted_at=datetime(2026, 11, 22, 10, 15, 0, 123456, tzinfo=UTC),
    case_title="Flytning pr. 01.12.2026",
    answers={"move_date": "2026-12-01", "tenure": "lodger"},
    rows=[{"label": "Hvornår flytter du?", "value": "1. december 2026", "origin": "citizen"}],
    receipt_url="https://selvbetjening.herning.example/api/v1/submissions/K7FE-TJ4T/receipt.pdf",
)


def a_case_file(**changed: Any) -> CaseFile:
    """Ada's move, but for what is named."""
    return replace(ADAS, **changed)


def an_account(url: str, secret: str, **options: str) -> Account:
    """A municipality's account at a case system."""
    return Account(name="records", url=url, secret=secret, options=options)


class Noted:
    """Notes of one errand, kept in memory."""

    def __init__(self) -> None:
        self.notes: dict[str, str] = {}

    def get(self, step: str) -> str | None:
        return self.notes.get(step)

    def put(self, step: str, what: str) -> None:
        self.notes[step] = what


def a_document(document_id: str, content: bytes = b"%PDF-1.7 Ada", **changed: Any) -> Document:
    """A PDF, given in uneven pieces, but for what is named."""
    piece = len(content) // 7 or 1
    named: dict[str, Any] = {
        "id": document_id,
        "name": f"{document_id}.pdf",
        "media_type": "application/pdf",
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "url": f"https://selvbetjening.herning.example/{document_id}",
        "parts": lambda: (content[at : at + piece] for at in range(0, len(content), piece)),
    }
    return Document(**{**named, **changed})
