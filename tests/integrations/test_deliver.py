"""From a sent form to a filed case, over real HTTP, and the receipt the case system fetches."""

import hashlib
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import update

from app import sealed, worker
from app.clock import now
from app.integrations.deliver import CASE_SYSTEMS, deliver
from app.integrations.outside import Unavailable
from app.municipalities import current
from app.municipalities.case_systems import KINDS
from app.municipalities.models import CaseSystemRow, OfferRow
from app.municipalities.municipality import read
from app.receipts import address
from app.standins import persons
from app.submissions.models import Submission
from tests.dumps import stolen
from tests.integrations.served import fall_due, the_errand, the_submission
from tests.municipality import municipality_with
from tests.service import Service
from tests.standins_server import behave
from tests.submissions.uploading import JPEG, at_pictures, picture, sends_the_rest
from tests.submissions.walks import moves_alone, reports_rats

IMAGE = "image/jpeg"


def test_each_kind_that_can_be_chosen_can_be_opened():
    assert set(KINDS) == set(CASE_SYSTEMS)


def cases(service: Service) -> list[dict[str, Any]]:
    found = httpx.get(f"{service.standins}/case-system/cases.json").json()
    assert isinstance(found, list)
    return found


def test_a_move_becomes_a_case_with_all_that_was_said(served: Service):
    moves_alone(served.citizen("ada")).sends()
    assert worker.run_next(served.database, ["deliver"])
    sent = the_submission(served.database)
    (case,) = cases(served)
    assert (sent.filed_as, case["id"]) == (case["case_number"], str(sent.id))
    assert sent.filed_at is not None
    assert the_errand(served.database, "deliver").done_at is not None

    data = case["event"]["data"]
    assert data["reference"] == sent.reference
    assert data["answers"]["tenure"] == "owner"
    assert data["applicant"] == sent.applicant
    assert {tuple(row) for row in data["rows"]} == {("label", "value", "origin")}
    assert {"label": "Navn", "value": "Ada Holm", "origin": "register"} in data["rows"]
    herning = municipality_with("0657")
    assert data["municipality"] == {
        "code": "0657",
        "cvr": herning.cvr,
        "name": "Herning Kommune",
    }


def test_pictures_are_fetched_by_the_case_system_whole(served: Service):
    sends_the_rest(at_pictures(served.browser()).attaches(picture("rotte.jpg")))
    assert worker.run_next(served.database, ["deliver"])
    (case,) = cases(served)
    data = case["event"]["data"]
    (told,) = data["attachments"]
    assert (told["name"], told["media_type"], told["size"]) == ("rotte.jpg", IMAGE, len(JPEG))
    assert told["sha256"] == hashlib.sha256(JPEG).hexdigest()
    assert data["answers"]["pictures"] == [told["id"]]


def test_nobody_unknown_is_filed_under_a_name(served: Service):
    reports_rats(served.browser()).sends()
    worker.run_next(served.database, ["deliver"])
    (case,) = cases(served)
    assert case["event"]["data"]["applicant"] == {"kind": "anonymous"}


@pytest.mark.parametrize("mode", ["loses_answer", "twice", "broken", "500", "429"])
def test_whatever_goes_wrong_it_ends_as_one_case(served: Service, mode: str):
    moves_alone(served.citizen("ada")).sends()
    behave(served.standins, "case-system", mode, count=1)
    before = now()
    worker.run_next(served.database, ["deliver"])
    waiting = the_errand(served.database, "deliver")
    assert (waiting.done_at, waiting.gave_up_at) == (None, None)
    assert waiting.last_problem is not None
    assert waiting.due_at >= before + timedelta(seconds=30)
    assert not worker.run_next(served.database, ["deliver"])

    fall_due(served.database)
    worker.run_next(served.database, ["deliver"])
    (case,) = cases(served)
    assert the_submission(served.database).filed_as == case["case_number"]
    assert the_errand(served.database, "deliver").last_problem is None


def test_the_first_answer_wins(served: Service, monkeypatch: pytest.MonkeyPatch):
    moves_alone(served.citizen("ada")).sends()

    class Slow:
        """Thinks so long that another worker has asked, been answered and written it down."""

        WANTS_RECEIPT = DOCUMENTS_ALONE = False

        def file(self, *_: object) -> str:
            with served.database.writing.begin() as session:
                session.execute(update(Submission).values(filed_as="S-FIRST", filed_at=now()))
            return "S-LATE"

    monkeypatch.setattr("app.integrations.deliver.case_system_of", lambda *_: Slow())
    worker.run_next(served.database, ["deliver"])
    assert the_submission(served.database).filed_as == "S-FIRST"


def test_a_municipality_without_a_case_system_loses_nothing(served: Service):
    moves_alone(served.citizen("ada")).sends()
    with served.database.writing.begin() as session:
        session.delete(session.get_one(CaseSystemRow, ("0657", "records")))
    current.forget()
    with pytest.raises(Unavailable, match="mangler et fagsystem"):
        deliver(served.database, the_errand(served.database, "deliver"))


