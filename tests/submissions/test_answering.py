"""Whoever is asked for more answers with words and files, which reach the same case once."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from app import worker
from app.auth.models import SessionRow
from app.clock import now
from app.forms.case_answer import FILES
from app.outbox.models import Errand
from app.submissions.case_messages import CaseMessage
from app.submissions.clearing import clear_out_drafts, clear_out_submissions
from app.submissions.models import Submission
from tests.cases.telling import PDF, event, filed, tells
from tests.citizen import Browser
from tests.integrations.served import served, the_errand
from tests.service import Service
from tests.submissions.leaving_behind import SAME, logs_in
from tests.submissions.looking_up import WHY
from tests.submissions.uploading import attached, kept, picture
from tests.submissions.walks import moves_alone

__all__ = ["served"]
LEASE = ("lejekontrakt.pdf", PDF, "application/pdf")


def asked(service: Service) -> str:
    """The reference of Ada's move, which the case system has asked her more about."""
    reference = filed(service)
    tells(service, reference, event("1", "information_requested", text="Send lejekontrakten."))
    return reference


def answers(service: Service, reference: str) -> Browser:
    """Ada, at the page where she answers."""
    ada = service.citizen("ada").opens(f"/mine-sager/{reference}")
    assert ada.page.cssselect(f"a.button[href='/mine-sager/{reference}/svar']")
    return ada.opens(f"/mine-sager/{reference}/svar")


def attaches(ada: Browser, *files: Any, button: str = "", **fields: Any) -> Browser:
    """Send the page with files under the only question that takes them."""
    return ada.attaches(*files, button=button, **fields)


def typed(ada: Browser) -> str:
    """What stands in the field for words, as a browser shows it."""
    return ada.value("svar").removeprefix("\n")


def messages(service: Service) -> list[CaseMessage]:
    with service.database.reading.begin() as session:
        return list(session.scalars(select(CaseMessage).order_by(CaseMessage.id)))


def test_what_is_missing_is_answered_with_words_and_files(service: Service):
    reference = asked(service)
    ada = answers(service, reference)
    assert "Send lejekontrakten." in ada.words
    attaches(ada, LEASE, svar="Her er den.\nAlle sider.")
    assert ada.path == f"/mine-sager/{reference}", ada.problems()
    assert "Du har svaret. Kommunen ser på det." in ada.words
    newest = ada.page.cssselect(".timeline li")[0].text_content()
    assert "Svar sendt til kommunen" in newest
    assert "Her er den.\nAlle sider." in newest
    assert "lejekontrakt.pdf" in newest
    assert "Svaret er på vej" in newest
    assert not ada.page.cssselect(".alert-warning")
    assert "Du har svaret" in ada.opens("/mine-sager").words
    (message,) = messages(service)
    assert message.sent_at is not None
    assert the_errand(service.database, "tell").about == str(message.id)


def test_nothing_at_all_is_no_answer(service: Service):
    ada = answers(service, asked(service)).sends(svar="  ")
    assert ada.status == 422
    assert ada.problems() == ["Skriv et svar, eller vedhæft mindst én fil."]
    assert ada.page.findtext(".//title").startswith("Fejl:")
    assert [each.sent_at for each in messages(service)] == [None]


def test_what_is_wrong_loses_neither_words_nor_files(service: Service):
    ada = answers(service, asked(service))
    attaches(ada, LEASE, ("virus.pdf", b"MZ" * 40, "application/pdf"), svar="Her")
    assert ada.status == 422
    assert "»virus.pdf« er ikke en af de filtyper" in ada.problems()[0]
    assert attached(ada) == ["lejekontrakt.pdf"]
    assert typed(ada) == "Her"
    ada.sends(svar="a" * 4001)
    assert ada.problems() == ["Forkort svaret til højst 4000 tegn."]
    assert attached(ada) == ["lejekontrakt.pdf"]
    assert typed(ada) == "a" * 4001
    assert typed(ada.opens(ada.path)) == "a" * 4001, "also another day"
    assert ada.sends(svar="Her").path.startswith("/mine-sager/"), ada.problems()
    assert "Svar sendt til kommunen" in ada.words
    assert kept(service) == (1, 1, 1)


def test_a_file_is_taken_away_and_another_sent_alone(service: Service):
    ada = answers(service, asked(service))
    attaches(ada, LEASE, ("tom.pdf", b"", "application/pdf"))
    (button,) = [b.get("value") for b in ada.page.cssselect("button[value^='remove:']")]
    ada.sends(button=button, svar="Vent")
    assert (ada.status, attached(ada), typed(ada)) == (200, [], "Vent")
    attaches(ada, picture("side1.jpg"), svar="")
    assert "side1.jpg" in ada.words
    assert kept(service) == (1, 1, 1)


def test_two_presses_are_one_answer(service: Service):
    reference = asked(service)
    ada, again = answers(service, reference), answers(service, reference)
    again.page = ada.page
    attaches(ada, LEASE, svar="Her")
    attaches(again, LEASE, svar="Her")
    assert again.path == f"/mine-sager/{reference}"
    assert len(messages(service)) == 1
    assert kept(service) == (1, 1, 1)


def test_two_windows_fill_in_one_answer(service: Service):
    reference = asked(service)
    ada, other = answers(service, reference), answers(service, reference)
    attaches(ada, LEASE, ("tom.pdf", b"", "application/pdf"), svar="Det ene")
    attaches(other, picture("a.jpg"), svar="Det andet")
    assert other.path == f"/mine-sager/{reference}"
    assert "lejekontrakt.pdf" in other.words
    assert "a.jpg" in other.words
    ada.sends(svar="Det ene")
    assert (ada.status, typed(ada)) == (409, "Det ene")
    assert "Du har sendt et svar fra et andet vindue" in ada.words
    assert ada.sends().path == f"/mine-sager/{reference}"
    assert [each.text for each in messages(service)] == ["Det andet", "Det ene"]


