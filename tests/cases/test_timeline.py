"""The citizen follows the case to its end, in plain words, whatever order it was told in."""

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from app import facts, outbox
from app.cases.models import CaseEvent
from app.cases.timeline import STATES
from app.clock import danish_day, now, today
from app.facts import Fact
from app.forms.messages import in_danish, write_date
from app.integrations import filing
from app.integrations.case_events import told
from app.integrations.case_events.hear import hear
from app.outbox import Errand, ending
from app.submissions.clearing import clear_out_submissions
from app.submissions.models import Submission
from app.submissions.news import ALL_NEWS
from app.submissions.progress import with_progress
from tests.cases.telling import LETTER, PDF, event, filed, tells, the_case
from tests.citizen import Browser
from tests.municipality import municipality_with
from tests.service import Service
from tests.submissions.walks import moves_alone


def day(days: int) -> str:
    """So many days from now, as a page writes it."""
    return write_date(today() + timedelta(days=days), in_danish)


def headings(browser: Browser) -> list[str]:
    """What happened, as the timeline says it, newest first."""
    return [each.text_content().strip() for each in browser.page.cssselect(".timeline h3")]


def test_the_case_is_followed_from_sent_to_closed(service: Service):
    reference = filed(service)
    ada = service.citizen("ada").opens(f"/mine-sager/{reference}")
    assert headings(ada) == ["Lagt ind i kommunens sagssystem", "Sendt til kommunen"]
    for hours, state in enumerate(("received", "in_progress", "decided", "closed"), -5):
        assert tells(service, reference, event(state, state, hours)).status_code == 200
    assert headings(ada.opens(f"/mine-sager/{reference}")) == [
        "Sagen er afsluttet",
        "Svar fra kommunen",
        "Under behandling",
        "Kommunen har modtaget sagen",
        "Lagt ind i kommunens sagssystem",
        "Sendt til kommunen",
    ]
    assert "Afsluttet" in ada.opens("/mine-sager").words


def test_what_the_citizen_is_asked_for_stands_out_until_the_case_goes_on(service: Service):
    reference = filed(service)
    until = (today() + timedelta(days=5)).isoformat()
    asked = event("1", "information_requested", -2, text="Send <b>lejekontrakten</b>\ni dag")
    assert tells(service, reference, asked | {"expected_on": until}).status_code == 200
    ada = service.citizen("ada").opens(f"/mine-sager/{reference}")
    alert = ada.page.cssselect(".alert-warning")[0].text_content()
    assert "Vi mangler noget fra dig" in alert
    assert "Send <b>lejekontrakten</b>\ni dag" in alert, "plain text, whatever it looks like"
    assert f"Svar senest {day(5)}." in " ".join(alert.split())
    assert "Vi mangler noget fra dig" in ada.opens("/mine-sager").words
    tells(service, reference, event("2", "in_progress"))
    ada.opens(f"/mine-sager/{reference}")
    assert not ada.page.cssselect(".alert-warning")
    assert headings(ada)[:2] == ["Under behandling", "Vi mangler noget fra dig"]


def test_what_was_said_when_it_was_sent_goes_when_the_municipality_says_otherwise(
    service: Service,
):
    reference = filed(service)
    ada = service.citizen("ada")
    tells(service, reference, event("1", "received", -3))
    assert "Det sker der nu" in ada.opens(f"/mine-sager/{reference}").words
    begun = event("2", "in_progress", -2, expected_on=(today() + timedelta(20)).isoformat())
    tells(service, reference, begun)
    assert "Det sker der nu" not in ada.opens(f"/mine-sager/{reference}").words
    tells(service, reference, event("3", "information_requested", text="Send mere."))
    assert "Det sker der nu" not in ada.opens(f"/mine-sager/{reference}").words


