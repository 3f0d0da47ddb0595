"""What the registers said when a draft was begun is asked again when it is taken up later."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app.clock import now
from app.submissions.models import Draft
from tests.service import Service
from tests.standins_server import behave, start_afresh
from tests.submissions.walks import moves_alone


def lay_aside(service: Service, **register: Any) -> None:
    """A day goes by, and meanwhile the register has come to say something else."""
    with service.database.writing.begin() as session:
        draft = session.scalars(select(Draft)).one()
        draft.asked_at = now() - timedelta(hours=13)
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
    assert now() - kept(service).asked_at < timedelta(minutes=1)


def test_it_is_not_asked_for_every_page(service: Service):
    ada = service.citizen("ada").starts("flytning")
    lay_aside(service)
    ada.opens("/flytning/dig")
    assert kept(service).revision == 1
    behave(service.standins, "civil-register", "down")
    asked_at = kept(service).asked_at
    assert "Ada Holm" in ada.opens("/flytning/dig").words
    assert kept(service).asked_at == asked_at


def test_a_silent_register_takes_nothing_back(service: Service):
    ada = service.citizen("ada").starts("flytning")
    lay_aside(service, name="Ada Fra Før")
    behave(service.standins, "civil-register", "down")
    assert "Ada Fra Før" in ada.opens("/flytning/dig").words
    assert now() - kept(service).asked_at < timedelta(minutes=1)


def test_a_register_that_was_silent_is_asked_again_soon(service: Service):
    behave(service.standins, "civil-register", "down")
    ada = service.citizen("ada").starts("flytning")
    assert ada.value("name") == ""
    start_afresh(service.standins)
    assert ada.opens("/flytning/dig").value("name") == ""
    with service.database.writing.begin() as session:
        session.scalars(select(Draft)).one().asked_at = now() - timedelta(minutes=3)
    assert "Ada Holm" in ada.opens("/flytning/dig").words


def test_nobody_sends_what_the_register_no_longer_says(service: Service):
    ada = moves_alone(service.citizen("ada"))
    lay_aside(service, name="Ada Fra Før")
    other_tab = service.citizen("ada").opens("/flytning/kontroller")
    assert "Ada Holm" in other_tab.words
    assert ada.sends().status == 409
    assert ada.sends().path.startswith("/kvittering/")


def test_a_form_that_asks_no_register_waits_for_none(service: Service):
    rats = service.browser().starts("rotter")
    lay_aside(service)
    asked_at = kept(service).asked_at
    rats.opens(rats.path)
    assert kept(service).asked_at == asked_at
