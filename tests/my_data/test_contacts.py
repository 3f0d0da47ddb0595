"""Citizens put their own contact data right, and forms begin with it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import contacts
from app.clock import now
from app.contacts import ContactRow, contact_of
from app.database import Database
from app.sealed import digest
from app.standins import persons
from app.submissions.models import Draft, Submission
from tests.citizen import Browser
from tests.service import Service
from tests.standins_server import behave
from tests.submissions.walks import TYPED_ADDRESS, day_fields, types_who_they_are

PAGE = "/mine-data"
ADA = persons.by_key("ada").cpr
GIVEN = {"phone": "20 30 40 50", "email": "Ada@Example.COM", "news": "all"}


def kept(service: Service, cpr: str = ADA, code: str = "0657") -> tuple[str, str] | None:
    with service.database.reading.begin() as session:
        found = contact_of(session, code, cpr)
    return (found.phone, found.email) if found else None


def at_the_last_step(browser: Browser) -> Browser:
    """From the second page of a move, alone, to the one that asks for phone and e-mail."""
    if browser.path == "/flytning/hvem":
        browser.sends(who="me")
    browser.sends(**day_fields("move_date", 7))
    browser.sends(**TYPED_ADDRESS)
    browser.sends(tenure="owner")
    browser.sends(doctor="keep")
    assert browser.path == "/flytning/kontakt"
    return browser


def test_what_a_citizen_writes_is_kept_and_shown(service: Service):
    ada = service.citizen("ada").opens(PAGE).sends(**GIVEN)
    assert (ada.status, ada.path) == (200, f"{PAGE}?besked=gemt")
    assert "Dine kontaktoplysninger er gemt." in ada.words
    assert kept(service) == ("+4520304050", "Ada@example.com")
    assert (ada.value("phone"), ada.value("email")) == ("20 30 40 50", "Ada@example.com")
    assert "Gemt" in ada.words


def test_it_is_changed_and_either_is_enough(service: Service):
    ada = service.citizen("ada").opens(PAGE).sends(**GIVEN)
    ada.sends(phone="", email="ada@example.dk")
    assert kept(service) == ("", "ada@example.dk")


def test_an_sms_is_wanted_by_whoever_ticks_it_and_as_long_as_it_is_ticked(service: Service):
    ada = service.citizen("ada").opens(PAGE)
    assert "NemSMS på borger.dk" in ada.words
    ada.sends(phone="", email="", sms="yes")
    with service.database.reading.begin() as session:
        assert contacts.who_want_sms(session, "0657", [ADA]) == {ADA}
        found = contact_of(session, "0657", ADA)
    assert found is not None
    assert found.sms
    service.citizen("ada").opens(PAGE).sends(phone="20 30 40 50", sms=[])
    with service.database.reading.begin() as session:
        assert not contacts.who_want_sms(session, "0657", [ADA])


@pytest.mark.parametrize("button", ["delete", ""])
def test_it_is_deleted_by_the_button_or_by_emptying_it(service: Service, button: str):
    ada = service.citizen("ada").opens(PAGE).sends(**GIVEN)
    empty = {} if button else {"phone": "", "email": ""}
    ada.sends(button=button, **empty)
    assert "Dine kontaktoplysninger er slettet." in ada.words
    with service.database.reading.begin() as session:
        assert session.scalars(select(ContactRow)).all() == []
    assert not ada.page.cssselect("button[value=delete]")
    ada.sends(phone="", email="")
    assert ada.status == 200


def test_what_cannot_be_used_is_said_beside_its_field_and_nothing_typed_is_lost(service: Service):
    ada = service.citizen("ada").opens(PAGE).sends(**GIVEN)
    ada.sends(phone="20 30", email="ada at example.com")
    assert ada.status == 422
    assert ada.page.findtext(".//title").startswith("Fejl:")
    assert len(ada.problems()) == 2
    assert "Skriv 8 cifre." in ada.page.get_element_by_id("phone-error").text_content()
    assert (ada.value("phone"), ada.value("email")) == ("20 30", "ada at example.com")
    assert kept(service) == ("+4520304050", "Ada@example.com")


def test_nothing_of_it_can_be_read_in_the_database(service: Service):
    service.citizen("ada").posts(PAGE, GIVEN)
    with service.database.reading.begin() as session:
        row = session.connection().exec_driver_sql("SELECT * FROM contacts").one()
        one = session.scalars(select(ContactRow)).one()
    text = b" ".join(
        bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
        for value in row
    )
    for secret in (ADA, "20304050", "example"):
        assert secret.encode() not in text
    assert one.citizen_digest == digest(f"0657 contact {one.contact['cpr']}")


def test_saved_twice_at_once_it_is_one(database: Database, monkeypatch: pytest.MonkeyPatch):
    with database.writing.begin() as session:
        contacts.keep(session, "0657", ADA, phone="+4520304050", email="")
    seen, right = [True], contacts._find
    with database.writing.begin() as session:
        monkeypatch.setattr(
            contacts, "_find", lambda *given: None if seen and seen.pop() else right(*given)
        )
        contacts.keep(session, "0657", ADA, phone="+4540506070", email="")
    with database.reading.begin() as session:
        assert session.scalars(select(ContactRow)).one().contact["phone"] == "+4540506070"


def test_what_nobody_has_changed_for_two_years_goes(database: Database):
    with database.writing.begin() as session:
        contacts.keep(session, "0657", ADA, phone="+4520304050", email="")
        contacts.keep(session, "0187", ADA, phone="+4520304050", email="")
        row = session.scalars(
            select(ContactRow).where(ContactRow.municipality_code == "0187")
        ).one()
        row.changed_at = now() - timedelta(days=2 * 365 + 1)
        session.flush()
        contacts.clear_out_old(session)
        assert contact_of(session, "0657", ADA) is not None
        assert contact_of(session, "0187", ADA) is None


def test_a_form_begins_with_it_and_it_is_the_citizens_own_answer(service: Service):
    ada = service.citizen("ada")
    ada.posts(PAGE, GIVEN)
    at_the_last_step(ada.starts("flytning").sends())
    assert (ada.value("phone"), ada.value("email")) == ("20 30 40 50", "Ada@example.com")
    assert ada.words.count("Hentet fra »Mine data«.") == 2
    assert "Hentet fra folkeregistret" not in ada.words
    ada.sends(truth="yes").sends()
    assert ada.path.startswith("/kvittering/")
    with service.database.reading.begin() as session:
        submission = session.scalars(select(Submission)).one()
    assert submission.answers["phone"] == "+4520304050"
    origins = {row["key"]: row["origin"] for row in submission.rows}
    assert (origins["phone"], origins["email"], origins["name"]) == (
        "citizen",
        "citizen",
        "register",
    )


def test_it_may_be_put_right_or_left_out_in_one_form(service: Service):
    ada = service.citizen("ada")
    ada.posts(PAGE, GIVEN)
    at_the_last_step(ada.starts("flytning").sends())
    ada.sends(phone="40 50 60 70", email="", truth="yes")
    assert ada.path == "/flytning/kontroller"
    assert "40 50 60 70" in ada.words
    assert "Ada@example.com" not in ada.words
    assert kept(service) == ("+4520304050", "Ada@example.com")


def test_a_silent_register_does_not_take_it_away_nor_the_other_way_round(service: Service):
    ada = service.citizen("ada")
    ada.posts(PAGE, GIVEN)
    behave(service.standins, "civil-register", "down")
    types_who_they_are(ada.starts("flytning"))
    at_the_last_step(ada)
    assert ada.value("phone") == "20 30 40 50"
    assert "Vi kunne ikke hente oplysninger i folkeregistret" not in ada.words
    with service.database.reading.begin() as session:
        draft = session.scalars(select(Draft)).one()
    assert draft.ask_again_at < now() + timedelta(minutes=3), "the register is asked again soon"


def test_without_it_nothing_is_said_of_it(service: Service):
    ada = at_the_last_step(service.citizen("ada").starts("flytning").sends())
    assert ada.value("phone") == ""
    assert "»Mine data«" not in ada.words
    assert "Vi kunne ikke hente" not in ada.words


def test_a_draft_that_lies_open_follows_what_is_changed_and_deleted(service: Service):
    ada = service.citizen("ada")
    ada.posts(PAGE, GIVEN)
    at_the_last_step(ada.starts("flytning").sends())
    ada.posts(PAGE, GIVEN | {"phone": "40 50 60 70"})
    assert ada.opens("/flytning/kontakt").value("phone") == "40 50 60 70"
    behave(service.standins, "civil-register", "down")
    ada.opens(PAGE).sends(button="delete")
    ada.opens("/flytning/kontakt")
    assert (ada.value("phone"), ada.value("email")) == ("", "")
    with service.database.reading.begin() as session:
        kept_in_draft = session.scalars(select(Draft)).one().register
    assert "contact.phone" not in kept_in_draft
    assert kept_in_draft["person.name"] == "Ada Holm"


def test_a_form_without_login_knows_nobody(service: Service):
    ada = service.citizen("ada")
    ada.posts(PAGE, GIVEN)
    ada.starts("rotter")
    with service.database.reading.begin() as session:
        assert session.scalars(select(Draft)).one().register == {}
