"""Staff look a submission up and say why; what is not theirs to see is not there."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app import worker
from app.clock import now
from app.submissions.models import Submission
from app.submissions.reference import new_reference
from tests.auth.acting import acts_for, holds_power
from tests.integrations.posting import (
    DELIVERED,
    FAILED,
    PRINTED,
    RECEIVED,
    a_letter_is_sent,
    status,
    told,
)
from tests.service import Service
from tests.standins_server import behave
from tests.submissions.looking_up import PAGE, WHY, noted, sent
from tests.submissions.sent import works
from tests.submissions.walks import asks_for_protection, moves_alone, reports_rats


@pytest.mark.parametrize("role", ["caseworker", "frontdesk", "administrator"])
def test_what_was_sent_is_shown_and_noted(service: Service, role: str):
    reference = sent(service)
    staff = service.staff(role).opens(PAGE)
    assert staff.sees == "Slå en indsendelse op"
    staff.sends(reference=reference.lower().replace("-", " "), reason="asked")
    assert (staff.status, staff.sees) == (200, "Meld flytning")
    assert "Hvornår flytter du?" not in staff.words
    for expected in (reference, "Hvornår er flyttedagen?", "Møllevej 12", "Oplyst af borgeren",
                     "23.05.10", "Den er på vej til sagssystemet."):  # fmt: skip
        assert expected in staff.words
    (access,) = noted(service)
    assert (access.what, access.about, access.reason) == (
        "read",
        reference,
        "Borgeren har henvendt sig om sagen",
    )
    assert (access.staff_name, access.staff_roles) == ("Mette Madsen", [role])


def test_what_is_not_there_and_what_is_not_theirs_are_answered_alike(service: Service):
    reference = sent(service)
    with service.database.writing.begin() as session:
        (cleared,) = session.scalars(select(Submission.id))
    own = service.staff("caseworker")
    answers = [
        own.posts(PAGE, WHY | {"reference": "K7FE-TJ4T"}).page,
        own.posts(PAGE, WHY | {"reference": new_reference()}).page,
        own.posts(PAGE, WHY | {"reference": "hvad som helst"}).page,
        service.staff("caseworker", host="vallensbaek.localhost", code="0187")
        .posts(PAGE, WHY | {"reference": reference})
        .page,
        service.staff("caseworker", kle=("23.05.05", "09.*"))
        .posts(PAGE, WHY | {"reference": reference})
        .page,
        service.staff("caseworker", kle=()).posts(PAGE, WHY | {"reference": reference}).page,
    ]
    with service.database.writing.begin() as session:
        session.execute(update(Submission).where(Submission.id == cleared).values(cleared_at=now()))
    answers.append(own.posts(PAGE, WHY | {"reference": reference}).page)
    assert own.status == 422
    said = {page.get_element_by_id("reference-error").text_content() for page in answers}
    (sentence,) = said
    assert "Vi finder ingen indsendelse med det referencenummer" in sentence
    assert noted(service) == []


def test_staff_of_a_narrower_kle_number_that_covers_it_see_it(service: Service):
    reference = sent(service)
    staff = service.staff("caseworker", kle=("23.05.10",))
    assert staff.posts(PAGE, WHY | {"reference": reference}).status == 200


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"reference": ""}, "reference", "Skriv referencenummeret."),
        ({"reason": ""}, "reason", "Vælg, hvorfor du slår sagen op."),
        ({"reason": "because"}, "reason", "Vælg, hvorfor du slår sagen op."),
        ({"reason": "other"}, "other", "Skriv, hvorfor du slår sagen op."),
        ({"reason": "other", "other": "\u3164" * 5}, "other", "Skriv, hvorfor du slår sagen op."),
        ({"reason": "other", "other": "\u2800" * 5}, "other", "Skriv, hvorfor du slår sagen op."),
        ({"reason": "other", "other": "12345 ..."}, "other", "Skriv, hvorfor du slår sagen op."),
        ({"reason": "other", "other": "xxxxxx"}, "other", "Skriv, hvorfor du slår sagen op."),
        ({"reason": "other", "other": "Tilsyn" * 40}, "other", "Skriv det kortere"),
    ],
    ids=str,
)
def test_what_is_missing_is_said_beside_its_field_and_nothing_typed_is_lost(
    service: Service, typed: dict[str, str], field: str, sentence: str
):
    reference = sent(service)
    fields = WHY | {"reference": reference, "other": ""} | typed
    staff = service.staff("caseworker").posts(PAGE, fields)
    assert staff.status == 422
    assert staff.page.findtext(".//title").startswith("Fejl:")
    assert sentence in staff.page.get_element_by_id(f"{field}-error").text_content()
    assert staff.value("reference") == fields["reference"]
    assert staff.value("other") == fields["other"]
    assert noted(service) == []


def test_a_protected_name_is_shown_only_where_it_was_answered(service: Service):
    """Nanna has a protected name and address: what her login says of her is not on the page."""
    reference = moves_alone(service.citizen("nanna")).sends().path.removeprefix("/kvittering/")
    with service.database.writing.begin() as session:
        submission = session.scalars(select(Submission)).one()
        assert submission.applicant["name"] == "Nanna Skov"
        submission.rows = [row for row in submission.rows if row["key"] != "name"]
    staff = service.staff("caseworker").posts(PAGE, WHY | {"reference": reference})
    assert staff.status == 200
    assert "Nanna" not in staff.text
    assert submission.applicant["cpr"] not in staff.text


def test_a_stuck_delivery_is_told(service: Service):
    reference = sent(service)
    behave(service.standins, "case-system", "422", count=1)
    worker.run_next(service.database, ["deliver"])
    staff = service.staff("caseworker").posts(PAGE, WHY | {"reference": reference})
    assert "Den kunne ikke afleveres." in staff.words
    assert timedelta() < now() - noted(service)[0].at < timedelta(minutes=5)


def test_it_says_who_applied_and_who_sent_by_what_right(service: Service):
    lene = moves_alone(holds_power(service, "lene", "karen")).sends()
    reference = lene.path.removeprefix("/kvittering/")
    staff = service.staff("caseworker").posts(PAGE, WHY | {"reference": reference})
    assert "Ansøger Karen Kristensen" in staff.words
    said = "Lene Kristensen, med fuldmagt fra Karen Kristensen, logget ind med MitID (betydelig)"
    assert f"Sendt af {said}" in staff.words
    assert "Svarene, som de blev sendt" in staff.words
    assert "Oplyst af den, der sendte" in staff.words
    assert "borgeren" not in staff.words.partition("Svarene, som de blev sendt")[2]


def test_it_says_who_has_been_sent_a_letter_and_when(service: Service):
    """A child under fifteen gets none; whoever acted for it does."""
    asks_for_protection(acts_for(service.citizen("bo"), "Emil Lund")).sends()
    moves_alone(holds_power(service, "lene", "karen")).sends()
    works(service, "make_receipt", "send_letter")
    with service.database.reading.begin() as session:
        rows = session.scalars(select(Submission)).all()
    facts = {row.form_slug: facts_of(service, row.reference) for row in rows}
    theirs = "Brev til den, der handlede"
    assert theirs in facts["adressebeskyttelse"]
    assert "Brev" not in facts["adressebeskyttelse"]
    assert {theirs, "Brev"} <= facts["flytning"]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (DELIVERED, "Afleveret i Digital Post"),
        (PRINTED, "Trykt og på vej som papirbrev"),
        (FAILED, "Kom tilbage"),
        (RECEIVED, "Brev Sendt"),
    ],
)
def test_it_says_what_became_of_the_letter(service: Service, code: str, words: str):
    told(service, status(a_letter_is_sent(service), code))
    with service.database.reading.begin() as session:
        reference = session.scalars(select(Submission.reference)).one()
    staff = service.staff("caseworker").posts(PAGE, WHY | {"reference": reference})
    assert words in staff.words


def facts_of(service: Service, reference: str) -> set[str]:
    staff = service.staff("caseworker").posts(PAGE, WHY | {"reference": reference})
    return {" ".join(dt.text_content().split()) for dt in staff.page.cssselect("main dt")}


def test_what_nobody_logged_in_to_send_names_nobody(service: Service):
    reference = reports_rats(service.browser()).sends().path.removeprefix("/kvittering/")
    staff = service.staff("caseworker").posts(PAGE, WHY | {"reference": reference})
    assert staff.sees == "Anmeld rotter"
    assert "Ansøger" not in staff.words
    assert "Sendt af" not in staff.words
