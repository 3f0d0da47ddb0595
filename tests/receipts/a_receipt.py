"""A receipt as plain values, for tests of how it looks."""

from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

from app.municipalities.municipality import Municipality
from app.receipts.receipt import Receipt, Row, Section

# All that a receipt says of a municipality; what else one has is left empty.
SAID: dict[str, Any] = {
    "code": "0657",
    "name": "Herning Kommune",
    "phone": "96 28 28 28",
    "email": "kommunen@herning.example",
    "postal_address": "Torvet 5, 7400 Herning",
    "opening_hours": ("Mandag–onsdag kl. 10–15", "Torsdag kl. 10–17"),
}
HERNING = Municipality(**dict.fromkeys((each.name for each in fields(Municipality)), "") | SAID)
ADAS = Receipt(
    language="da",
    reference="K7FE-TJ4T",
    title="Meld flytning",
    form_title="Meld flytning",
    authority="Herning Kommune",
    municipality=HERNING,
    applicant="Ada Holm",
    sender="Ada Holm, logget ind med MitID (betydelig)",
    for_company=False,
    by_another=False,
    belongs_to_citizen=True,
    can_be_unlocked=False,
    sent_moment=datetime(2026, 11, 22, 10, 15, tzinfo=UTC),
    sections=(
        Section(
            "Er dine oplysninger rigtige?",
            (
                Row("Navn", "Ada Holm", "register"),
                Row("Din nuværende adresse", "Møllevej 4, 7400 Herning", "register"),
            ),
        ),
        Section("Hvem flytter?", (Row("Hvem flytter?", "Kun mig selv", "citizen"),)),
        Section(
            "Kontakt og erklæring",
            (
                Row("Telefonnummer", "20 30 40 50", "citizen"),
                Row("E-mail", "", "citizen"),
                Row("Jeg erklærer, at det er rigtigt.", "Ja", "staff"),
            ),
        ),
    ),
    what_happens_next="Vi behandler din flytning inden for fem hverdage.",
    still_to_do="",
    is_decision=False,
    complaint="",
)


def a_receipt(**changed: Any) -> Receipt:
    """Ada's receipt, but for what is named."""
    return replace(ADAS, **changed)
