"""What every case system that keeps documents must keep: one case, each document once, whole."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import httpx
import pytest

from app.integrations.case_systems import (
    CaseFile,
    CaseSystem,
    Message,
    Notes,
    Refused,
    Unavailable,
    access_tokens,
)
from tests.integrations.a_case_file import Noted, a_case_file, a_document
from tests.integrations.archives import ARCHIVES, Archive, Shown
from tests.standins_server import start_afresh

LARGE = bytes(range(256)) * 1024
RECEIPT = a_document("receipt", name="Kvittering.pdf")
LEASE = a_document("lease", LARGE, name="Lejekontrakt: 1/2.pdf", size=len(LARGE))
SMALL = a_document("small", b"%PDF-1.7 small")
MOVE = a_case_file(receipt=RECEIPT)
AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
ATTACHED = Message(id="m-1", kind="attached", at=AT, documents=[LEASE])
SUPPLEMENTED = Message(
    id="m-2",
    kind="supplemented",
    at=AT,
    text="Her er <b>kontrakten</b>.\nMvh. Ada",
    documents=[LEASE],
)
WITHDRAWN = Message(id="m-3", kind="withdrawn", at=AT)
TOLD = {"attached": ATTACHED, "supplemented": SUPPLEMENTED, "withdrawn": WITHDRAWN}
MOST_CALLS = 30
SPOILED = ["loses_answer", "broken", "500", "422"]


@pytest.fixture(params=sorted(ARCHIVES))
def archive(
    request: pytest.FixtureRequest, standins: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Archive]:
    afresh(standins, monkeypatch)
    yield ARCHIVES[request.param]
    start_afresh(standins)


@pytest.fixture
def system(archive: Archive, standins: str) -> CaseSystem:
    return archive.opened(archive.account(standins))


def digests(case: Shown) -> list[str]:
    return sorted(document["sha256"] for document in case["documents"])


def filed(case_file: CaseFile, number: str | None) -> CaseFile:
    assert number
    return a_case_file(**{**vars(case_file), "case_number": number})


def test_a_case_with_its_receipt(system: CaseSystem, archive: Archive, standins: str):
    number = system.file(MOVE, Noted())
    (case,) = archive.cases(standins)
    assert case["number"] == number
    assert case["title"] == "Flytning pr. 01.12.2026 (K7FE-TJ4T)"
    (document,) = case["documents"]
    assert document["file"].startswith("Kvittering (K7FE-TJ4T-")
    assert document["sha256"] == RECEIPT.sha256
    downloaded = httpx.get(f"{standins}{document['address']}")
    assert hashlib.sha256(downloaded.content).hexdigest() == RECEIPT.sha256
    assert downloaded.headers["content-disposition"].startswith("attachment")


@pytest.mark.parametrize("kind", sorted(TOLD))
def test_more_is_told_to_the_same_case(
    system: CaseSystem, archive: Archive, standins: str, kind: str
):
    case_file = filed(MOVE, system.file(MOVE, Noted()))
    system.tell(case_file, TOLD[kind], Noted())
    once = archive.cases(standins)
    system.tell(case_file, TOLD[kind], Noted())
    assert archive.cases(standins) == once
    (case,) = once
    assert (LEASE.sha256 in digests(case)) == bool(TOLD[kind].documents)
    if kind != "attached":
        assert "K7FE-TJ4T" in archive.told(standins, case)


def test_the_citizens_words_arrive_as_text(system: CaseSystem, archive: Archive, standins: str):
    case_file = filed(MOVE, system.file(MOVE, Noted()))
    system.tell(case_file, SUPPLEMENTED, Noted())
    (case,) = archive.cases(standins)
    said = archive.told(standins, case)
    assert "kontrakten" in said
    assert "Mvh. Ada" in said


def test_what_is_noted_is_not_asked_for_again(system: CaseSystem, archive: Archive, standins: str):
    """Not even a login: nothing is left to do."""
    notes, told = Noted(), Noted()
    number = system.file(MOVE, notes)
    system.tell(filed(MOVE, number), SUPPLEMENTED, told)
    archive.behaves(standins, "down")
    assert system.file(MOVE, notes) == number
    system.tell(filed(MOVE, number), SUPPLEMENTED, told)
    assert not archive.was_spoiled(standins)


@pytest.mark.long
@pytest.mark.parametrize("kept", [True, False], ids=["notes kept", "notes lost"])
@pytest.mark.parametrize("mode", SPOILED)
def test_whichever_call_of_a_filing_goes_wrong(
    archive: Archive, standins: str, mode: str, kept: bool, monkeypatch: pytest.MonkeyPatch
):
    for number in range(MOST_CALLS):
        afresh(standins, monkeypatch)
        system = archive.opened(archive.account(standins))
        archive.behaves(standins, mode, after=number)
        persist(partial(system.file, MOVE), kept)
        (case,) = archive.cases(standins)
        assert digests(case) == [RECEIPT.sha256], number
        if not archive.was_spoiled(standins):
            break
    assert 3 < number < MOST_CALLS - 1


@pytest.mark.long
@pytest.mark.parametrize("kept", [True, False], ids=["notes kept", "notes lost"])
@pytest.mark.parametrize("mode", SPOILED)
def test_whichever_call_of_a_message_goes_wrong(
    archive: Archive, standins: str, mode: str, kept: bool, monkeypatch: pytest.MonkeyPatch
):
    for number in range(MOST_CALLS):
        afresh(standins, monkeypatch)
        system = archive.opened(archive.account(standins))
        case_file = filed(MOVE, system.file(MOVE, Noted()))
        archive.behaves(standins, mode, after=number)
        persist(partial(system.tell, case_file, replace(SUPPLEMENTED, documents=[SMALL])), kept)
        (case,) = archive.cases(standins)
        assert digests(case).count(SMALL.sha256) == 1, number
        assert archive.told(standins, case).count("Mvh. Ada") == 1, number
        if not archive.was_spoiled(standins):
            break
    assert 3 < number < MOST_CALLS - 1


def afresh(standins: str, monkeypatch: pytest.MonkeyPatch) -> None:
    start_afresh(standins)
    monkeypatch.setattr(access_tokens, "_known", {})


def persist(work: Callable[[Notes], object], kept: bool) -> None:
    """Once more where it did not go well, with its notes or without them."""
    notes = Noted()
    try:
        work(notes)
    except (Unavailable, Refused):
        work(notes if kept else Noted())
