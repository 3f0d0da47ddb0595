"""Where somebody lives or works, as the registers answer it."""

from pydantic import BaseModel

from app.standins import addresses


class Residence(BaseModel):
    id: str
    street: str
    number: str
    floor: str
    door: str
    postal_code: str
    city: str
    municipality_code: str
    text: str
    care_of: str


def residence_at(place: tuple[str, str, str, str, str] | None) -> Residence | None:
    """The residence at street, number, floor, door and postal code; None for none at all."""
    if place is None:
        return None
    return Residence(**addresses.by_place()[place].as_dict(), care_of="")
