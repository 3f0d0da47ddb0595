"""The citizen is told when something changes, as they have chosen: once, and of nothing stale."""

import pytest
from sqlalchemy import select

from app import contacts, worker
from app.clock import now
from app.integrations import mail_news
from app.integrations.mail import AddressRefused, Mail
from app.municipalities import current
from app.municipalities.models import MunicipalityRow
from app.outbox import Errand
from app.standins import persons
from app.submissions.clearing import clear_out_submissions
from app.submissions.models import Submission
from app.submissions.news import ALL_NEWS, let_go_of_news
from tests.cases.telling import LETTER, PDF, event, filed, is_filed, tells
from tests.integrations.posting import FAILED, status, told
from tests.integrations.served import the_errand
from tests.integrations.test_digital_post import letters
from tests.service import Service
from tests.submissions.walks import reports_rats


def news_of(service: Service) -> list[Errand]:
    with service.database.reading.begin() as session:
        found = select(Errand).where(Errand.kind.in_(ALL_NEWS)).order_by(Errand.key)
        return list(session.scalars(found))


def wants(service: Service, key: str = "ada", **wishes: object) -> None:
    cpr = persons.by_key(key).cpr
    with service.database.writing.begin() as session:
        contacts.keep(session, "0657", cpr, phone="", email="", **wishes)  # type: ignore[arg-type]


def messages(service: Service, kind: str = "DIGITALPOST") -> list[dict[str, str]]:
    """What the post has of news, newest first."""
    return [
        each
        for each in letters(service)
        if each["kind"] == kind and each["label"].startswith("Nyt i")
    ]


def test_what_happens_is_told_once_by_digital_post_in_plain_words(service: Service):
    reference = filed(service)
    started = event("1", text="Vi er i gang.")
    for _ in range(2):
        assert tells(service, reference, started).status_code == 200
    assert [each.kind for each in news_of(service)] == ["send_news"]
    assert worker.run_next(service.database, ["send_news"])
    (letter,) = messages(service)
    assert letter["label"] == f"Nyt i sagen: Meld flytning ({reference})"
    assert letter["notification"] == "Der er nyt i en sag hos Herning Kommune."
    assert letter["choice"] == "Digital Post"
    assert str(letter["case"]) == "{'number': 'S2026-1', 'system': 'records'}"
    assert letter["links"][0]["url"].endswith(f"/mine-sager/{reference}")  # type: ignore[index]
    assert told(service, status(letter["message_uuid"])).status_code == 204
    assert the_errand(service.database, "send_news").done_at is not None
    assert not worker.run_next(service.database, ["send_news"])


def test_what_is_older_than_what_was_told_is_not_told(service: Service):
    reference = filed(service)
    tells(service, reference, event("2", "in_progress", -1))
    tells(service, reference, event("1", "received", -2))
    assert [each.about for each in news_of(service)] == ["1"]


def test_a_decision_is_told_however_late_we_hear_of_it(service: Service):
    reference = filed(service)
    tells(service, reference, event("2", "closed", -1))
    tells(service, reference, event("1", "decided", -2, is_decision=True))
    assert [each.about for each in news_of(service)] == ["1", "2"]


def test_what_was_overtaken_while_the_post_was_away_is_let_go(service: Service):
    reference = filed(service)
    for number, state in enumerate(("information_requested", "decided", "closed"), 1):
        tells(service, reference, event(str(number), state, number - 5, text="Send det."))
    while worker.run_next(service.database, ["send_news"]):
        pass
    assert [each.dropped_at is None for each in news_of(service)] == [False, True, True]
    assert len(messages(service)) == 2


@pytest.mark.parametrize(
    ("state", "number"),
    [("received", 0), ("in_progress", 0), ("closed", 0), ("decided", 1)],
)
def test_whoever_wants_the_most_important_alone_is_told_no_more(
    service: Service, state: str, number: int
):
    wants(service, news="needed")
    reference = filed(service)
    tells(service, reference, event("1", state))
    assert len(news_of(service)) == number


def test_nobody_can_choose_away_what_they_are_asked_for(service: Service):
    wants(service, news="needed")
    reference = filed(service)
    tells(service, reference, event("1", "information_requested", text="Send kontrakten."))
    assert [each.kind for each in news_of(service)] == ["send_news"]


