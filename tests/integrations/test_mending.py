"""Staff open one errand, see why it is stuck, and mend it: again, elsewhere, or by hand."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from app import outbox, worker
from app.access_log import a_citizen, accesses
from app.clock import now
from app.municipalities import current
from app.municipalities.models import CaseSystemRow, OfferRow
from app.outbox import Errand, by_people
from app.outbox.models import Attempt, Target
from app.standins import persons
from app.submissions import case_messages
from app.submissions.models import Submission
from tests.citizen import Browser
from tests.integrations.served import the_errand, the_submission
from tests.service import Service
from tests.standins_server import behave
from tests.submissions.walks import moves_alone

PAGE = "/personale/afleveringer"
BY_HAND = {"sagsnummer": "26/1234", "note": "Oprettet af mig."}


@pytest.fixture
def refused(service: Service) -> Service:
    """A move that the case system has said no to; there is another case system, `permits`."""
    moves_alone(service.citizen("ada")).sends()
    with service.database.writing.begin() as session:
        records = session.get_one(CaseSystemRow, ("0657", "records"))
        session.add(
            CaseSystemRow(
                municipality_code="0657",
                name="permits",
                kind=records.kind,
                url=records.url,
                secret=records.secret,
                options={},
            )
        )
    current.forget()
    behave(service.standins, "case-system", "422", count=1)
    worker.run_next(service.database, ["make_receipt"])
    worker.run_next(service.database, ["deliver"])
    return service


def address(service: Service, what: str = "") -> str:
    return f"{PAGE}/{the_errand(service.database, 'deliver').id}{what}"


def noted(service: Service) -> list[tuple[str, str]]:
    with service.database.reading.begin() as session:
        found = accesses(session, "0657", a_citizen(persons.by_key("ada").cpr))
    return [(each.what, each.reason) for each in found]


def says(service: Service, **values: Any) -> None:
    """Write it on the delivery."""
    with service.database.writing.begin() as session:
        session.execute(update(Errand).where(Errand.kind == "deliver").values(**values))


def test_every_attempt_is_told_with_what_came_of_it(refused: Service):
    staff = refused.staff("operations").opens(address(refused))
    assert staff.sees == "Aflevering til sagssystemet"
    (attempt,) = staff.page.cssselect("table tbody tr")
    told = " ".join(attempt.text_content().split())
    assert "Afvist" in told
    assert "Systemet afviste det, vi sendte (svar 422)." in told
    assert "sek." in told
    assert the_submission(refused.database).reference in staff.words


def test_opening_is_noted_where_a_system_has_said_something(refused: Service):
    words = "Ada Holm findes ikke"
    with refused.database.writing.begin() as session:
        session.execute(update(Attempt).values(said=words))
    assert words in refused.staff("operations").opens(address(refused)).words
    assert noted(refused) == [
        ("read", "Vi ser efter, hvordan det går med det, vi har lovet dig i sagen")
    ]


def test_opening_what_nobody_has_said_anything_about_is_no_look_at_a_citizen(refused: Service):
    with refused.database.writing.begin() as session:
        session.execute(update(Attempt).values(said=None))
    refused.staff("operations").opens(address(refused))
    assert noted(refused) == []


def test_trying_again_from_the_page_stays_there(refused: Service):
    staff = refused.staff("operations").opens(address(refused))
    staff.posts(address(refused, "/proev-igen"), {"fra": "aerinde"})
    assert staff.path == address(refused, "?nu=proeves-igen")
    assert "Vi prøver igen nu." in staff.words


def test_a_case_made_by_hand_is_filed_under_its_number(refused: Service):
    staff = refused.staff("operations").opens(address(refused))
    staff.posts(address(refused, "/gjort-i-haanden"), BY_HAND)
    sent, errand = the_submission(refused.database), the_errand(refused.database, "deliver")
    assert (sent.filed_as, errand.by_hand) == (
        "26/1234",
        {"staff": "Mette Madsen", "note": "Oprettet af mig."},
    )
    assert sent.filed_at is not None
    assert errand.done_at is not None
    assert sent.keep_until == sent.filed_at + timedelta(days=sent.keep_days)
    assert (errand.gave_up_at, errand.notes) == (None, None)
    assert ("change", "Vi har selv gjort det, vi har lovet dig i sagen") in noted(refused)
    assert "Oprettet af mig." in staff.words
    by_hand = staff.opens(f"{PAGE}?tilstand=i-haanden").words
    assert sent.reference in by_hand
    assert "Oprettet af mig." not in by_hand
    case = refused.citizen("ada").opens(f"/mine-sager/{sent.reference}").words
    assert "26/1234" in case


def test_what_is_left_out_is_said_beside_the_field_and_nothing_typed_is_lost(refused: Service):
    staff = refused.staff("operations").opens(address(refused))
    staff.posts(address(refused, "/gjort-i-haanden"), {"note": "Oprettet af mig."})
    assert staff.status == 422
    assert staff.problems() == ["Skriv det sagsnummer, sagen har fået i sagssystemet."]
    assert "Fejl:" in staff.page.findtext(".//title")
    assert staff.page.get_element_by_id("note").text == "Oprettet af mig."
    staff.posts(address(refused, "/gjort-i-haanden"), {"sagsnummer": "9" * 121, "note": "x" * 1001})
    assert len(staff.problems()) == 2
    assert the_submission(refused.database).filed_at is None


def test_one_leads_to_what_else_was_promised_about_the_same(refused: Service):
    receipt, delivery = (the_errand(refused.database, k) for k in ("make_receipt", "deliver"))
    staff = refused.staff("operations").opens(f"{PAGE}/{receipt.id}")
    assert staff.page.cssselect(f"main li a[href='{PAGE}/{delivery.id}']")
    staff.opens(f"{PAGE}/{delivery.id}")
    assert staff.page.cssselect(f"main li a[href='{PAGE}/{receipt.id}']")
    assert "Filer, der er vedhæftet" not in staff.words


def test_done_twice_the_first_is_kept(refused: Service):
    staff = refused.staff("operations")
    staff.posts(address(refused, "/gjort-i-haanden"), BY_HAND)
    staff.posts(address(refused, "/gjort-i-haanden"), {"sagsnummer": "26/9999", "note": "Igen."})
    assert the_submission(refused.database).filed_as == "26/1234"
    assert "Den er gjort i mellemtiden." in staff.words
    for late in ("/proev-igen", "/flyt"):
        staff.posts(address(refused, late), {"fra": "aerinde"})
        assert "Den er gjort i mellemtiden." in staff.words
    assert len([what for what, _ in noted(refused) if what == "change"]) == 1


def test_a_receipt_is_never_made_by_hand(refused: Service):
    with refused.database.writing.begin() as session:
        session.execute(update(Errand).where(Errand.kind == "make_receipt").values(done_at=None))
    receipt = the_errand(refused.database, "make_receipt")
    staff = refused.staff("operations").opens(f"{PAGE}/{receipt.id}")
    assert "gjort-i-haanden" not in staff.text
    staff.posts(f"{PAGE}/{receipt.id}/gjort-i-haanden", BY_HAND)
    assert the_errand(refused.database, "make_receipt").done_at is None


def test_a_case_is_sent_to_another_case_system(refused: Service):
    says(refused, notes={"case": "17"})
    staff = refused.staff("operations").opens(address(refused))
    staff.posts(address(refused, "/flyt"), {"sagssystem": "permits", "hvor-meget": "denne"})
    assert "Den sendes nu til permits." in staff.words
    errand = the_errand(refused.database, "deliver")
    assert (errand.target, errand.gave_up_at, errand.notes) == ("0657 permits", None, None)
    assert ("change", "Vi sender sagen til et andet af vores sagssystemer") in noted(refused)
    # The first is down: it is the second that is asked.
    with refused.database.writing.begin() as session:
        session.get_one(CaseSystemRow, ("0657", "records")).url = "http://127.0.0.1:9"
    assert worker.run_next(refused.database, ["deliver"])
    assert "(svar" in (the_errand(refused.database, "deliver").last_problem or "")
    with refused.database.reading.begin() as session:
        assert session.get(Target, "0657 permits") is not None


def test_what_is_to_be_told_to_the_case_goes_along(refused: Service):
    with refused.database.writing.begin() as session:
        submission = session.scalars(select(Submission)).one()
        case_messages.send(session, submission, "withdrawn", "Jeg flytter ikke")
    staff = refused.staff("operations")
    staff.posts(address(refused, "/flyt"), {"sagssystem": "permits", "hvor-meget": "denne"})
    assert the_errand(refused.database, "tell").target == "0657 permits"


def test_what_we_are_at_is_left_alone_and_the_page_says_so(refused: Service):
    says(refused, leased_until=now() + timedelta(days=1), gave_up_at=None)
    staff = refused.staff("operations").opens(address(refused))
    assert "Imens kan du ikke lave om på noget." in staff.words
    assert "proev-igen" not in staff.text
    assert "gjort-i-haanden" not in staff.text
    staff.posts(address(refused, "/proev-igen"), {"fra": "aerinde"})
    assert "Der er ikke lavet om på noget." in staff.words
    staff.posts(address(refused, "/gjort-i-haanden"), BY_HAND)
    errand = the_errand(refused.database, "deliver")
    assert (errand.done_at, errand.leased_until is not None) == (None, True)


def test_a_target_that_rests_is_said_to(refused: Service):
    with refused.database.writing.begin() as session:
        target = session.get_one(Target, "0657 records")
        target.rests_until = now() + timedelta(minutes=9)
    staff = refused.staff("operations").posts(address(refused, "/proev-igen"), {"fra": "aerinde"})
    assert "Modtageren svarede ikke sidst, så vi lader den være i fred til" in staff.words
    assert "Prøves, så snart modtageren kan tage imod." in staff.words


@pytest.mark.parametrize(
    "held",
    [
        {"handed_over_at": now(), "gave_up_at": None},
        {"leased_until": now() + timedelta(days=1), "gave_up_at": None},
    ],
    ids=["the system has it", "somebody is at it"],
)
def test_what_a_system_may_have_is_not_sent_to_another(refused: Service, held: dict[str, Any]):
    says(refused, **held)
    staff = refused.staff("operations")
    staff.posts(address(refused, "/flyt"), {"sagssystem": "permits", "hvor-meget": "denne"})
    assert "Der er ikke lavet om på noget." in staff.words
    assert the_errand(refused.database, "deliver").target == "0657 records"


def test_all_of_a_form_are_moved_and_no_others(refused: Service):
    other = moves_alone(refused.citizen("uffe")).sends().path.rpartition("/")[2]
    with refused.database.writing.begin() as session:
        session.execute(
            update(Submission).where(Submission.reference == other).values(form_slug="rotter")
        )
    moves_alone(refused.citizen("olena")).sends()
    (first, *_) = all_targets(refused)
    staff = refused.staff("operations")
    staff.posts(f"{PAGE}/{first[0]}/flyt", {"sagssystem": "permits", "hvor-meget": "alle"})
    moved = {slug: target for _, slug, target in all_targets(refused)}
    assert moved == {"flytning": "0657 permits", "rotter": "0657 records"}
    assert routing(refused) == "records"


def all_targets(service: Service) -> list[Any]:
    with service.database.reading.begin() as session:
        return list(
            session.execute(
                select(Errand.id, Submission.form_slug, Errand.target)
                .join(Submission, Submission.id == Errand.submission_id)
                .where(Errand.kind == "deliver")
                .order_by(Errand.promised_at)
            )
        )


def routing(service: Service) -> str:
    with service.database.reading.begin() as session:
        return session.get_one(OfferRow, ("0657", "flytning")).case_system


def test_where_a_form_goes_from_now_on_only_administrators_say(refused: Service):
    everything = {"sagssystem": "permits", "hvor-meget": "formularen"}
    staff = refused.staff("operations")
    assert "formularen" not in [
        each.get("value") for each in staff.opens(address(refused)).page.cssselect("[type=radio]")
    ]
    assert staff.posts(address(refused, "/flyt"), everything).status == 422
    assert staff.problems() == ["Vælg, hvor meget der skal sendes dertil."]
    assert routing(refused) == "records"
    refused.staff("administrator").posts(address(refused, "/flyt"), everything)
    assert routing(refused) == "permits"
    moves_alone(refused.citizen("uffe")).sends()
    assert {target for *_, target in all_targets(refused)} == {"0657 permits"}


def test_a_case_system_that_is_not_theirs_is_nowhere_to_send(refused: Service):
    staff = refused.staff("operations")
    for wrong in ("", "records", "receipts", "nonsense"):
        staff.posts(address(refused, "/flyt"), {"sagssystem": wrong, "hvor-meget": "denne"})
        assert staff.status == 422
        assert staff.problems() == ["Vælg det sagssystem, sagen skal sendes til."]
    assert staff.page.cssselect("#hvor-meget[checked]")


def test_what_is_not_theirs_is_no_page(refused: Service):
    for staff in (
        refused.staff("operations", host="vallensbaek.localhost", code="0187"),
        refused.staff("operations", "administrator", kle=("27.*",)),
    ):
        assert staff.opens(address(refused)).status == 404
        for action in ("/flyt", "/gjort-i-haanden"):
            assert staff.posts(address(refused, action), BY_HAND).status == 404
    assert the_errand(refused.database, "deliver").done_at is None


def chosen(staff: Browser) -> list[str]:
    return [box.get("value") for box in staff.page.cssselect("[name=aerinde]")]


def test_several_are_tried_again_at_once(refused: Service):
    with refused.database.writing.begin() as session:
        session.execute(update(Errand).where(Errand.done_at.is_(None)).values(gave_up_at=now()))
    staff = refused.staff("operations").opens(PAGE)
    assert len(chosen(staff)) == 2
    staff.posts(f"{PAGE}/proev-igen", {"aerinde": chosen(staff)})
    assert "Vi prøver 2 igen, så snart modtageren kan tage imod." in staff.words
    assert the_errand(refused.database, "send_letter").gave_up_at is None
    # One citizen, one case, one entry, though two errands.
    assert noted(refused) == [("change", "Vi prøver igen at gøre det, vi har lovet dig i sagen")]
    staff.posts(f"{PAGE}/proev-igen", {})
    assert (staff.status, len(staff.problems())) == (422, 1)


def test_all_that_need_a_person_at_a_target_are_tried_again(
    refused: Service, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("app.integrations.deliveries.mending.BATCH", 1)
    for name in ("uffe", "olena"):
        moves_alone(refused.citizen(name)).sends()
    with refused.database.writing.begin() as session:
        session.execute(update(Errand).where(Errand.done_at.is_(None)).values(gave_up_at=now()))
    staff = refused.staff("operations").opens(f"{PAGE}?tilstand=skal-ses&modtager=records")
    assert "Prøv alle 3, der skal ses hos records, igen" in staff.words
    staff.posts(f"{PAGE}/proev-igen", {"alle": "records"})
    assert "Vi prøver 3 igen, så snart modtageren kan tage imod." in staff.words
    with refused.database.reading.begin() as session:
        left = set(session.scalars(select(Errand.kind).where(Errand.gave_up_at.is_not(None))))
    assert left == {"make_receipt", "send_letter"}


def test_nobody_tries_again_for_others_though_they_name_them(refused: Service):
    errand = the_errand(refused.database, "deliver")
    elsewhere = refused.staff("operations", host="vallensbaek.localhost", code="0187")
    for staff in (elsewhere, refused.staff("operations", kle=("27.*",))):
        staff.posts(f"{PAGE}/proev-igen", {"aerinde": [str(errand.id), "nonsense"]})
        assert "Der var ikke flere at prøve igen." in staff.words
        staff.posts(f"{PAGE}/proev-igen", {"alle": "records"})
    assert the_errand(refused.database, "deliver").gave_up_at == errand.gave_up_at
    assert noted(refused) == []


def test_a_target_that_is_tried_now_need_not_wait_for_its_errands_turn(refused: Service):
    says(refused, gave_up_at=None, due_at=now() + timedelta(hours=6))
    later = now() + timedelta(minutes=9)
    with refused.database.writing.begin() as session:
        session.execute(
            update(Target)
            .where(Target.name == "0657 records")
            .values(failures=9, down_since=now(), rests_until=later, most_now=1)
        )
    staff = refused.staff("operations").opens(PAGE)
    assert "Nede siden" in staff.words
    staff.posts(f"{PAGE}/modtagere/records/proev-nu")
    assert the_errand(refused.database, "deliver").due_at <= now()
    assert worker.run_next(refused.database, ["deliver"])
    assert the_errand(refused.database, "deliver").attempts == 2
    assert staff.posts(f"{PAGE}/modtagere/nonsense/proev-nu").status == 404


def test_done_by_hand_is_said_once(refused: Service):
    errand = the_errand(refused.database, "deliver")
    with refused.database.writing.begin() as session:
        assert by_people.done_by_hand(session, errand, "Mette", "Ja.")
        assert not by_people.done_by_hand(session, errand, "Inga", "Nej.")
        outbox.try_again(session, [errand.id])
    assert the_errand(refused.database, "deliver").by_hand == {"staff": "Mette", "note": "Ja."}