def test_what_its_system_has_taken_is_not_said_to_wait(service: Service):
    reference = moves_alone(service.citizen("ada")).sends().path.rpartition("/")[2]
    with service.database.writing.begin() as session:
        (delivery,) = outbox.claim(session, ["deliver"])
        ending.postpone(session, delivery, "Afleveringen venter på kvitteringen.")
        session.execute(update(Errand).values(due_at=now()))
        (delivery,) = outbox.claim(session, ["deliver"])
        ending.hand_over(session, delivery)
    ada = service.citizen("ada").opens(f"/mine-sager/{reference}")
    assert "kan ikke aflevere" not in ada.words
    with service.database.writing.begin() as session:
        session.execute(update(Errand).values(due_at=now()))
        (delivery,) = outbox.claim(session, ["deliver"])
        ending.put_back(session, delivery, "Nede.")
    assert "kan ikke aflevere" in ada.opens(f"/mine-sager/{reference}").words


def test_a_case_that_waits_for_its_citizen_is_not_cleared_out(service: Service):
    reference = filed(service)
    tells(service, reference, event("1", "information_requested", text="Send mere."))
    assert the_case(service).keep_until is None
    ada = service.citizen("ada").opens(f"/mine-sager/{reference}/svar").sends(svar="Her")
    kept = the_case(service).keep_until
    assert kept is not None
    assert kept > now() + timedelta(days=the_case(service).keep_days - 1)
    tells(service, reference, event("2", "information_requested", 0.001, text="Og mere."))
    assert the_case(service).keep_until is None
    tells(service, reference, event("3", "closed", 0.002))
    assert the_case(service).keep_until is not None
    assert "Afsluttet" in ada.opens("/mine-sager").words


def test_what_happened_stands_in_its_order_whoever_did_it(service: Service):
    reference = moves_alone(service.citizen("ada")).sends().path.rpartition("/")[2]
    with service.database.writing.begin() as session:
        outbox.claim(session, ["deliver"])
    ada = service.citizen("ada").opens(f"/mine-sager/{reference}/traek-tilbage").sends()
    assert headings(ada)[0] == "Du har bedt kommunen stoppe sagen"
    assert "Det sker der nu" not in ada.words
    with service.database.writing.begin() as session:
        filing.filed(session, session.scalars(select(Submission.id)).one(), "S1", "records")
    assert headings(ada.opens(f"/mine-sager/{reference}")) == [
        "Lagt ind i kommunens sagssystem",
        "Du har bedt kommunen stoppe sagen",
        "Sendt til kommunen",
    ]


def test_a_decision_has_its_document_and_how_to_complain(service: Service):
    reference = filed(service)
    decided = event("1", "decided", -1, is_decision=True, document=LETTER, text="Ja.")
    assert tells(service, reference, decided).status_code == 200
    ada = service.citizen("ada").opens(f"/mine-sager/{reference}")
    assert "Kommunen har truffet en afgørelse." in ada.words
    assert "Du kan klage til og med" in ada.words
    assert "hvem der behandler klagen" in ada.words
    answer = ada.client.get(f"/mine-sager/{reference}/dokumenter/1")
    assert (answer.status_code, answer.content) == (200, PDF)
    assert answer.headers["content-disposition"] == (
        "attachment; filename=\"Afg?relse.pdf\"; filename*=UTF-8''Afg%C3%B8relse.pdf"
    )
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"


def test_an_answer_that_is_no_decision_says_nothing_of_complaints(service: Service):
    reference = filed(service)
    tells(service, reference, event("1", "decided", text="Du er registreret."))
    ada = service.citizen("ada").opens(f"/mine-sager/{reference}")
    assert "Kommunen har svaret." in ada.words
    assert "klage" not in ada.words


def test_timeline_and_documents_are_shown_to_nobody_else(service: Service):
    reference = filed(service)
    tells(service, reference, event("1", "decided", document=LETTER))
    path = f"/mine-sager/{reference}/dokumenter"
    for number, status in (("1", 200), ("2", 404), ("0", 404), ("x", 404), ("9" * 30, 404)):
        assert service.citizen("ada").client.get(f"{path}/{number}").status_code == status
    assert service.citizen("bo").opens(f"/mine-sager/{reference}").status == 404
    assert service.citizen("bo").client.get(f"{path}/1").status_code == 404
    company = service.company("victor", "99000023", "Mølgaard VVS ApS")
    assert company.client.get(f"{path}/1").status_code == 404
    stranger = service.browser().client.get(f"{path}/1", follow_redirects=False)
    assert stranger.headers["location"].startswith("/log-ind?tilbage=")
    staff = service.staff("caseworker").client.get(f"{path}/1", follow_redirects=False)
    assert staff.status_code == 303


