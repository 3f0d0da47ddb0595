"""A move, from the start page to the receipt, as the citizen meets it."""

from sqlalchemy import func, select

from app.facts import Fact
from app.outbox import Errand
from app.submissions.models import Draft, Submission
from tests.service import Service
from tests.standins_server import behave
from tests.submissions.walks import TYPED_ADDRESS, day_fields, moves_alone, reports_rats


def test_nobody_types_what_the_register_knows(service: Service):
    ada = service.citizen("ada").starts("flytning")
    assert ada.sees == "Er dine oplysninger rigtige?"
    assert "Ada Holm" in ada.words
    assert "Hentet fra folkeregistret" in ada.words


def test_a_move_ends_with_a_receipt_and_promises(service: Service):
    ada = moves_alone(service.citizen("ada"))
    ada.sends()
    assert ada.path.startswith("/kvittering/")
    reference = ada.path.removeprefix("/kvittering/")
    assert reference in ada.words
    with service.database.reading.begin() as session:
        submission = session.scalars(select(Submission)).one()
        assert submission.reference == reference
        assert submission.answers["who"] == "me"
        assert submission.case_title.startswith("Flytning pr. ")
        promised = set(session.scalars(select(Errand.kind)))
        assert promised == {"make_receipt", "deliver", "send_letter"}
        assert sorted(session.scalars(select(Fact.kind))) == ["activation", "transaction"]
        # What was sent is in the submission alone.
        assert session.scalars(select(Draft)).one().answers == {}


def test_answers_know_where_they_come_from(service: Service):
    ada = moves_alone(service.citizen("ada"))
    ada.sends()
    with service.database.reading.begin() as session:
        rows = session.scalars(select(Submission)).one().rows
    origins = {row["label"]: row["origin"] for row in rows}
    assert origins["Navn"] == "register"
    assert origins["Hvem flytter?"] == "citizen"


def test_a_locked_answer_cannot_be_posted(service: Service):
    ada = service.citizen("ada").starts("flytning")
    ada.sends(name="Somebody Else", old_address__street="Slottet")
    with service.database.reading.begin() as session:
        answers = session.scalars(select(Draft)).one().answers
    assert answers["name"] == "Ada Holm"
    assert answers["old_address"]["street"] == "Møllevej"


def test_a_silent_register_stops_nobody(service: Service):
    behave(service.standins, "civil-register", "down")
    ada = service.citizen("ada").starts("flytning")
    assert ada.value("name") == ""
    typed = {name.replace("new_", "old_"): value for name, value in TYPED_ADDRESS.items()}
    ada.sends(name="Ada Holm", **typed)
    assert ada.sees == "Hvem flytter?", ada.problems()
    with service.database.reading.begin() as session:
        draft = session.scalars(select(Draft)).one()
    assert draft.origins["name"] == "citizen"


def test_a_silent_address_register_stops_nobody(service: Service):
    ada = service.citizen("ada").starts("flytning")
    ada.sends().sends(who="me").sends(**day_fields("move_date", 3))
    behave(service.standins, "addresses", "500")
    ada.sends(new_address="Møllevej 12", button="search:new_address")
    assert "Vi kan ikke slå adresser op lige nu" in ada.words
    ada.sends(**TYPED_ADDRESS)
    assert ada.sees == "Hvordan skal du bo på den nye adresse?", ada.problems()


def test_an_address_is_searched_and_picked_without_javascript(service: Service):
    ada = service.citizen("ada").starts("flytning")
    ada.sends().sends(who="me").sends(**day_fields("move_date", 3))
    ada.sends(new_address="møllevej 4", button="search:new_address")
    assert ada.status == 200
    picks = ada.page.cssselect("input[type=radio][name=new_address-pick]")
    assert len(picks) > 1
    ada.sends(new_address__pick=picks[0].get("value"))
    assert ada.sees == "Hvordan skal du bo på den nye adresse?", ada.problems()
    with service.database.reading.begin() as session:
        picked = session.scalars(select(Draft)).one().answers["new_address"]
    assert picked["street"] == "Møllevej"
    assert picked["municipality_code"] == "0657"


def test_an_invented_address_is_not_believed(service: Service):
    ada = service.citizen("ada").starts("flytning")
    ada.sends().sends(who="me").sends(**day_fields("move_date", 3))
    ada.sends(new_address="Slottet 1", new_address__pick="00000000-made-up")
    assert ada.status == 422
    assert ada.value("new_address") == "Slottet 1"


def test_a_wrong_answer_gets_a_sentence_and_keeps_what_was_typed(service: Service):
    ada = service.citizen("ada").starts("flytning")
    ada.sends().sends(who="me")
    ada.sends(move_date__day="31", move_date__month="2", move_date__year="2027")
    assert ada.status == 422
    assert ada.page.findtext(".//title").startswith("Fejl:")
    assert ada.problems()
    assert ada.value("move_date-day") == "31"


def test_a_late_move_is_accepted_with_a_warning_about_the_fine(service: Service):
    ada = moves_alone(service.citizen("ada"), days=-20)
    assert "bøde på 600 kr." in ada.words
    ada.sends()
    assert ada.path.startswith("/kvittering/")


def test_ten_megabytes_get_an_answer(service: Service):
    ada = service.citizen("ada").starts("flytning")
    ada.posts("/flytning/hvem", {"who": "x" * 10_000_000})
    assert ada.status == 413
    ada.opens("/flytning/dig").sends().sends(who="y" * 900_000)
    assert ada.status == 422


def test_a_step_too_early_leads_to_where_they_are(service: Service):
    ada = service.citizen("ada").starts("flytning")
    ada.opens("/flytning/kontakt")
    assert ada.path == "/flytning/dig"
    ada.opens("/flytning/kontroller")
    assert ada.path == "/flytning/dig"
    assert ada.opens("/flytning/findes-ikke").status == 404


def test_every_page_can_be_read_in_english(service: Service):
    ada = service.citizen("ada")
    ada.posts("/sprog", {"language": "en", "back": "/flytning"})
    assert ada.page.get("lang") == "en"
    moves_alone(ada).sends()
    assert ada.path.startswith("/kvittering/")
    with service.database.reading.begin() as session:
        submission = session.scalars(select(Submission)).one()
    labels = {row["label"] for row in submission.rows}
    shown = {row["label"] for row in submission.shown}
    assert "Hvem flytter?" in labels
    assert "Hvem flytter?" not in shown
    assert submission.language == "en"


def test_rats_need_no_login(service: Service):
    nobody = reports_rats(service.browser())
    nobody.sends()
    assert nobody.path.startswith("/kvittering/")
    assert nobody.status == 200
    with service.database.reading.begin() as session:
        assert session.scalar(select(func.count()).select_from(Submission)) == 1
        assert session.scalars(select(Submission)).one().applicant == {"kind": "anonymous"}
        kinds = set(session.scalars(select(Errand.kind)))
    assert "send_letter" not in kinds


def test_a_form_without_login_names_nobody_even_when_they_have_logged_in(service: Service):
    ada = reports_rats(service.citizen("ada")).sends()
    assert ada.path.startswith("/kvittering/")
    assert ada.status == 200
    assert "Ada Holm" not in ada.page.find(".//main").text_content()
    with service.database.reading.begin() as session:
        submission = session.scalars(select(Submission)).one()
        kinds = set(session.scalars(select(Errand.kind)))
    assert submission.applicant == {"kind": "anonymous"}
    assert kinds == {"make_receipt", "deliver"}
    again = service.citizen("ada").opens(ada.path)
    assert "Telefonnummer" in again.words or "telefonnummer" in again.words
