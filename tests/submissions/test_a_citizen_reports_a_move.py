"""A move, from the start page to the receipt, as the citizen meets it."""

from sqlalchemy import func, select

from app.facts import Fact
from app.forms.catalogue.relocation import CHOOSE_DOCTOR
from app.outbox import Errand
from app.submissions.models import Draft, Submission
from tests.service import Service
from tests.standins_server import behave
from tests.submissions.walks import (
    moves_alone,
    reports_rats,
    types_who_they_are,
)


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
        assert submission.answers["tenure"] == "owner"
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
    assert origins["Ny adresse"] == "citizen"


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
    assert "Vi kunne ikke hente oplysninger i folkeregistret" in ada.words
    assert ada.value("old_address-street") == ""
    types_who_they_are(ada)
    ada.opens("/flytning/dig").sends(name="Ada Holm Lind")
    assert ada.sees == "Hvem flytter?", ada.problems()
    with service.database.reading.begin() as session:
        draft = session.scalars(select(Draft)).one()
    assert draft.answers["name"] == "Ada Holm Lind"
    assert draft.origins["name"] == "citizen"


def test_under_a_silent_register_the_name_of_the_login_is_offered_and_is_the_citizens(
    service: Service,
):
    behave(service.standins, "civil-register", "down")
    ada = service.citizen("ada").starts("flytning")
    assert ada.value("name") == "Ada Holm"
    assert "Hentet fra dit login" in ada.words
    assert "Hentet fra folkeregistret" not in ada.words
    types_who_they_are(ada).opens("/flytning/dig")
    assert "Hentet fra dit login" not in ada.words
    with service.database.reading.begin() as session:
        assert session.scalars(select(Draft)).one().origins["name"] == "citizen"


def test_a_register_that_answers_is_not_called_silent(service: Service):
    assert "ikke svar fra folkeregistret" not in service.citizen("ada").starts("flytning").words


def test_a_wrong_answer_gets_a_sentence_and_keeps_what_was_typed(service: Service):
    ada = service.citizen("ada").starts("flytning")
    ada.sends()
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
    bo = service.citizen("bo").starts("flytning")
    bo.posts("/flytning/hvem", {"who": "x" * 10_000_000})
    assert bo.status == 413
    bo.opens("/flytning/dig").sends().sends(who="y" * 900_000)
    assert bo.status == 413
    bo.opens("/flytning/hvem").sends(who="y" * 9_000)
    assert bo.status == 422


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
    assert "Ny adresse" in labels
    assert "Ny adresse" not in shown
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


def test_whoever_has_yet_to_choose_a_doctor_is_told_on_every_page_after_sending(service: Service):
    ada = moves_alone(service.citizen("ada"), doctor="later").sends()
    case = ada.path.replace("kvittering", "mine-sager")
    (told,) = ada.page.cssselect(".alert-success .alert-text")
    assert told.text_content().startswith("Der skal stadig vælges læge.")
    assert [link.get("href") for link in told.cssselect("a")] == [CHOOSE_DOCTOR]
    assert "Du behøver ikke gøre mere nu" not in ada.words
    assert "Der skal stadig vælges læge." in ada.opens(case).words
    assert ada.page.cssselect(f"a[href='{CHOOSE_DOCTOR}']")


def test_whoever_keeps_the_doctor_has_nothing_more_to_do(service: Service):
    ada = moves_alone(service.citizen("ada")).sends()
    assert "Du behøver ikke gøre mere nu" in ada.words
    assert "læge." not in ada.words


def test_what_happens_next_and_when_is_frozen(service: Service):
    ada = moves_alone(service.citizen("ada")).sends()
    assert "Du hører fra os inden for 7 dage." in ada.words
    with service.database.reading.begin() as session:
        texts = session.scalars(select(Submission)).one().texts
    assert texts["what_happens_next"].endswith("Du hører fra os inden for 7 dage.")