def test_the_answer_is_expected_when_it_was_promised_or_as_told_since(service: Service):
    reference = filed(service)
    ada = service.citizen("ada").opens(f"/mine-sager/{reference}")
    assert f"Du kan forvente svar senest {day(7)}." in ada.words, "as Herning promises a move"
    later = (today() + timedelta(days=20)).isoformat()
    tells(service, reference, event("1", "in_progress", -2, expected_on=later))
    tells(service, reference, event("2", "in_progress", -1))
    assert f"senest {day(20)}." in ada.opens(f"/mine-sager/{reference}").words
    past = (today() - timedelta(days=1)).isoformat()
    tells(service, reference, event("3", "in_progress", -0.5, expected_on=past))
    assert f"skulle være kommet senest {day(-1)}" in ada.opens(f"/mine-sager/{reference}").words
    tells(service, reference, event("4", "decided", -0.2))
    assert "senest" not in ada.opens(f"/mine-sager/{reference}").words


@pytest.mark.parametrize(
    ("took", "said"),
    [
        ([1, 2, 3, 4], ""),
        ([0, 0, 0, 5, 9], "De seneste 90 dage er det som regel besvaret samme dag."),
        ([1, 1, 1, 5, 9], "De seneste 90 dage har det som regel taget én dag."),
        ([2, 3, 4, 5, 90, 91], "De seneste 90 dage har det som regel taget 5 dage."),
    ],
    ids=str,
)
def test_how_long_it_usually_takes_is_said_when_there_are_five_to_count(
    service: Service, took: list[int], said: str
):
    reference = filed(service)
    about: dict[str, Any] = {"form_version": 1, "kle": "23.05.10", "channel": "SLVBTJN"}
    with service.database.writing.begin() as session:
        for days in took:
            for code, slug in (("0657", "flytning"), ("0187", "flytning"), ("0657", "rotter")):
                more = about | {"days": days if (code, slug) == ("0657", "flytning") else 70}
                facts.note(session, facts.ANSWER, municipality_code=code, form_slug=slug, **more)
        facts.note(
            session, facts.ANSWER, municipality_code="0657", form_slug="flytning", days=99, **about
        )
        long_ago = today() - timedelta(days=90)
        session.execute(update(Fact).where(Fact.days == 99).values(day=long_ago))
    words = service.citizen("ada").opens(f"/mine-sager/{reference}").words
    assert said in words
    assert said or "De seneste 90 dage" not in words


def test_one_fact_tells_how_long_the_answer_took_and_not_whose_it_is(service: Service):
    reference = filed(service)
    for name, state in (("1", "received"), ("2", "decided"), ("3", "closed"), ("4", "decided")):
        tells(service, reference, event(name, state, -5 + int(name)))
    with service.database.reading.begin() as session:
        (fact,) = session.scalars(select(Fact).where(Fact.kind == facts.ANSWER))
    assert (fact.form_slug, fact.municipality_code) == ("flytning", "0657")
    assert fact.days in (6, 7)


def test_what_is_kept_counts_from_closed_and_what_is_under_way_is_not_cleared_out(
    service: Service,
):
    reference, month = filed(service), timedelta(days=30)
    started = event("1", "in_progress", -3)
    tells(service, reference, started)
    case = the_case(service)
    assert case.closed_at is None
    assert case.keep_until == told.read(_json(started)).at + month
    later = today() + timedelta(days=40)
    tells(service, reference, event("2", "in_progress", -2, expected_on=later.isoformat()))
    assert danish_day(the_case(service).keep_until or now()) == later + timedelta(days=31)
    closed = event("3", "closed", -1)
    tells(service, reference, closed)
    case = the_case(service)
    assert case.closed_at == told.read(_json(closed)).at
    assert case.keep_until == case.closed_at + month
    tells(service, reference, event("4", "in_progress", -0.5))
    assert the_case(service).closed_at is None, "it was taken up again"


