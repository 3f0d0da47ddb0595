"""Drafts: kept at every step, found again elsewhere, and never overwritten silently."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.clock import now, today
from app.facts import Fact
from app.integrations.case_files import case_file_of
from app.submissions import drafts
from app.submissions.clearing import clear_out_drafts
from app.submissions.models import Draft, Submission
from tests.municipality import municipality_with
from tests.service import Service
from tests.submissions.walks import TYPED_ADDRESS, day_fields, moves_alone


def test_a_draft_goes_on_at_another_device(service: Service):
    phone = service.citizen("bo").starts("flytning")
    phone.sends().sends(who="me")
    computer = service.citizen("bo").opens("/flytning")
    assert "Du er allerede i gang" in computer.words
    assert computer.starts("flytning").path == "/flytning/hvornaar"


def test_starting_twice_begins_once(service: Service):
    ada = service.citizen("ada").starts("flytning").starts("flytning")
    with service.database.reading.begin() as session:
        assert session.scalar(select(func.count()).select_from(Draft)) == 1
        assert session.scalar(select(func.count()).select_from(Fact)) == 1
    assert ada.path == "/flytning/dig"


def test_starting_over_leaves_nothing(service: Service):
    bo = service.citizen("bo").starts("flytning")
    bo.sends().sends(who="child")
    with service.database.reading.begin() as session:
        old = session.scalars(select(Draft.id)).one()
    bo.posts("/flytning", {"draft": str(old), "_action": "over"})
    assert bo.path == "/flytning/dig"
    with service.database.reading.begin() as session:
        assert session.scalars(select(Draft.id)).one() != old


def test_a_second_tab_is_told_and_loses_nothing(service: Service):
    bo = service.citizen("bo").starts("flytning")
    bo.sends()
    other_tab = service.citizen("bo").opens("/flytning/hvem")
    bo.sends(who="me")
    other_tab.sends(who="child")
    assert other_tab.status == 409
    assert "ændret et andet sted" in other_tab.words
    assert other_tab.value("who") == "child"
    assert saved(service)["who"] == "me"
    other_tab.sends(who="child")
    assert saved(service)["who"] == "child"


def read_twice(service: Service) -> tuple[Draft, Draft]:
    """One draft as two who read it at the same moment hold it."""
    service.citizen("bo").starts("flytning")

    def read(session: Session) -> Draft:
        return session.scalars(select(Draft)).one()

    with service.database.reading.begin() as one, service.database.reading.begin() as another:
        return read(one), read(another)


def test_of_two_who_save_what_they_read_at_once_the_second_is_told(service: Service):
    first, second = read_twice(service)
    with service.database.writing.begin() as session:
        assert drafts.save(session, first, {"who": "me"}, {"who": "citizen"})
    with service.database.writing.begin() as session:
        assert not drafts.save(session, second, {"who": "child"}, {"who": "citizen"})
    assert saved(service) == {"who": "me"}


def test_what_was_changed_since_it_was_read_is_not_marked_as_sent(service: Service):
    first, second = read_twice(service)
    with service.database.writing.begin() as session:
        assert drafts.save(session, first, {"who": "me"}, {"who": "citizen"})
    with service.database.writing.begin() as session:
        assert not drafts.mark_sent(session, second)
    assert saved(service) == {"who": "me"}


def test_of_two_who_send_what_they_read_at_once_one_sends(service: Service):
    first, second = read_twice(service)
    with service.database.writing.begin() as session:
        assert drafts.mark_sent(session, first)
    with service.database.writing.begin() as session:
        assert not drafts.mark_sent(session, second)
        assert not drafts.save(session, second, {"who": "child"}, {"who": "citizen"})
    assert saved(service) == {}


def test_two_presses_on_one_button_are_no_conflict(service: Service):
    bo = service.citizen("bo").starts("flytning")
    bo.sends()
    page = bo.page
    bo.sends(who="me")
    bo.page = page
    assert bo.sends(who="me").path == "/flytning/hvornaar"


def test_changing_ones_mind_sends_nothing_that_was_left_behind(service: Service):
    bo = service.citizen("bo").starts("flytning")
    bo.sends().sends(who="me_and_others").sends(co_movers=["h0"])
    assert "co_movers" in saved(service)
    bo.opens("/flytning/hvem").sends(who="me")
    bo.sends(**day_fields("move_date", 2)).sends(**TYPED_ADDRESS)
    bo.sends(tenure="owner").sends(doctor="keep").sends(truth="yes")
    # Kept in the draft, should he change his mind again.
    assert "co_movers" in saved(service)
    bo.sends()
    assert bo.path.startswith("/kvittering/")
    assert "Camilla" not in bo.words
    with service.database.reading.begin() as session:
        sent = session.scalars(select(Submission)).one()
    assert sent.answers["who"] == "me"
    assert "co_movers" not in sent.answers
    assert "Camilla" not in str((sent.answers, sent.rows, sent.shown))
    delivered = case_file_of(sent, municipality_with("0657"))
    assert "co_movers" not in delivered.answers
    assert "Camilla" not in str(delivered)


def test_somebody_elses_draft_is_not_found(service: Service):
    ada = service.citizen("ada").starts("flytning")
    draft = ada.value("draft")
    uffe = service.citizen("uffe")
    uffe.posts("/flytning/dig", {"draft": draft, "revision": "1"})
    assert uffe.path == "/flytning"
    assert uffe.opens(f"/flytning/dig?kladde={draft}").path == "/flytning"
    assert "Ada Holm" not in uffe.words


def test_an_odd_draft_id_is_no_error(service: Service):
    ada = service.citizen("ada").starts("flytning")
    for odd in ("x", "' OR 1=1", "0" * 40):
        ada.posts("/flytning/dig", {"draft": odd, "revision": "one"})
        assert ada.path == "/flytning"


def test_my_cases_lists_what_is_open(service: Service):
    ada = service.citizen("ada").opens("/mine-sager")
    assert "Her er ingen sager endnu" in ada.words
    ada.starts("flytning").opens("/mine-sager")
    assert "Meld flytning" in ada.words
    moves_alone(ada).sends().opens("/mine-sager")
    assert "Modtaget" in ada.words


def test_a_draft_without_login_belongs_to_the_visit(service: Service):
    nobody = service.browser().starts("rotter")
    nobody.sends(place="elsewhere")
    somebody = service.browser().opens("/rotter/sted")
    assert somebody.path == "/rotter"
    assert "allerede i gang" not in somebody.words
    assert "allerede i gang" in nobody.opens("/rotter").words


def test_what_is_personal_is_sealed_in_the_database(service: Service):
    moves_alone(service.citizen("ada"))
    with service.database.reading.begin() as session:
        row = session.execute(Draft.__table__.select()).mappings().one()
        raw = session.connection().exec_driver_sql("SELECT * FROM drafts").mappings().one()
    assert row["applicant"]["name"] == "Ada Holm"
    for column in ("applicant", "answers", "origins", "register"):
        assert isinstance(raw[column], (bytes, memoryview))
        assert b"Ada Holm" not in bytes(raw[column])


def saved(service: Service) -> dict[str, object]:
    with service.database.reading.begin() as session:
        return dict(session.scalars(select(Draft)).one().answers)


def test_an_answer_that_has_grown_too_old_is_asked_again(
    service: Service, monkeypatch: pytest.MonkeyPatch
):
    nobody = service.browser().starts("rotter")
    nobody.sends(place="elsewhere").sends(description="Ved bænken")
    nobody.sends(seen=["live"], **day_fields("seen_on", 0)).attaches()
    assert nobody.path == "/rotter/svar"
    # The day goes back rather than forward here, so that what was today is now ahead.
    monkeypatch.setattr("app.submissions.filling.today", lambda: today() - timedelta(days=3))
    nobody.opens("/rotter/svar")
    assert nobody.path == "/rotter/hvad"
    assert nobody.problems()
    assert nobody.value("seen_on-day") == str(today().day)


def test_drafts_nobody_came_back_to_are_cleared_out(service: Service):
    service.citizen("ada").starts("flytning")
    service.citizen("uffe").starts("flytning")
    with service.database.writing.begin() as session:
        first = session.scalars(select(Draft)).first()
        assert first is not None
        first.changed_at = now() - timedelta(days=61)
        first.notice_promised_at = now() - timedelta(days=7)
    with service.database.writing.begin() as session:
        clear_out_drafts(session)
    with service.database.reading.begin() as session:
        assert session.scalar(select(func.count()).select_from(Draft)) == 1
