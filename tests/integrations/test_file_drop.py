"""What lies in a drop folder: whole, named by no person, and readable by whoever empties it."""

import errno
import hashlib
import json
import os
import stat
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from app.integrations.case_systems import CaseFile, Message, Refused, Unavailable
from app.integrations.case_systems.as_xml import as_xml
from app.integrations.case_systems.events import submission_data
from app.integrations.case_systems.filedrop import FileDrop
from app.integrations.case_systems.filedrop.contents import of_submission
from tests.integrations.a_case_file import Noted, a_case_file, an_account
from tests.integrations.a_folder import a_file, as_strings, finished, read, told

SCHEMA = etree.XMLSchema(file="docs/submission.xsd")
RECEIPT = a_file("kvittering.pdf", b"%PDF-1.7 kvittering")


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    folder = tmp_path / "drop"
    folder.mkdir()
    return folder


def a_submission(**changed: Any) -> CaseFile:
    return a_case_file(**{"receipt": RECEIPT, **changed})


def a_file_drop(folder: Path) -> FileDrop:
    return FileDrop(an_account(folder.as_uri(), ""))


def test_a_submission_is_one_directory_with_all_of_it(drop: Path):
    lease = a_file("Lejekontrakt på Æbeløgade.pdf", b"lease" * 1000)
    submitted = a_submission(attachments=[lease])
    assert a_file_drop(drop).file(submitted, Noted()) == "K7FE-TJ4T"
    (left,) = finished(drop)
    assert left.name == "K7FE-TJ4T-0197c1d2-0000-7000-8000-000000000001"
    assert sorted(each.name for each in left.iterdir()) == [
        "SHA256SUMS",
        "bilag",
        "data.json",
        "data.xml",
        "receipt.pdf",
    ]
    assert (left / "receipt.pdf").read_bytes() == b"%PDF-1.7 kvittering"
    assert (left / "bilag" / lease.name).read_bytes() == b"lease" * 1000


def test_the_data_are_the_events_with_paths_for_addresses(drop: Path):
    submitted = a_submission(attachments=[a_file("../../etc/kontrakt.pdf")])
    a_file_drop(drop).file(submitted, Noted())
    (left,) = finished(drop)
    expected = submission_data(submitted)
    expected["attachments"][0]["url"] = "bilag/kontrakt.pdf"
    expected["receipt"]["url"] = "receipt.pdf"
    assert told(left) == expected
    assert "signed" not in (left / "data.xml").read_text() + (left / "data.json").read_text()


def test_the_xml_says_the_same(drop: Path):
    submitted = a_submission(attachments=[a_file("kontrakt.pdf")])
    a_file_drop(drop).file(submitted, Noted())
    (left,) = finished(drop)
    found = etree.parse(left / "data.xml")
    SCHEMA.assertValid(found)
    assert read(found.getroot()) == as_strings(told(left))


@pytest.mark.parametrize("kind", ["supplemented", "withdrawn"])
def test_what_is_told_later_is_a_directory_beside(drop: Path, kind: Any):
    message = Message(
        "0197c1d2-told", kind, datetime(2026, 11, 24, 9, 0, tzinfo=UTC), "Her er den.",
        [a_file("kontrakt.pdf", b"signed contract")],
    )  # fmt: skip
    notes = Noted()
    for _ in range(2):
        a_file_drop(drop).tell(a_submission(case_number="K7FE-TJ4T"), message, notes)
    (left,) = finished(drop)
    assert left.name == "K7FE-TJ4T-0197c1d2-told"
    assert told(left, "message") == {
        "id": "0197c1d2-told",
        "kind": kind,
        "at": "2026-11-24T09:00:00Z",
        "reference": "K7FE-TJ4T",
        "case_number": "K7FE-TJ4T",
        "text": "Her er den.",
        "attachments": [
            {
                "id": "id-of-kontrakt.pdf",
                "name": "kontrakt.pdf",
                "media_type": "application/pdf",
                "sha256": message.documents[0].sha256,
                "size": 15,
                "url": "bilag/kontrakt.pdf",
            }
        ],
    }
    SCHEMA.assertValid(etree.parse(left / "message.xml"))
    assert (left / "bilag" / "kontrakt.pdf").read_bytes() == b"signed contract"


def test_only_its_owner_can_read_it(drop: Path):
    before = os.umask(0)
    try:
        a_file_drop(drop).file(a_submission(attachments=[a_file("a.pdf")]), Noted())
    finally:
        os.umask(before)
    for each in drop.rglob("*"):
        assert stat.S_IMODE(each.stat().st_mode) == (0o700 if each.is_dir() else 0o600), each


def test_it_waits_for_the_receipt(drop: Path):
    with pytest.raises(Unavailable, match="Kvitteringen"):
        a_file_drop(drop).file(a_submission(receipt=None), Noted())
    assert list(drop.iterdir()) == []