def test_what_was_sent_is_delivered_though_the_form_is_offered_no_more(served: Service):
    moves_alone(served.citizen("ada")).sends()
    with served.database.writing.begin() as session:
        session.delete(session.get_one(OfferRow, ("0657", "flytning")))
    current.forget()
    worker.run_next(served.database, ["deliver"])
    assert len(cases(served)) == 1


def test_the_case_system_fetches_the_receipt_when_it_is_made(served: Service):
    moves_alone(served.citizen("ada")).sends()
    worker.run_next(served.database, ["deliver"])
    url = cases(served)[0]["event"]["data"]["receipt"]["url"]
    early = httpx.get(url)
    assert (early.status_code, early.headers["retry-after"]) == (503, "2")
    assert early.headers["content-type"] == "application/problem+json"

    worker.run_next(served.database, ["make_receipt"])
    made = httpx.get(url, headers={"accept-encoding": "identity"})
    assert made.status_code == 200
    assert made.content.startswith(b"%PDF-1.7")
    assert int(made.headers["content-length"]) == len(made.content)


def test_only_our_own_signature_opens_and_only_that_receipt(
    service: Service, monkeypatch: pytest.MonkeyPatch
):
    receipt = moves_alone(service.citizen("ada")).sends().path
    reference = receipt.removeprefix("/kvittering/")
    with service.database.reading.begin() as session:
        herning, vallensbaek = read(session, "0657"), read(session, "0187")
    assert herning is not None
    assert vallensbaek is not None
    browser = service.browser().client

    def status(url: str) -> int:
        return int(browser.get(url.replace(herning.base_url, "")).status_code)

    good = address.signed_address(herning, reference)
    expires = good.partition("expires=")[2].partition("&")[0]
    assert status(good) == 503
    assert status(good.replace(expires, str(int(expires) + 1))) == 403
    assert status(good[:-1] + ("0" if good[-1] != "0" else "1")) == 403
    assert status(good.replace(reference, "2222-2222")) == 403
    assert status(good.partition("?")[0]) == 422
    assert status(good + "x") == 422
    elsewhere = address.signed_address(vallensbaek, reference)
    assert status(elsewhere.replace(vallensbaek.base_url, "")) == 403
    assert status(address.signed_address(herning, "2222-2222")) == 404

    monkeypatch.setattr(address, "now", lambda: now() + address.OPENS_FOR)
    assert status(good) == 403


def test_an_address_signed_with_the_older_key_still_opens(
    service: Service, monkeypatch: pytest.MonkeyPatch
):
    with service.database.reading.begin() as session:
        herning = read(session, "0657")
    assert herning is not None
    query = httpx.URL(address.signed_address(herning, "2222-2222")).params
    old = sealed.keys()
    new = sealed._keys_of(("a newer secret of at least 32 characters",))
    monkeypatch.setattr(sealed, "keys", lambda: (*new, *old))
    assert address.opens(herning, "2222-2222", query["expires"], query["signature"])
    monkeypatch.setattr(sealed, "keys", lambda: new)
    assert not address.opens(herning, "2222-2222", query["expires"], query["signature"])


def test_no_transaction_is_open_while_the_case_system_thinks(
    committed_service: Service, monkeypatch: pytest.MonkeyPatch
):
    moves_alone(committed_service.citizen("ada")).sends()
    database = committed_service.database
    open_then: list[int] = []

    class Watching:
        WANTS_RECEIPT = DOCUMENTS_ALONE = False

        def file(self, *_: object) -> str:
            doors = (database.reading, database.writing)
            open_then.extend(door.kw["bind"].pool.checkedout() for door in doors)
            return "S-1"

    monkeypatch.setattr("app.integrations.deliver.case_system_of", lambda *_: Watching())
    worker.run_next(database, ["deliver"])
    assert the_submission(database).filed_as == "S-1"
    assert open_then == [0, 0]


@pytest.mark.parametrize("number", ["{cpr}", "SAG-{cpr}-1"])
def test_a_case_numbered_by_cpr_number_is_sealed(
    committed_service: Service,
    committed_url: str,
    monkeypatch: pytest.MonkeyPatch,
    number: str,
):
    """Some case systems have one case for each citizen, and number it so."""
    ada = persons.by_key("ada")
    given = number.format(cpr=ada.cpr)
    moves_alone(committed_service.citizen("ada")).sends()
    database = committed_service.database

    class NumberingByCpr:
        WANTS_RECEIPT = DOCUMENTS_ALONE = False

        def file(self, *_: object) -> str:
            return given

    monkeypatch.setattr("app.integrations.deliver.case_system_of", lambda *_: NumberingByCpr())
    worker.run_next(database, ["deliver"])
    assert the_submission(database).filed_as == given
    assert ada.cpr.encode() not in b"".join(stolen(database, committed_url).values())
