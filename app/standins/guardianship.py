"""The test persons of a guardianship (værgemål): one who has a guardian, and the guardian."""

from datetime import date

from app.standins.person import Person


def under_guardianship() -> tuple[Person, ...]:
    """Sigrid, and her brother Tage, who the civil register says is her guardian."""
    return (
        Person(
            key="sigrid",
            first="Sigrid",
            last="Bang",
            born=date(1951, 9, 17),
            sex="K",
            home=("Mindegade", "3", "", "", "7400"),
            guardian="tage",
            why="Er under værgemål: hendes bror Tage er hendes værge og handler for hende.",
        ),
        Person(
            key="tage",
            first="Tage",
            last="Bang",
            born=date(1954, 3, 22),
            sex="M",
            home=("Fredensgade", "6", "", "", "7400"),
            why="Er værge for sin søster Sigrid, så han kan handle for hende uden fuldmagt.",
        ),
    )
