"""What was attached follows what is sent, opens for its people alone, and goes when they do."""

import hashlib
from datetime import timedelta
from urllib.parse import quote
from uuid import UUID

import httpx
import pytest
from sqlalchemy import UniqueConstraint, select, update
from sqlalchemy.orm import Session

from app.clock import now
from app.every_table import every_table
from app.files import OWNERLESS_FOR, File, Writing, owners, store, sweep
from app.forms.catalogue.rats import Rats
from app.forms.form import Step
from app.outbox import Errand
from app.receipts import address
from app.receipts.attachments import path_of
from app.submissions.attachments import AttachmentRow, sent_with
from app.submissions.clearing import clear_out_drafts, clear_out_submissions
from app.submissions.models import Draft, Submission
from tests.municipality import municipality_with
from tests.service import Service
from tests.submissions.sent import the_submission
from tests.submissions.uploading import (
    JPEG,
    PNG,
    addresses,
    at_pictures,
    attached,
    kept,
    picture,
    sends_the_rest,
    submission_ids,
    with_a_picture,
)
from tests.submissions.walks import day_fields, typed_address

NOTHING = (0, 0, 0)


def test_attachments_follow_what_is_sent(service: Service):
    walker = at_pictures(service.browser())
    walker.attaches(picture(), picture("hul.png", PNG))
    sends_the_rest(walker)
    assert f"rotte.jpg ({len(JPEG)} byte)" in walker.words
    sent = the_submission(service)
    with service.database.reading.begin() as session:
        found = sent_with(session, sent.id)
        draft = session.scalars(select(Draft)).one()
    assert [each.name for each in found] == ["rotte.jpg", "hul.png"]
    assert [each.media_type for each in found] == ["image/jpeg", "image/png"]
    assert [each.size for each in found] == [len(JPEG), len(PNG)]
    assert found[0].sha256 == hashlib.sha256(JPEG).hexdigest()
    assert sent.answers["pictures"] == [str(each.id) for each in found]
    assert sent.form_version == 2
    assert draft.answers == {}


def test_what_lies_off_the_path_is_not_sent_and_goes_with_the_draft(
    service: Service, monkeypatch: pytest.MonkeyPatch
):
    pictures = Step("billeder", "Billeder", Rats.pictures, only_if=Rats.place.is_("address"))
    steps = [pictures if step.slug == "billeder" else step for step in Rats.steps]
    monkeypatch.setattr(Rats, "steps", tuple(steps))
    walker = service.browser().starts("rotter").sends(place="address")
    walker.sends(**typed_address("address", "Møllevej", "4"))
    walker.sends(seen=["live"], **day_fields("seen_on", -1)).attaches(picture())
    assert kept(service) == (1, 1, 1)
    walker.opens("/rotter/hvor").sends(place="elsewhere").sends(description="Bag skuret")
    sends_the_rest(walker)
    assert kept(service) == NOTHING
    assert "pictures" not in the_submission(service).answers


def test_nothing_is_sent_without_a_file_it_names(service: Service):
    walker = with_a_picture(service.browser())
    walker.opens("/rotter/svar").sends(wants_answer="no")
    with service.database.writing.begin() as session:
        session.delete(session.scalars(select(AttachmentRow)).one())
    assert walker.sends().status == 500
    with service.database.reading.begin() as session:
        assert session.scalars(select(Submission)).all() == []
        assert session.scalars(select(Draft)).one().submitted_at is None


def test_a_draft_begun_before_pictures_were_asked_for_is_still_sent(service: Service):
    """Version 1 of the form had no such page."""
    walker = at_pictures(service.browser())
    with service.database.writing.begin() as session:
        session.execute(update(Draft).values(form_version=1))
    walker.opens("/rotter/kontroller")
    assert walker.path == "/rotter/billeder"
    walker.sends()
    sends_the_rest(walker)
    assert the_submission(service).form_version == 2
    client = service.browser().client
    for version, asks in ((1, False), (2, True)):
        schema = client.get(f"/api/v1/forms/rotter/{version}/schema").json()
        assert ("pictures" in schema["properties"]) is asks


# Fetched


def test_they_are_fetched_before_and_after_sending_by_whoever_sent_them(service: Service):
    walker = with_a_picture(service.browser())
    (where,) = addresses(walker)
    for _ in range(2):
        answer = walker.client.get(where)
        assert answer.content == JPEG
        assert answer.headers["content-type"] == "image/jpeg"
        assert answer.headers["content-length"] == str(len(JPEG))
        assert answer.headers["content-disposition"].startswith("attachment; ")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert answer.headers["cache-control"] == "no-store"
        if not walker.path.startswith("/kvittering/"):
            sends_the_rest(walker)


def test_a_name_in_any_script_is_told_to_the_browser(service: Service):
    walker = at_pictures(service.browser())
    walker.attaches(picture("Øl; \r\nX-Evil: 1 «日本».jpg"))
    (where,) = addresses(walker.opens("/rotter/billeder"))
    (name,) = attached(walker)
    told = walker.client.get(where).headers["content-disposition"]
    assert told.isascii()
    assert told.endswith(f"filename*=UTF-8''{quote(name, safe='')}")
    assert "x-evil" not in walker.client.get(where).headers