def test_no_more_files_than_there_is_room_for(service: Service):
    ada = answers(service, asked(service))
    files = [
        (f"side{number}.pdf", PDF + bytes([number]), "application/pdf")
        for number in range(FILES.most + 2)
    ]
    attaches(ada, *files, svar="Her")
    assert ada.status == 422
    assert "»side10.pdf«, »side11.pdf« kom ikke med" in ada.problems()[0]
    assert len(attached(ada)) == FILES.most


def test_more_can_be_sent_as_long_as_the_case_is_told_of(service: Service):
    reference = asked(service)
    ada = answers(service, reference).sends(svar="Det første")
    ada.opens(f"/mine-sager/{reference}/svar")
    assert "Du har svaret" in ada.words
    ada.sends(svar="Det næste")
    tells(service, reference, event("2", "in_progress", 0))
    ada.opens(f"/mine-sager/{reference}/svar")
    assert "Kommunen er kommet videre" in ada.words
    ada.sends(svar="Det sidste")
    assert [each.text for each in messages(service)] == ["Det første", "Det næste", "Det sidste"]
    tells(service, reference, event("3", "information_requested", 0.01, text="Også skødet."))
    ada.opens(f"/mine-sager/{reference}")
    assert "Også skødet." in ada.page.cssselect(".alert-warning")[0].text_content()


def test_where_nothing_is_asked_there_is_nothing_to_answer(service: Service):
    reference = filed(service)
    ada = service.citizen("ada").opens(f"/mine-sager/{reference}/svar")
    assert ada.path == f"/mine-sager/{reference}"
    ada.posts(f"/mine-sager/{reference}/svar", {"svar": "Hej", "nummer": ""})
    assert ada.path == f"/mine-sager/{reference}"
    assert messages(service) == []


def test_nobody_else_answers(service: Service):
    reference = asked(service)
    bo = service.citizen("bo")
    assert bo.opens(f"/mine-sager/{reference}/svar").status == 404
    assert bo.posts(f"/mine-sager/{reference}/svar", {"svar": "Hej"}).status == 404
    assert messages(service) == []


def test_what_was_typed_when_the_session_was_over_comes_back(service: Service):
    reference = asked(service)
    ada = answers(service, reference)
    with service.database.writing.begin() as session:
        session.execute(update(SessionRow).values(seen_at=now() - timedelta(hours=1)))
    fields = {name: ada.value(name) for name in ("draft", "nummer")} | {"svar": "Skrevet længe"}
    sent = ada.client.post(ada.address, data=fields, headers=SAME, follow_redirects=False)
    ada = logs_in(ada, sent.headers["location"], "ada")
    assert ada.path == f"/mine-sager/{reference}/svar"
    assert typed(ada) == "Skrevet længe"
    assert ada.sends().path == f"/mine-sager/{reference}"
    assert [each.text for each in messages(service)] == ["Skrevet længe"]


def test_it_reaches_the_case_with_its_files(served: Service):
    moves_alone(served.citizen("ada")).sends()
    while worker.run_next(served.database):
        pass
    with served.database.reading.begin() as session:
        reference = session.scalars(select(Submission.reference)).one()
    tells(served, reference, event("1", "information_requested", 0, text="Send mere."))
    attaches(answers(served, reference), LEASE, svar="Her er den")
    assert worker.run_next(served.database, ["tell"])
    (case,) = httpx.get(f"{served.standins}/case-system/cases.json").json()
    (told,) = case["told"]
    assert told["text"] == "Her er den"
    assert [each["name"] for each in told["attachments"]] == ["lejekontrakt.pdf"]
    ada = served.citizen("ada").opens(f"/mine-sager/{reference}")
    assert "Kommunens sagssystem har fået svaret." in ada.words
    mette = served.staff("caseworker").opens("/personale/opslag")
    mette.sends(reference=reference, **WHY)
    assert "Borgeren har svaret" in mette.words
    assert "Her er den" in mette.words
    assert "lejekontrakt.pdf" in mette.words


@pytest.mark.parametrize("days", [59, 61])
def test_what_is_never_sent_is_cleared_out_like_a_draft(service: Service, days: int):
    ada = answers(service, asked(service))
    attaches(ada, LEASE, ("tom.pdf", b"", "application/pdf"))
    with service.database.writing.begin() as session:
        session.execute(update(CaseMessage).values(changed_at=now() - timedelta(days=days)))
        clear_out_drafts(session)
    assert len(messages(service)) == (1 if days == 59 else 0)
    assert kept(service)[0] == (1 if days == 59 else 0)


def test_it_goes_with_the_case_when_that_is_cleared_out(service: Service):
    reference = asked(service)
    attaches(answers(service, reference), LEASE, svar="Her")
    attaches(answers_again(service, reference), picture(), ("tom.pdf", b"", "application/pdf"))
    with service.database.writing.begin() as session:
        session.execute(update(Submission).values(keep_until=now() - timedelta(days=1)))
        clear_out_submissions(session)
    assert len(messages(service)) == 2, "the answer is not delivered yet"
    with service.database.writing.begin() as session:
        session.execute(update(Errand).values(done_at=now()))
        clear_out_submissions(session)
    assert messages(service) == []
    assert kept(service) == (0, 0, 0)


def answers_again(service: Service, reference: str) -> Browser:
    return service.citizen("ada").opens(f"/mine-sager/{reference}/svar")
