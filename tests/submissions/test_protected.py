"""Protected names and addresses are shown to nobody but their owner."""

import base64

import httpx
from sqlalchemy import select

from app import worker
from app.standins import persons
from app.submissions.models import Draft, Submission
from tests.browser.paper import letters_of
from tests.service import Service
from tests.standins_server import behave
from tests.submissions.walks import TYPED_ADDRESS, day_fields, types_who_they_are

PETRA = persons.by_key("petra")


def test_a_protected_spouse_is_not_in_the_list(service: Service):
    otto = service.citizen("otto").starts("flytning")
    otto.sends().sends(who="me_and_others")
    assert otto.sees == "Hvem flytter med dig?"
    for secret in (PETRA.first, PETRA.cpr):
        assert secret not in otto.text
    assert str(PETRA.born.year) not in otto.words


def test_a_protected_spouse_is_added_by_number_and_never_named(service: Service):
    otto = service.citizen("otto").starts("flytning")
    otto.sends().sends(who="me_and_others")
    otto.sends(co_movers__cpr=PETRA.cpr, co_movers__name=PETRA.name, button="add:co_movers")
    assert otto.path == "/flytning/medflyttere"
    assert "Person med beskyttelse" in otto.words
    assert PETRA.first not in otto.text
    assert PETRA.cpr not in otto.text
    otto.sends()
    otto.sends(**day_fields("move_date", 2))
    otto.sends(**TYPED_ADDRESS).sends(tenure="owner").sends(doctor="keep").sends(truth="yes")
    assert otto.path == "/flytning/kontroller", otto.problems()
    assert "Person med beskyttelse" in otto.words
    otto.sends()
    assert "Person med beskyttelse" in otto.words
    assert PETRA.first not in otto.text

    with service.database.reading.begin() as session:
        sent = session.scalars(select(Submission)).one()
    assert sent.answers["co_movers"] == [{"cpr": PETRA.cpr, "name": ""}]
    assert PETRA.first not in str((sent.rows, sent.shown, sent.answers, sent.case_title))
    for kind in ("make_receipt", "send_letter"):
        assert worker.run_next(service.database, [kind])
    (letter,) = httpx.get(f"{service.standins}/digital-post/messages.json").json()
    (paper,) = letter.pop("documents")
    assert PETRA.first not in str(letter)
    written = letters_of(base64.b64decode(paper["content_base64"]))
    assert "Personmedbeskyttelse" in written
    assert PETRA.first not in written


def test_under_a_silent_register_a_protected_spouse_need_not_be_named(service: Service):
    behave(service.standins, "civil-register", "down")
    otto = types_who_they_are(service.citizen("otto").starts("flytning"))
    otto.sends(who="me_and_others")
    assert "Lad feltet stå tomt, hvis personen har beskyttet navn." in otto.words
    otto.sends(co_movers__cpr=PETRA.cpr, button="add:co_movers")
    assert otto.path == "/flytning/medflyttere", otto.problems()
    assert "Person med beskyttelse" in otto.page.cssselect("label[for=co_movers]")[0].text
    assert PETRA.cpr not in otto.text
    otto.sends()
    otto.sends(**day_fields("move_date", 2))
    otto.sends(**TYPED_ADDRESS).sends(tenure="owner").sends(doctor="keep").sends(truth="yes")
    assert "Person med beskyttelse" in otto.words
    otto.sends()
    with service.database.reading.begin() as session:
        sent = session.scalars(select(Submission)).one()
    assert sent.answers["co_movers"] == [{"cpr": PETRA.cpr, "name": ""}]


def test_what_the_register_said_of_a_protected_person_is_not_kept_by_name(service: Service):
    service.citizen("otto").starts("flytning")
    with service.database.reading.begin() as session:
        draft = session.scalars(select(Draft)).one()
    assert PETRA.first not in str(draft.register)


def test_the_owner_sees_their_own_name_and_address(service: Service):
    nanna = service.citizen("nanna").starts("flytning")
    assert "Nanna Skov" in nanna.words
    assert "Rendsagervej 7" in nanna.words