def test_whoever_is_exempt_gets_paper_only_of_what_they_must_know(service: Service):
    reference = filed(service, "karen")
    tells(service, reference, event("1", "in_progress", -3))
    assert worker.run_next(service.database, ["send_news"])
    routine = the_errand(service.database, "send_news")
    assert messages(service) == []
    assert (routine.gave_up_at, routine.dropped_at is None) == (None, False)
    tells(service, reference, event("2", "decided", -2, is_decision=True, document=LETTER))
    assert worker.run_next(service.database, ["send_news"])
    (letter,) = messages(service)
    assert (letter["choice"], letter["channel"]) == ("Automatisk Valg", "paper")
    names = [each["filename"] for each in letter["documents"]]  # type: ignore[index]
    assert names == [f"nyt-i-sagen-{reference}.pdf", "Afgørelse.pdf"]


@pytest.mark.parametrize(("state", "looked_at"), [("in_progress", False), ("decided", True)])
def test_what_came_back_is_for_a_person_only_where_it_must_be_told(
    service: Service, state: str, looked_at: bool
):
    tells(service, filed(service), event("1", state))
    assert worker.run_next(service.database, ["send_news"])
    assert told(service, status(messages(service)[0]["message_uuid"], FAILED)).status_code == 204
    errand = the_errand(service.database, "send_news")
    assert (errand.gave_up_at is not None, errand.dropped_at is not None) == (
        looked_at,
        not looked_at,
    )


def test_an_sms_goes_with_it_to_whoever_wants_one_and_says_nothing(service: Service):
    wants(service, sms=True)
    reference = filed(service)
    tells(service, reference, event("1", text="Kom i dag."))
    assert worker.run_next(service.database, ["send_news_sms"])
    assert messages(service, "NEMSMS") == []
    assert worker.run_next(service.database, ["send_news"])
    with service.database.writing.begin() as session:
        sms = session.get_one(Errand, the_errand(service.database, "send_news_sms").id)
        sms.due_at = sms.promised_at
    assert worker.run_next(service.database, ["send_news_sms"])
    (sent,) = messages(service, "NEMSMS")
    assert (
        sent["notification"] == "Der er nyt i en sag hos Herning Kommune. Læs mere i Digital Post."
    )
    assert told(service, status(sent["message_uuid"])).status_code == 204
    assert the_errand(service.database, "send_news_sms").done_at is not None


def test_a_parent_is_told_of_their_small_childs_case_and_nobody_else(service: Service):
    reference = filed(service)
    with service.database.writing.begin() as session:
        sent = session.scalars(select(Submission)).one()
        child = dict(sent.applicant) | {"cpr": "6101204234"}
        sent.acted_by = dict(sent.applicant) | {"capacity": "parent"}
        sent.applicant = child
    tells(service, reference, event("1"))
    assert worker.run_next(service.database, ["send_news"])
    (letter,) = messages(service)
    assert letter["recipient_id"] == persons.by_key("ada").cpr
    assert letter["links"][0]["url"].endswith("/fuldmagter")  # type: ignore[index]


def test_a_company_is_told_of_all_that_happens(service: Service):
    reference = filed(service)
    with service.database.writing.begin() as session:
        sent = session.scalars(select(Submission)).one()
        sent.applicant = {"kind": "company", "cvr": "99000104", "name": "Mølgaard VVS ApS"}
    tells(service, reference, event("1"))
    assert worker.run_next(service.database, ["send_news"])
    (letter,) = messages(service)
    assert (letter["recipient_kind"], letter["recipient_id"]) == ("CVR", "99000104")


def test_what_was_withdrawn_or_cleared_out_meanwhile_is_not_told(service: Service):
    reference = filed(service)
    for column in ("withdrawn_at", "cleared_at"):
        tells(service, reference, event(column, hours=-1))
        with service.database.writing.begin() as session:
            setattr(session.scalars(select(Submission)).one(), column, now())
        assert worker.run_next(service.database, ["send_news"])
        with service.database.writing.begin() as session:
            setattr(session.scalars(select(Submission)).one(), column, None)
    assert messages(service) == []
    assert all(each.dropped_at for each in news_of(service))


def test_news_that_were_not_told_in_ten_days_hold_up_no_clearing_out(service: Service):
    reference = filed(service)
    tells(service, reference, event("1", "closed"))
    with service.database.writing.begin() as session:
        for errand in session.scalars(select(Errand).where(Errand.kind.not_in(ALL_NEWS))):
            errand.done_at = errand.promised_at
        sent = session.scalars(select(Submission)).one()
        sent.keep_until = sent.submitted_at
        let_go_of_news(session)
        clear_out_submissions(session)
    assert the_errand(service.database, "send_news").done_at is None
    with service.database.writing.begin() as session:
        errand = session.get_one(Errand, the_errand(service.database, "send_news").id)
        errand.tries_since = errand.tries_since.replace(year=errand.tries_since.year - 1)
        session.flush()
        let_go_of_news(session)
        clear_out_submissions(session)
    with service.database.reading.begin() as session:
        assert session.scalars(select(Submission.cleared_at)).one() is not None
    assert the_errand(service.database, "send_news").dropped_at is not None


