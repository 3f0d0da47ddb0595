"""Where somebody lives or works, as the registers answer it."""

from app.standins.addresses import Address, by_place


class Residence(Address, frozen=True):
    care_of: str


def residence_at(place: tuple[str, str, str, str, str] | None) -> Residence | None:
    """The residence at street, number, floor, door and postal code; None for none at all."""
    if place is None:
        return None
    return Residence(**by_place()[place].model_dump(), care_of="")
