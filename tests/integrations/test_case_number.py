"""Staff correct the case number that one of them has mistyped."""

from app import worker
from app.clock import now
from app.integrations.filing import filed
from tests.citizen import Browser
from tests.integrations.served import the_errand, the_submission
from tests.integrations.test_mending import BY_HAND, address, noted, refused, says
from tests.service import Service
from tests.standins_server import behave

__all__ = ["refused"]


def corrects(service: Service, number: str) -> Browser:
    staff = service.staff("operations").opens(address(service))
    return staff.posts(address(service, "/sagsnummer"), {"sagsnummer": number})


def test_what_the_wrong_case_could_not_be_told_goes_to_the_right_one(refused: Service):
    staff = refused.staff("operations")
    staff.posts(address(refused, "/gjort-i-haanden"), BY_HAND)
    assert "Er sagsnummeret forkert?" in staff.words
    reference = the_submission(refused.database).reference
    refused.citizen("ada").posts(f"/mine-sager/{reference}/traek-tilbage", {"reason": ""})
    behave(refused.standins, "case-system", "422", count=1)
    worker.run_next(refused.database, ["tell"])
    assert the_errand(refused.database, "tell").gave_up_at is not None
    assert "Sagsnummeret er rettet." in corrects(refused, "26/1235").words
    assert the_submission(refused.database).filed_as == "26/1235"
    assert "26/1235" in refused.citizen("ada").opens(f"/mine-sager/{reference}").words
    assert ("change", "Vi retter sagsnummeret på din sag") in noted(refused)
    waiting = the_errand(refused.database, "tell")
    assert (waiting.gave_up_at, waiting.done_at) == (None, None)
    assert worker.run_next(refused.database, ["tell"])


def test_what_is_no_number_is_said_beside_the_field(refused: Service):
    refused.staff("operations").posts(address(refused, "/gjort-i-haanden"), BY_HAND)
    for number, problem in (
        ("", "Skriv det sagsnummer, sagen har fået i sagssystemet."),
        ("9" * 121, "Skriv et sagsnummer på højst 120 tegn."),
    ):
        staff = corrects(refused, number)
        assert (staff.status, staff.problems()) == (422, [problem])
        assert staff.value("sagsnummer") == number
    assert the_submission(refused.database).filed_as == "26/1234"


def test_only_what_one_of_the_staff_has_typed_is_corrected(refused: Service):
    assert corrects(refused, "26/9999").status == 404
    with refused.database.writing.begin() as session:
        filed(session, the_submission(refused.database).id, "26/1234", "records")
    says(refused, done_at=now(), gave_up_at=None)
    staff = corrects(refused, "26/9999")
    assert staff.status == 404
    assert "Er sagsnummeret forkert?" not in staff.opens(address(refused)).words
    assert the_submission(refused.database).filed_as == "26/1234"