def rats_are_reported(service: Service, email: str = "nabo@example.dk") -> str:
    """The reference of a report that was sent without login, and filed."""
    browser = reports_rats(service.browser())
    browser.opens("/rotter/kontakt").sends(email=email)
    return is_filed(service, browser.sends().path)


def test_whoever_has_no_login_is_told_by_e_mail_where_the_news_is_and_nothing_else(
    service: Service, monkeypatch: pytest.MonkeyPatch
):
    sent: list[Mail] = []
    monkeypatch.setattr(mail_news, "send", lambda server, mail: sent.append(mail))
    reference = rats_are_reported(service)
    tells(service, reference, event("1", "decided", text="Rotterne er væk.", document=LETTER))
    assert [each.kind for each in news_of(service)] == ["mail_news"]
    assert worker.run_next(service.database, ["mail_news"])
    (mail,) = sent
    assert (mail.to, mail.subject) == ("nabo@example.dk", "Nyt fra Herning Kommune")
    assert f"/kvittering/{reference}\n" in mail.text
    for secret in ("otte", "nabo", "væk", "park"):
        assert secret not in mail.subject + mail.text
    assert the_errand(service.database, "mail_news").done_at is not None
    reader = service.browser().opens(f"/kvittering/{reference}")
    assert "Rotterne er væk." not in reader.words
    reader.sends(proof="nabo@example.dk")
    assert "Rotterne er væk." in reader.words
    document = f"/kvittering/{reference}/dokumenter/1"
    assert reader.page.cssselect(f"a[href='{document}']")
    assert reader.client.get(document).content == PDF
    assert reader.opens(f"/kvittering/{reference}/dokumenter/2").status == 404
    assert service.browser().opens(document).path == f"/kvittering/{reference}"


def test_whoever_is_asked_for_something_is_not_told_that_they_need_do_nothing(service: Service):
    reference = rats_are_reported(service)
    tells(service, reference, event("1", "information_requested", text="Ring til os."))
    reader = service.browser().opens(f"/kvittering/{reference}").sends(proof="nabo@example.dk")
    assert "Ring til os." in reader.words
    assert "Du behøver ikke gøre mere nu." not in reader.words


def test_what_was_sent_after_login_has_its_documents_under_my_cases(service: Service):
    reference = filed(service)
    tells(service, reference, event("1", "decided", document=LETTER))
    assert service.citizen("ada").opens(f"/kvittering/{reference}/dokumenter/1").status == 404


def test_an_address_that_the_mail_server_refuses_troubles_nobody(
    service: Service, monkeypatch: pytest.MonkeyPatch
):
    def refuses(*_: object) -> None:
        raise AddressRefused("Mailserveren afviste mailen (svar 550).")

    monkeypatch.setattr(mail_news, "send", refuses)
    tells(service, rats_are_reported(service), event("1"))
    assert worker.run_next(service.database, ["mail_news"])
    errand = the_errand(service.database, "mail_news")
    assert (errand.gave_up_at, errand.dropped_at is None) == (None, False)


def test_without_an_address_nobody_is_told(service: Service):
    tells(service, rats_are_reported(service, email=""), event("1"))
    assert news_of(service) == []


def test_without_a_mail_server_nobody_is_told(service: Service):
    reference = rats_are_reported(service)
    with service.database.writing.begin() as session:
        row = session.get_one(MunicipalityRow, "0657")
        row.systems = {name: it for name, it in row.systems.items() if name != "smtp_url"}
    current.forget()
    tells(service, reference, event("1"))
    assert news_of(service) == []


def test_the_case_says_of_what_they_are_told_and_where_to_choose(service: Service):
    reference = filed(service)
    ada = service.citizen("ada").opens(f"/mine-sager/{reference}")
    assert "Du får besked i Digital Post, hver gang der sker noget." in ada.words
    ada.opens("/mine-data").sends(news="needed")
    assert ada.path == "/mine-data?besked=gemt"
    ada.opens(f"/mine-sager/{reference}")
    assert "når kommunen mangler noget fra dig eller har svaret" in ada.words
    assert ada.opens("/mine-data").value("news") == "needed"
    assert '"news": "needed"' in ada.client.get("/mine-data.json").text
    ada.opens("/mine-data").sends(news="all")
    assert ada.path == "/mine-data?besked=slettet"
    assert ada.opens("/mine-data").sends(news="sometimes").status == 422