def test_anothers_are_not_there(service: Service):
    walker = with_a_picture(service.browser())
    (where,) = addresses(walker)
    other = with_a_picture(service.browser())
    for sent in (False, True):
        if sent:
            sends_the_rest(walker)
        assert service.citizen("ada").opens(where).status == 404
        assert service.staff("caseworker", "administrator").opens(where).status == 404
        for stranger in (other, service.browser()):
            answer = stranger.client.get(where, follow_redirects=False)
            assert answer.status_code == 303
            assert answer.headers["location"].startswith("/log-ind?")
        elsewhere = service.browser("vallensbaek.localhost")
        elsewhere.client.cookies.update(walker.client.cookies)
        assert elsewhere.client.get(where, follow_redirects=False).status_code == 303
    for nothing in ("/bilag/0197c1d2-0000-7000-8000-000000000000", "/bilag/1", "/bilag"):
        assert service.citizen("ada").opens(nothing).status == 404


# The case system


def test_a_case_system_fetches_them_by_a_signed_address_alone(service: Service):
    walker = with_a_picture(service.browser())
    (where,) = addresses(walker)
    reference = sends_the_rest(walker)
    herning, client = municipality_with("0657"), service.browser().client
    with service.database.reading.begin() as session:
        (found,) = sent_with(session, the_submission(service).id)

    def get(url: str) -> httpx.Response:
        return client.get(url.replace(herning.base_url, ""))

    good = address.signed_address(herning, reference, path_of(found.id))
    assert get(good).content == JPEG
    assert get(good).headers["content-type"] == "image/jpeg"
    receipt = address.signed_address(herning, reference)
    query = good.partition("?")[2]
    assert get(f"{receipt.partition('?')[0]}?{query}").status_code == 403
    assert get(f"{good.partition('?')[0]}?{receipt.partition('?')[2]}").status_code == 403
    assert get(good.replace(reference, "2222-2222")).status_code == 403
    assert get(good.partition("?")[0]).status_code == 422
    other = "0197c1d2-0000-7000-8000-000000000000"
    for named, what in (
        (reference, path_of(UUID(other))),
        ("2222-2222", path_of(found.id)),
    ):
        assert get(address.signed_address(herning, named, what)).status_code == 404
    assert where.removeprefix("/bilag/") == str(found.id)


def test_what_is_not_sent_is_not_fetched_by_a_signed_address(service: Service):
    reference = sends_the_rest(at_pictures(service.browser()).sends())
    (where,) = addresses(with_a_picture(service.browser()))
    what = f"attachments/{where.removeprefix('/bilag/')}"
    signed = address.signed_address(municipality_with("0657"), reference, what)
    path = signed.replace(municipality_with("0657").base_url, "")
    assert service.browser().client.get(path).status_code == 404


# Cleared out


def clear_out(service: Service, work=clear_out_drafts) -> None:
    every_table()
    with service.database.writing.begin() as session:
        work(session)


def test_starting_over_deletes_them(service: Service):
    walker = with_a_picture(service.browser())
    draft = walker.value("draft")
    walker.posts("/rotter", {"draft": draft, "_action": "over"})
    assert kept(service) == NOTHING


def test_they_go_with_a_draft_that_nobody_came_back_to(service: Service):
    with_a_picture(service.browser())
    clear_out(service)
    assert kept(service) == (1, 1, 1)
    long_ago = now() - timedelta(days=61)
    with service.database.writing.begin() as session:
        session.execute(
            update(Draft).values(changed_at=long_ago, notice_promised_at=now() - timedelta(days=7))
        )
        session.execute(update(File).values(stored_at=long_ago))
    clear_out(service)
    assert kept(service) == NOTHING


def test_they_go_with_what_was_sent_and_the_address_says_so(service: Service):
    walker = with_a_picture(service.browser())
    (where,) = addresses(walker)
    reference = sends_the_rest(walker)
    assert submission_ids(service) == [the_submission(service).id]
    herning = municipality_with("0657")
    what = f"attachments/{where.removeprefix('/bilag/')}"
    moment = now() - timedelta(days=31)
    with service.database.writing.begin() as session:
        session.execute(update(Submission).values(filed_at=moment, keep_until=moment))
        session.execute(update(Errand).values(done_at=moment))
    clear_out(service, clear_out_submissions)
    assert kept(service) == NOTHING
    for signed in (
        address.signed_address(herning, reference, what),
        address.signed_address(herning, reference),
    ):
        path = signed.replace(herning.base_url, "")
        assert service.browser().client.get(path).status_code == 410


def test_whose_a_file_is_can_be_looked_up():
    every_table()
    for owner in owners():
        constraints = owner.table.constraints
        found = [next(iter(each.columns)) for each in owner.table.indexes]
        found += [next(iter(e.columns)) for e in constraints if isinstance(e, UniqueConstraint)]
        assert owner in found


def test_what_was_broken_off_half_way_is_swept_and_nothing_else(service: Service):
    with_a_picture(service.browser())
    writing = Writing(service.database.writing, "image/jpeg")
    writing.write(b"a" * 600 * 1024)
    with service.database.writing.begin() as session:
        store(session, b"just stored, and soon somebody's", "image/png")
    assert kept(service) == (1, 3, 4)
    every_table()
    assert {f"{each.table.name}.{each.name}" for each in owners()} >= {
        "attachments.file_id",
        "submissions.receipt_file_id",
    }
    clear_out(service, sweep)
    assert kept(service) == (1, 3, 4)

    def grow_old(session: Session) -> None:
        old = now() - OWNERLESS_FOR - timedelta(hours=1)
        session.execute(update(File).where(File.media_type != "image/png").values(stored_at=old))

    clear_out(service, grow_old)
    clear_out(service, sweep)
    assert kept(service) == (1, 2, 2)
