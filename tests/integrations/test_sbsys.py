"""SBSYS: whose case it is, which case it goes on, and what in its set-up can be wrong."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from app.integrations.case_systems import (
    CaseFile,
    Message,
    Refused,
    Unavailable,
    access_tokens,
    sbsys_calls,
)
from app.integrations.case_systems.sbsys import Sbsys
from app.standins import sbsys_tokens
from tests.integrations.a_case_file import Noted, a_case_file, a_document
from tests.integrations.archives import ARCHIVES, Shown, an_sbsys_account
from tests.standins_server import behave, start_afresh

COMPANY = {"kind": "company", "cvr": "29189919", "p_number": "", "name": "Sportsklubben"}
ANONYMOUS = {"kind": "anonymous", "cpr": "", "name": ""}
WITHDRAWN = Message(id="m", kind="withdrawn", at=datetime(2026, 11, 23, tzinfo=UTC))


@pytest.fixture(autouse=True)
def _afresh(standins: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    start_afresh(standins)
    monkeypatch.setattr(access_tokens, "_known", {})
    yield
    start_afresh(standins)


def a_submission(reference: str = "K7FE-TJ4T", **changed: Any) -> CaseFile:
    return a_case_file(
        id=f"id of {reference}",
        reference=reference,
        receipt=a_document(f"receipt {reference}", reference.encode()),
        **changed,
    )


def cases(standins: str) -> list[Shown]:
    return ARCHIVES["sbsys"].cases(standins)


def close(standins: str, number: str | None) -> None:
    httpx.post(f"{standins}/sbsys/close", data={"number": number})


@pytest.mark.parametrize(
    ("applicant", "party"),
    [
        ({}, "Ada Holm 740588-0118"),
        ({"applicant": COMPANY}, "Sportsklubben 29189919"),
        ({"applicant": ANONYMOUS}, ""),
    ],
)
def test_whose_case_it_is(standins: str, applicant: dict[str, Any], party: str):
    system = Sbsys(an_sbsys_account(standins))
    number = system.file(a_submission(**applicant), Noted())
    assert system.file(a_submission(**applicant), Noted()) == number
    system.tell(a_submission(**applicant, case_number=number), WITHDRAWN, Noted())
    (case,) = cases(standins)
    assert case["party"] == party
    assert case["template"] == "Flytning"
    assert len(case["notes"]) == 1


def test_a_person_known_there_is_not_made_again(standins: str):
    system = Sbsys(an_sbsys_account(standins))
    system.file(a_submission(), Noted())
    protected = {"kind": "citizen", "cpr": "7405880118", "name": "Navnebeskyttet"}
    system.file(a_submission("M2M2-M2M2", applicant=protected), Noted())
    assert {case["party"] for case in cases(standins)} == {"Ada Holm 740588-0118"}


def test_each_submission_is_a_case_of_its_own(standins: str):
    system = Sbsys(an_sbsys_account(standins))
    assert system.file(a_submission(), Noted()) != system.file(a_submission("M2M2-M2M2"), Noted())


def test_an_open_case_is_used_again_where_it_is_wanted(standins: str):
    system = Sbsys(an_sbsys_account(standins, reuse_open_case="yes"))
    number = system.file(a_submission(), Noted())
    assert system.file(a_submission("M2M2-M2M2"), Noted()) == number
    (case,) = cases(standins)
    assert len(case["documents"]) == 2


@pytest.mark.parametrize(
    "changed",
    [{"kle": "23.05.05"}, {"applicant": COMPANY}, {"applicant": ANONYMOUS}],
    ids=["another KLE number", "another applicant", "nobody in particular"],
)
def test_what_is_about_something_else_is_a_new_case(standins: str, changed: dict[str, Any]):
    system = Sbsys(an_sbsys_account(standins, reuse_open_case="yes"))
    system.file(a_submission(), Noted())
    system.file(a_submission("M2M2-M2M2", **changed), Noted())
    assert len(cases(standins)) == 2


def test_another_template_is_a_new_case(standins: str):
    Sbsys(an_sbsys_account(standins, reuse_open_case="yes")).file(a_submission(), Noted())
    other = Sbsys(an_sbsys_account(standins, reuse_open_case="yes", template_id="102"))
    other.file(a_submission("M2M2-M2M2"), Noted())
    assert len(cases(standins)) == 2


def test_a_closed_case_is_not_used_again(standins: str):
    system = Sbsys(an_sbsys_account(standins, reuse_open_case="yes"))
    first = system.file(a_submission(), Noted())
    close(standins, first)
    second = system.file(a_submission("M2M2-M2M2"), Noted())
    assert second != first
    assert system.file(a_submission("P3P3-P3P3"), Noted()) == second


def test_a_case_closed_after_a_lost_answer_is_still_the_submissions(standins: str):
    system = Sbsys(an_sbsys_account(standins, reuse_open_case="yes"))
    number = system.file(a_submission(), Noted())
    system.file(a_submission("M2M2-M2M2"), Noted())
    close(standins, number)
    assert system.file(a_submission("M2M2-M2M2"), Noted()) == number
    assert len(cases(standins)) == 1


def test_two_that_find_no_case_at_once_have_one_each_and_keep_it(
    standins: str, monkeypatch: pytest.MonkeyPatch
):
    system = Sbsys(an_sbsys_account(standins, reuse_open_case="yes"))
    other, numbers, opens = a_submission("M2M2-M2M2"), [], system.calls.open_case

    def opens_after_another(told: Any) -> Any:
        monkeypatch.setattr(system.calls, "open_case", opens)
        numbers.append(system.file(other, Noted()))
        return opens(told)

    monkeypatch.setattr(system.calls, "open_case", opens_after_another)
    numbers.append(system.file(a_submission(), Noted()))
    assert len(set(numbers)) == len(cases(standins)) == 2
    assert [system.file(each, Noted()) for each in (other, a_submission())] == numbers
    assert system.file(a_submission("P3P3-P3P3"), Noted()) == numbers[-1]
    assert sorted(len(case["documents"]) for case in cases(standins)) == [1, 2]


@pytest.mark.parametrize("mode", ["loses_answer", "500"])
def test_a_second_submission_survives_any_call_gone_wrong(standins: str, mode: str):
    for number in range(20):
        start_afresh(standins)
        system = Sbsys(an_sbsys_account(standins, reuse_open_case="yes"))
        system.file(a_submission(), Noted())
        behave(standins, "sbsys", mode, count=1, after=number)
        for _ in range(2):
            try:
                system.file(a_submission("M2M2-M2M2"), Noted())
            except Unavailable:
                continue
        (case,) = cases(standins)
        assert len(case["documents"]) == 2, number
        if not ARCHIVES["sbsys"].was_spoiled(standins):
            break
    assert number > 3


def test_many_cases_are_looked_through(standins: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sbsys_calls, "PAGE_SIZE", 2)
    system = Sbsys(an_sbsys_account(standins))
    numbers = [system.file(a_submission(f"AAAA-{each}"), Noted()) for each in range(5)]
    assert [system.file(a_submission(f"AAAA-{each}"), Noted()) for each in range(5)] == numbers
    assert len(cases(standins)) == 5
    monkeypatch.setattr(sbsys_calls, "MOST_PAGES", 2)
    with pytest.raises(Refused, match="flere sager"):
        system.file(a_submission("BBBB-0"), Noted())


def test_a_case_that_is_gone_is_for_a_person(standins: str):
    system = Sbsys(an_sbsys_account(standins))
    with pytest.raises(Refused, match="sagsnummer"):
        system.tell(a_submission(case_number="23.05.10-G01-9-26"), WITHDRAWN, Noted())


@pytest.mark.parametrize(
    ("options", "secret", "said"),
    [
        ({"template_id": "Flytning"}, "", r"option\.template_id"),
        ({"template_id": "999"}, "", "svar 422"),
        ({"client_id": "somebody"}, "", r"option\.client_id"),
        ({}, "demo-sbsys-client-secret wrong", r"option\.username"),
        ({}, "wrong", "--secret case_system"),
    ],
)
def test_a_wrong_set_up_is_named(standins: str, options: dict[str, str], secret: str, said: str):
    with pytest.raises(Refused, match=said) as refused:
        Sbsys(an_sbsys_account(standins, secret, **options)).file(a_submission(), Noted())
    assert sbsys_tokens.DEMO_CLIENT_SECRET not in f"{refused.value}{refused.value.words}"
    assert cases(standins) == []


def test_the_client_may_log_in_without_a_user(standins: str):
    account = an_sbsys_account(standins, sbsys_tokens.DEMO_CLIENT_SECRET, username="")
    assert Sbsys(account).file(a_submission(), Noted())


def test_the_citizens_words_are_no_html(standins: str):
    system = Sbsys(an_sbsys_account(standins))
    number = system.file(a_submission(), Noted())
    said = Message(id="m", kind="supplemented", at=WITHDRAWN.at, text="<script>\n& mere")
    system.tell(a_submission(case_number=number), said, Noted())
    ((note,),) = [case["notes"] for case in cases(standins)]
    assert note["Note"] == "&lt;script&gt;<br>&amp; mere"
    assert note["Overskrift"].startswith("Supplerende oplysninger (K7FE-TJ4T-")