def test_it_is_kept_for_as_long_as_one_may_complain(service: Service):
    reference = filed(service)
    with service.database.writing.begin() as session:
        session.execute(update(Submission).values(keep_days=1))
    tells(service, reference, event("1", "decided", -2, is_decision=True))
    tells(service, reference, event("2", "closed", -1))
    kept = the_case(service).keep_until
    with service.database.reading.begin() as session:
        complain_by = session.scalars(select(CaseEvent.complain_by)).first()
    assert kept is not None
    assert complain_by is not None
    assert danish_day(kept) > complain_by > today() + timedelta(days=27)


def test_what_was_told_is_cleared_out_with_the_case(service: Service):
    reference = filed(service)
    tells(service, reference, event("1", "decided", document=LETTER))
    with service.database.writing.begin() as session:
        session.execute(update(Submission).values(keep_until=now() - timedelta(days=1)))
        session.execute(update(Errand).values(done_at=now()))
        clear_out_submissions(session)
        assert session.scalars(select(CaseEvent)).all() == []
        assert session.scalars(select(facts.Fact.id)).all(), "facts stay"


def test_what_was_taken_back_stands_among_what_happened(service: Service):
    reference = filed(service)
    tells(service, reference, event("1", "received", -3))
    ada = service.citizen("ada")
    with service.database.writing.begin() as session:
        asked = update(Submission).values(withdrawal_asked_at=now() - timedelta(hours=2))
        session.execute(asked)
    tells(service, reference, event("2", "in_progress", -1))
    assert headings(ada.opens(f"/mine-sager/{reference}"))[:3] == [
        "Under behandling",
        "Du har bedt kommunen stoppe sagen",
        "Kommunen har modtaget sagen",
    ]


def test_of_what_nobody_had_before_it_was_withdrawn_nobody_may_tell(service: Service):
    """Even one that refused it: it was tried, and is no case of theirs."""
    reference = filed(service)
    with service.database.writing.begin() as session:
        session.execute(update(Submission).values(filed_at=None, filed_in=None, withdrawn_at=now()))
        session.execute(update(Errand).values(attempts=1, done_at=now()))
    assert tells(service, reference, event()).status_code == 404
    ada = service.citizen("ada").opens(f"/mine-sager/{reference}")
    assert headings(ada) == ["Trukket tilbage", "Sendt til kommunen"]
    assert "senest" not in ada.words


MOMENTS = st.lists(st.integers(-100, 0), min_size=1, max_size=5, unique=True)


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(
    said=MOMENTS.flatmap(
        lambda hours: st.tuples(
            st.just(hours), st.lists(st.sampled_from(STATES), min_size=5, max_size=5)
        )
    ),
    chance=st.randoms(use_true_random=False),
)
def test_whatever_order_it_is_told_in_the_case_is_where_it_is(
    service: Service, said: tuple[list[int], list[str]], chance: Any
):
    """And told once more in another order, nothing changes."""
    reference = _the_same_case(service)
    moments, states = said
    all_told = [
        told.read(_json(event(str(hours), state, hours / 10, text="Hvad?")))
        for hours, state in zip(moments, states, strict=False)
    ]
    found = []
    for _ in range(2):
        chance.shuffle(all_told)
        with service.database.writing.begin() as session:
            session.execute(delete(CaseEvent))
            session.execute(delete(Errand).where(Errand.kind.in_(ALL_NEWS)))
            for each in [*all_told, *all_told[::-1]]:
                state = hear(session, municipality_with("0657"), "records", reference, each)
            session.flush()
            (case,) = with_progress(session, session.scalars(select(Submission)).all())
            shown = [(entry.at, entry.what) for entry in case.entries]
            sent = case.submission
            found.append((state, case.state, shown, sent.closed_at, sent.keep_until))
    assert found[0] == found[1]
    latest = max(all_told, key=lambda each: each.at)
    assert found[0][:2] == (latest.state, latest.state)


def _the_same_case(service: Service) -> str:
    with service.database.reading.begin() as session:
        known = session.scalars(select(Submission.reference)).first()
    return known or filed(service)


def _json(body: Any) -> bytes:
    return json.dumps(body).encode()