def test_a_file_that_is_not_as_it_was_kept_is_not_left(drop: Path):
    damaged = a_file("kontrakt.pdf", sha256="0" * 64)
    with pytest.raises(Unavailable, match="læses"):
        a_file_drop(drop).file(a_submission(attachments=[damaged]), Noted())
    assert finished(drop) == []


def test_a_large_attachment_is_never_whole_in_memory(drop: Path):
    mebibyte = bytes(1024 * 1024)
    large = a_file(
        "stor.bin",
        parts=lambda: (bytes(1024 * 1024) for _ in range(64)),
        sha256=hashlib.sha256(mebibyte * 64).hexdigest(),
    )
    tracemalloc.start()
    a_file_drop(drop).file(a_submission(attachments=[large]), Noted())
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 8 * len(mebibyte)
    (left,) = finished(drop)
    assert (left / "bilag" / "stor.bin").stat().st_size == 64 * len(mebibyte)


def test_a_link_with_our_name_leads_nowhere(drop: Path, tmp_path: Path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (drop / "K7FE-TJ4T-0197c1d2-0000-7000-8000-000000000001").symlink_to(elsewhere)
    with pytest.raises(Refused, match="noget andet"):
        a_file_drop(drop).file(a_submission(), Noted())
    assert list(elsewhere.iterdir()) == []


def test_a_link_among_the_leftovers_is_removed_and_not_followed(drop: Path, tmp_path: Path):
    theirs = tmp_path / "elsewhere"
    theirs.mkdir()
    (theirs / "kept.txt").write_text("kept")
    leftover = drop / ".K7FE-TJ4T-0197c1d2-0000-7000-8000-000000000001.0123456789abcdef"
    leftover.mkdir()
    (leftover / "bilag").symlink_to(theirs)
    a_file_drop(drop).file(a_submission(), Noted())
    assert [each.name for each in drop.iterdir()] == [each.name for each in finished(drop)]
    assert (theirs / "kept.txt").read_text() == "kept"


@pytest.mark.parametrize("url", ["file:///no/such/folder", "file:///etc/hostname"])
def test_a_folder_that_is_not_there_is_said(url: str):
    with pytest.raises(Unavailable, match="findes ikke"):
        FileDrop(an_account(url, "")).file(a_submission(), Noted())


@pytest.mark.parametrize(
    ("call", "number", "words"),
    [
        ("fsync", errno.ENOSPC, "er fuld"),
        ("mkdir", errno.EDQUOT, "er fuld"),
        ("mkdir", errno.EROFS, "skrivebeskyttet"),
        ("mkdir", errno.EACCES, "rettigheder"),
        ("open", errno.EACCES, "rettigheder"),
        ("rename", errno.EIO, "lige nu"),
    ],
)
def test_staff_are_told_what_is_wrong_with_the_folder(
    drop: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int, words: str
):
    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as failing:
        failing.setattr(os, call, fail)
        with pytest.raises(Unavailable, match=words):
            a_file_drop(drop).file(a_submission(), Noted())
    assert finished(drop) == []
    a_file_drop(drop).file(a_submission(), Noted())
    assert [each.name for each in drop.iterdir()] == [each.name for each in finished(drop)]


def test_no_failure_names_a_path_or_a_person(drop: Path, monkeypatch: pytest.MonkeyPatch):
    def fail(*_: object, **__: object) -> None:
        raise OSError(5, "of Ada Holm", "/srv/drop/7405880118")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(Unavailable) as said:
        a_file_drop(drop).file(a_submission(), Noted())
    assert str(said.value) == "Mappen kunne ikke bruges lige nu."
    assert said.value.__suppress_context__


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(min_size=1), inner),
    max_leaves=10,
)


@given(st.dictionaries(st.text(min_size=1), JSON))
def test_any_answers_become_legal_xml_and_json(answers: dict[str, Any]):
    files = {each.path: each for each in of_submission(a_submission(answers=answers))}
    xml = b"".join(files["data.xml"].parts())
    SCHEMA.assertValid(etree.fromstring(xml))
    json_ = b"".join(files["data.json"].parts())
    assert json.loads(json_)["answers"] == answers
    assert as_xml("submission", json.loads(json_)) == xml


def test_half_a_character_does_not_stop_a_delivery(drop: Path):
    a_file_drop(drop).file(a_submission(answers={"what": "a\ud800b"}), Noted())
    (left,) = finished(drop)
    assert told(left)["answers"] == {"what": "a\ud800b"}


def test_text_survives_xml():
    text = " <&>\"'\r\n\t æøå 🐀 "
    (found,) = etree.fromstring(as_xml("submission", {"text": text}))
    assert found.text == text
    (odd,) = etree.fromstring(as_xml("submission", {"text": "a\x00b\ud800c\uffff"}))
    assert odd.text == "a\ufffdb\ufffdc\ufffd"
