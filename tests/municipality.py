"""A municipality as the service would read it now."""

from app.database import database
from app.municipalities.municipality import Municipality, read


def municipality_with(code: str) -> Municipality:
    """The municipality with a four-digit code, read afresh."""
    with database().reading.begin() as session:
        found = read(session, code)
    assert found is not None
    return found
