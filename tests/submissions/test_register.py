"""What the registers said when a draft was begun is asked again when it is taken up later."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app.clock import now
from app.standins import persons
from app.submissions.models import Draft, Submission
from tests.service import Service
from tests.standins_server import behave, start_afresh
from tests.submissions.walks import TYPED_ADDRESS, day_fields, moves_alone


def lay_aside(service: Service, **register: Any) -> None:
    """A day goes by, and meanwhile the register has come to say something else."""
    with service.database.writing.begin() as session:
        draft = session.scalars(select(Draft)).one()
        draft.ask_again_at = now()
        draft.register = draft.register | {f"person.{key}": said for key, said in register.items()}


def kept(service: Service) -> Draft:
    with service.database.reading.begin() as session:
        return session.scalars(select(Draft)).one()


def test_the_register_is_asked_again_after_a_while(service: Service):
    ada = service.citizen("ada").starts("flytning")
    lay_aside(service, name="Ada Fra Før")
    ada.opens("/flytning/dig")
    assert "Ada Holm" in ada.words
    assert "Ada Fra Før" not in ada.words
    assert kept(service).revision == 2
    assert kept(service).ask_again_at > now() + timedelta(hours=11)


def test_it_is_not_asked_for_every_page(service: Service):
    ada = service.citizen("ada").starts("flytning")
    lay_aside(service)
    ada.opens("/flytning/dig")
    assert kept(service).revision == 1
    behave(service.standins, "civil-register", "down")
    again_at = kept(service).ask_again_at
    assert "Ada Holm" in ada.opens("/flytning/dig").words
    assert kept(service).ask_again_at == again_at


def test_a_silent_register_takes_nothing_back(service: Service):
    ada = service.citizen("ada").starts("flytning")
    lay_aside(service, name="Ada Fra Før")
    behave(service.standins, "civil-register", "down")
    assert "Ada Fra Før" in ada.opens("/flytning/dig").words
    assert kept(service).ask_again_at < now() + timedelta(minutes=3)


def test_a_register_that_was_silent_is_asked_again_soon(service: Service):
    behave(service.standins, "civil-register", "down")
    ada = service.citizen("ada").starts("flytning")
    assert "Hentet fra dit login" in ada.words
    start_afresh(service.standins)
    assert "Hentet fra dit login" in ada.opens("/flytning/dig").words
    with service.database.writing.begin() as session:
        session.scalars(select(Draft)).one().ask_again_at = now()
    assert "Hentet fra folkeregistret" in ada.opens("/flytning/dig").words
    assert "Hentet fra dit login" not in ada.words


def test_what_the_register_says_late_is_the_registers_word_everywhere(service: Service):
    behave(service.standins, "civil-register", "down")
    ada = service.citizen("ada").starts("flytning")
    typed = {key.replace("new_", "old_"): value for key, value in TYPED_ADDRESS.items()}
    ada.sends(name="Ada Skriver Selv", **typed)
    start_afresh(service.standins)
    lay_aside(service)
    ada.opens("/flytning/dig")
    assert "Ada Skriver Selv" not in ada.words
    assert "Møllevej 12" not in ada.words
    ada.sends()
    if ada.path == "/flytning/hvem":
        ada.sends(who="me")
    ada.sends(**day_fields("move_date", 7)).sends(**TYPED_ADDRESS)
    ada.sends(tenure="owner").sends(doctor="keep").sends(phone="20 30 40 50", truth="yes")
    assert ada.path == "/flytning/kontroller"
    ada.sends()
    with service.database.reading.begin() as session:
        sent = session.scalars(select(Submission)).one()
    origins = {row["key"]: (row["value"], row["origin"]) for row in sent.rows}
    assert origins["name"] == ("Ada Holm", "register")
    assert origins["old_address"][1] == "register"
    assert origins["new_address"][1] == "citizen"


def test_nobody_sends_what_the_register_no_longer_says(service: Service):
    ada = moves_alone(service.citizen("ada"))
    lay_aside(service, name="Ada Fra Før")
    other_tab = service.citizen("ada").opens("/flytning/kontroller")
    assert "Ada Holm" in other_tab.words
    assert ada.sends().status == 409
    assert ada.sends().path.startswith("/kvittering/")


def test_who_has_been_given_protection_meanwhile_is_named_no_more(service: Service):
    otto = service.citizen("otto").starts("flytning")
    petra = persons.by_key("petra")
    unprotected = {
        "cpr": petra.cpr,
        "name": petra.name,
        "relation": "spouse",
        "birth_date": petra.born.isoformat(),
        "protected": False,
        "custody": False,
    }
    otto.sends()
    with service.database.writing.begin() as session:
        draft = session.scalars(select(Draft)).one()
        draft.register = draft.register | {"person.household": [unprotected]}
    otto.sends(who="me_and_others")
    otto.sends(co_movers=["h0"])
    assert petra.name in str(kept(service).answers)
    lay_aside(service)
    otto.opens("/flytning/medflyttere")
    assert petra.name not in otto.text
    assert "Person med beskyttelse" in otto.words
    otto.opens("/flytning/hvornaar").sends(**day_fields("move_date", 7))
    otto.sends(**TYPED_ADDRESS).sends(tenure="owner").sends(doctor="keep")
    otto.sends(phone="20 30 40 50", truth="yes")
    assert otto.path == "/flytning/kontroller"
    assert petra.name not in otto.text
    otto.sends()
    with service.database.reading.begin() as session:
        sent = session.scalars(select(Submission)).one()
    assert sent.answers["co_movers"] == [{"cpr": petra.cpr, "name": ""}]
    assert petra.name not in f"{sent.rows}{sent.shown}"


def test_a_form_that_asks_no_register_waits_for_none(service: Service):
    rats = service.browser().starts("rotter")
    lay_aside(service)
    again_at = kept(service).ask_again_at
    rats.opens(rats.path)
    assert kept(service).ask_again_at == again_at
