"""What a case system may answer instead of what was agreed: never an exception of ours."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from app.integrations.case_systems import Refused, Unavailable, access_tokens
from app.standins.main import create_app
from tests.integrations.a_case_file import Noted, a_case_file, a_document
from tests.integrations.archives import ARCHIVES, Archive
from tests.integrations.lying import Liar, lying
from tests.integrations.test_archives import SUPPLEMENTED
from tests.standins_server import start_afresh

MOVE = a_case_file(receipt=a_document("receipt"))
LIES = {
    "a login page": b"<!DOCTYPE html><html><body><form>Log ind</form></body></html>",
    "an error": b'{"Success": false, "Message": "fejl", "ErrorCode": 17}',
    "nothing": b"",
    "an empty object": b"{}",
    "a number": b"17",
    "null": b"null",
    "an array of arrays": b"[[1], [2]]",
    "an object where an array belongs": b'{"Results": {"Id": 1}, "CasesInfo": {"CaseID": 1}}',
    "arrays where objects belong": b'{"Results": [[]], "CasesInfo": [[]], "d": [], "Filer": {}}',
    "an array around it": b'[{"Id": [], "Nummer": {}, "CaseID": [], "DocID": {}, "Filer": 7}]',
    "ids that are none": b'{"Id": true, "DocId": -1, "DocID": "1e3", "ID": [], "access_token": 7}',
    "endless ids": b'{"Id": 1' + b"0" * 5000 + b', "CaseID": "' + b"9" * 500 + b'"}',
    "paths that lead away": b'{"Metadata": "<z:row ows_CaseUrl=\\"cases/../../x?y\\" />"}',
    "a token with a line break": b'{"access_token": "a\\r\\nx: y", "expires_in": "NaN"}',
    "not UTF-8": b'{"Id": "\xff\xfe"}',
    "no bottom": b"[" * 60_000,
}


@pytest.fixture(scope="module")
def liar() -> Iterator[tuple[Liar, str]]:
    with lying(create_app()) as served:
        yield served


@pytest.fixture(params=sorted(ARCHIVES))
def archive(request: pytest.FixtureRequest) -> Archive:
    return ARCHIVES[request.param]


@pytest.mark.long
@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_whatever_is_answered_it_is_said_plainly(
    liar: tuple[Liar, str], archive: Archive, lie: bytes, monkeypatch: pytest.MonkeyPatch
):
    teller, base = liar
    monkeypatch.setattr(access_tokens, "_known", {})
    said: list[str] = []
    for number in range(12):
        start_afresh(base)
        access_tokens._known.clear()
        teller.tells(lambda _: lie, at=number)
        system = archive.opened(archive.account(base))
        try:
            filed = system.file(MOVE, Noted())
            told = a_case_file(receipt=MOVE.receipt, case_number=filed)
            system.tell(told, SUPPLEMENTED, Noted())
        except (Unavailable, Refused) as problem:
            said.append(str(problem))
    assert said
    assert all(text.endswith(".") for text in said)


def test_numbers_may_be_written_as_text(
    liar: tuple[Liar, str], archive: Archive, monkeypatch: pytest.MonkeyPatch
):
    teller, base = liar
    start_afresh(base)
    monkeypatch.setattr(access_tokens, "_known", {})
    teller.tells(lambda body: json.dumps(_as_texts(json.loads(body))).encode())
    system = archive.opened(archive.account(base, reuse_open_case="yes"))
    filed = system.file(MOVE, Noted())
    assert [case["number"] for case in archive.cases(base)] == [filed]
    assert system.file(MOVE, Noted()) == filed
    (case,) = archive.cases(base)
    assert len(case["documents"]) == 1


def _as_texts(said: Any) -> Any:
    if isinstance(said, dict):
        return {name: _as_texts(each) for name, each in said.items()}
    if isinstance(said, list):
        return [_as_texts(each) for each in said]
    return str(said) if isinstance(said, int) and not isinstance(said, bool) else said
