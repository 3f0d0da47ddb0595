"""Each look of staff, and each change, stands in the log of whom it is about."""

import pytest

from app import access_log, worker
from app.access_log import a_case, a_company
from app.standins import persons
from app.submissions import look_up
from tests.auth.acting import holds_power, withdraws
from tests.integrations.served import the_errand
from tests.service import Service
from tests.standins_server import behave
from tests.submissions.companies import borrows
from tests.submissions.companies import victor as company
from tests.submissions.looking_up import PAGE, WHY, about, noted, sent
from tests.submissions.walks import moves_alone, reports_rats


def test_each_look_is_noted(service: Service):
    reference = sent(service)
    staff = service.staff("caseworker")
    for _ in range(2):
        staff.posts(PAGE, WHY | {"reference": reference})
    assert len(noted(service)) == 2


def test_a_reason_of_ones_own_is_read_by_the_citizen_as_it_is_written(service: Service):
    reference = sent(service)
    mine = {"reference": reference, "reason": "other", "other": "  Naboen  <spurgte> "}
    staff = service.staff("caseworker").posts(PAGE, mine)
    assert "Naboen <spurgte>" in staff.words
    assert [access.reason for access in noted(service)] == ["Naboen <spurgte>"]


def test_nothing_is_shown_where_it_cannot_be_noted(
    service: Service, monkeypatch: pytest.MonkeyPatch
):
    reference = sent(service)

    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("no log")

    monkeypatch.setattr(access_log, "note", fails)
    staff = service.staff("caseworker")
    answer = staff.posts(PAGE, WHY | {"reference": reference})
    assert answer.status == 500
    assert "Møllevej" not in answer.text


def test_nothing_is_noted_where_it_cannot_be_shown(
    service: Service, monkeypatch: pytest.MonkeyPatch
):
    reference = sent(service)

    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("no page")

    with monkeypatch.context() as patch:
        patch.setattr(look_up, "with_progress", fails)
        answer = service.staff("caseworker").posts(PAGE, WHY | {"reference": reference})
    assert answer.status == 500
    assert noted(service) == []


def test_what_was_sent_without_login_is_shown_and_noted_for_the_case_itself(service: Service):
    receipt = reports_rats(service.browser()).sends().path
    reference = receipt.removeprefix("/kvittering/")
    staff = service.staff("caseworker").posts(PAGE, WHY | {"reference": reference})
    assert (staff.status, staff.sees) == (200, "Anmeld rotter")
    assert about(service, a_case(reference)) == [("read", reference, "Jeg behandler sagen")]


def test_a_company_reads_on_its_case_who_has_looked_at_it(service: Service):
    victor = borrows(company(service)).sends()
    reference = victor.path.removeprefix("/kvittering/")
    victor.opens(f"/mine-sager/{reference}")
    assert "Ingen medarbejder har slået sagen op." in victor.words
    service.staff("caseworker").posts(PAGE, WHY | {"reference": reference})
    assert about(service, a_company("99000104")) == [("read", reference, "Jeg behandler sagen")]
    victor.opens(f"/mine-sager/{reference}")
    assert "Mette Madsen" in victor.words
    assert "Så sagen: Jeg behandler sagen" in victor.words
    borrows(company(service)).sends()
    other = victor.opens("/mine-sager").page.cssselect("a[href^='/mine-sager/']")
    (second,) = {each.get("href") for each in other} - {f"/mine-sager/{reference}"}
    assert "Ingen medarbejder har slået sagen op." in victor.opens(second).words


def test_pressing_try_again_is_noted_though_nobody_logged_in_to_send_it(service: Service):
    receipt = reports_rats(service.browser()).sends().path
    reference = receipt.removeprefix("/kvittering/")
    behave(service.standins, "case-system", "422", count=1)
    worker.run_next(service.database, ["make_receipt"])
    worker.run_next(service.database, ["deliver"])
    errand = the_errand(service.database, "deliver")
    service.staff("operations").posts(f"/personale/afleveringer/{errand.id}/proev-igen")
    (noted,) = about(service, a_case(reference))
    assert noted[:2] == ("change", reference)


def test_whoever_acted_for_the_citizen_is_told_that_and_not_which_case_or_why(service: Service):
    karen, lene = persons.by_key("karen").cpr, persons.by_key("lene").cpr
    receipt = moves_alone(holds_power(service, "lene", "karen")).sends().path
    reference = receipt.removeprefix("/kvittering/")
    withdraws(service, "karen")
    service.staff("caseworker").posts(PAGE, WHY | {"reference": reference})
    (hers,) = noted(service, karen)
    assert (hers.about, hers.reason) == (reference, "Jeg behandler sagen")
    (lenes,) = noted(service, lene)
    assert (lenes.what, lenes.about) == ("read", "")
    mine = service.citizen("lene").opens("/mine-data")
    # What they have sent for others stands on the page too: not that it was this that was seen.
    (accesses,) = mine.page.cssselect("table[aria-labelledby=accesses]")
    assert "En sag, du sendte for en anden." in accesses.text_content()
    assert reference not in accesses.text_content()
    assert "Jeg behandler sagen" not in mine.words


def test_pressing_try_again_is_a_change_that_the_citizen_reads(service: Service):
    reference = sent(service)
    behave(service.standins, "case-system", "422", count=1)
    worker.run_next(service.database, ["make_receipt"])
    worker.run_next(service.database, ["deliver"])
    press = "/personale/afleveringer/{}/proev-igen"
    staff = service.staff("operations")
    staff.posts(press.format(the_errand(service.database, "deliver").id))
    (access,) = noted(service)
    assert (access.what, access.about) == ("change", reference)
    staff.posts(press.format(the_errand(service.database, "make_receipt").id))
    assert len(noted(service)) == 1, "what is done is not changed"
