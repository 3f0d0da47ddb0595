"""Staff look up what Ada has sent, and what is noted of it."""

from app.access_chains import all_chains
from app.access_log import Access, Subject, a_citizen, accesses
from app.standins import persons
from tests.service import Service
from tests.submissions.walks import moves_alone

PAGE = "/personale/opslag"
WHY = {"reason": "case", "other": ""}
ADA = persons.by_key("ada").cpr


def sent(service: Service) -> str:
    """The reference of a move that Ada has sent."""
    return moves_alone(service.citizen("ada")).sends().path.removeprefix("/kvittering/")


def noted(service: Service, cpr: str = ADA, code: str = "0657") -> list[Access]:
    with service.database.reading.begin() as session:
        return accesses(session, code, a_citizen(cpr))


def about(service: Service, subject: Subject) -> list[tuple[str, str, str]]:
    """What is noted of the subject, and that every chain of the log is whole."""
    with service.database.reading.begin() as session:
        assert set(all_chains(session)) == {None}
        found = accesses(session, "0657", subject)
    return [(each.what, each.about, each.reason) for each in found]
