"""A letter as plain values, for tests of Digital Post."""

from datetime import UTC, datetime
from uuid import UUID

from app.integrations.digital_post.letter import About, Addressed, Letter, Link, Sms

ADDRESSED = Addressed("29189919", "Herning Kommune", "CPR", "7405880118")


def a_letter() -> Letter:
    """Ada's receipt, with names that XML must be careful with."""
    return Letter(
        message_id=UUID("0197c1d2-0000-4000-8000-000000000001"),
        reference="K7FE-TJ4T",
        title="Kvittering: Flyt & <bo> (K7FE-TJ4T)",
        notification="Du har fået en kvittering fra Herning Kommune.",
        language="da",
        created_at=datetime(2026, 11, 22, 10, 15, tzinfo=UTC),
        addressed=ADDRESSED,
        about=About("2026-1", "records", "23.05.10", "G01", "Meld flytning"),
        links=(
            Link("Følg din sag", "INFORMATION", "https://herning.example/mine-sager/K7FE-TJ4T"),
        ),
        filename="kvittering-K7FE-TJ4T.pdf",
        pdf=b"%PDF-1.7 \x00\xff",
    )


def an_sms() -> Sms:
    """That the receipt is on its way."""
    return Sms(
        message_id=UUID("0197c1d2-0000-4000-8000-000000000002"),
        reference="K7FE-TJ4T",
        title="Kvittering på vej",
        text="Herning Kommune har modtaget det, der er sendt. Kvitteringen er på vej.",
        addressed=ADDRESSED,
    )
