"""A letter as plain values, for tests of Digital Post."""

from datetime import UTC, datetime
from uuid import UUID

from app.integrations.digital_post.letter import Letter


def a_letter() -> Letter:
    """Ada's receipt, with names that XML must be careful with."""
    return Letter(
        message_id=UUID("0197c1d2-0000-5000-8000-000000000001"),
        reference="K7FE-TJ4T",
        title="Kvittering: Flyt & <bo> (K7FE-TJ4T)",
        language="da",
        created_at=datetime(2026, 11, 22, 10, 15, tzinfo=UTC),
        sender_cvr="29189919",
        sender_name="Herning Kommune",
        recipient_kind="CPR",
        recipient_id="7405880118",
        filename="kvittering-K7FE-TJ4T.pdf",
        pdf=b"%PDF-1.7 \x00\xff",
    )
