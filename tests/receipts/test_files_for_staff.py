"""Staff fetch the files of what they have looked up, for a reason, and each is noted."""

from collections.abc import Mapping

import httpx
import pytest

from app import worker
from app.access_log import a_case
from app.ids import new_id
from tests.cases.telling import LETTER, PDF, event, filed, tells
from tests.citizen import Browser
from tests.limiting import tight
from tests.service import Service
from tests.submissions.looking_up import PAGE, WHY, about, noted, sent
from tests.submissions.uploading import JPEG, sends_the_rest, with_a_picture

SAME_ORIGIN = {"sec-fetch-site": "same-origin"}


def with_a_file(service: Service) -> str:
    """The reference of a report of rats with a picture."""
    return sends_the_rest(with_a_picture(service.browser()))


def fetchers(staff: Browser) -> dict[str, str]:
    """Where the buttons on the page lead, by what they say."""
    forms = staff.page.cssselect("main li form")
    return {" ".join(form.text_content().split()): form.get("action") for form in forms}


def fetched(staff: Browser, path: str, typed: Mapping[str, str]) -> httpx.Response:
    answer: httpx.Response = staff.client.post(path, data=dict(typed), headers=SAME_ORIGIN)
    return answer


def hidden(staff: Browser) -> dict[str, str]:
    """What goes along with the first button."""
    return dict(staff.page.cssselect("main li form")[0].form_values())


def test_an_attachment_is_saved_and_noted_with_the_same_reason(service: Service):
    reference = with_a_file(service)
    asked = {"reference": reference, "reason": "other", "other": "Naboen har ringet & spurgt"}
    staff = service.staff("caseworker").posts(PAGE, asked)
    path = fetchers(staff)["Hent rotte.jpg"]
    assert reference not in path
    answer = fetched(staff, path, hidden(staff))
    assert (answer.status_code, answer.content) == (200, JPEG)
    said = answer.headers
    assert said["content-type"] == "image/jpeg"
    assert said["content-disposition"].startswith('attachment; filename="rotte.jpg"')
    assert said["x-content-type-options"] == "nosniff"
    assert said["content-security-policy"].startswith("default-src 'none'")
    assert said["cache-control"] == "no-store"
    assert about(service, a_case(reference)) == [("read", reference, asked["other"])] * 2


def test_the_receipt_is_there_once_it_is_made(service: Service):
    reference = sent(service)
    asked = WHY | {"reference": reference}
    staff = service.staff("frontdesk").posts(PAGE, asked)
    assert fetchers(staff) == {}
    assert fetched(staff, f"{PAGE}/kvittering", asked).status_code == 404
    assert len(noted(service)) == 1, "what was not there was not seen"
    worker.run_next(service.database, ["make_receipt"])
    path = fetchers(staff.posts(PAGE, asked))["Hent kvitteringen (PDF)"]
    answer = fetched(staff, path, hidden(staff))
    assert answer.content.startswith(b"%PDF")
    assert f"kvittering-{reference}.pdf" in answer.headers["content-disposition"]
    assert [each.reason for each in noted(service)] == ["Jeg behandler sagen"] * 3


def test_a_document_of_the_case_is_given_as_the_citizen_got_it(service: Service):
    reference = filed(service)
    tells(service, reference, event("1", "decided", document=LETTER))
    staff = service.staff("caseworker").posts(PAGE, WHY | {"reference": reference})
    path = fetchers(staff)["Hent Afgørelse.pdf"]
    assert fetched(staff, path, hidden(staff)).content == PDF
    for number in ("2", "0", "x", "9" * 30):
        assert fetched(staff, f"{PAGE}/dokumenter/{number}", hidden(staff)).status_code == 404
    assert len(noted(service)) == 2


@pytest.mark.parametrize("missing", ["reason", "reference"])
def test_without_a_reason_nothing_is_given_and_the_form_says_so(service: Service, missing: str):
    reference = with_a_file(service)
    asked = WHY | {"reference": reference}
    staff = service.staff("caseworker").posts(PAGE, asked)
    path = fetchers(staff)["Hent rotte.jpg"]
    answer = fetched(staff, path, asked | {missing: ""})
    assert answer.status_code == 422
    assert f'id="{missing}-error"' in answer.text
    assert len(about(service, a_case(reference))) == 1


def test_what_is_not_theirs_to_see_is_not_theirs_to_fetch(service: Service):
    reference = with_a_file(service)
    asked = WHY | {"reference": reference}
    own = service.staff("caseworker").posts(PAGE, asked)
    path = fetchers(own)["Hent rotte.jpg"]
    elsewhere = service.staff("caseworker", host="vallensbaek.localhost", code="0187")
    other_matter = service.staff("caseworker", kle=("99.*",))
    for staff in (elsewhere, other_matter):
        answer = fetched(staff, path, asked)
        assert answer.status_code == 422
        assert "Vi finder ingen indsendelse" in answer.text
    # Another submission's reference opens no file of this one.
    another = asked | {"reference": sent(service)}
    assert fetched(own, path, another).status_code == 404
    assert fetched(own, f"{PAGE}/bilag/{new_id()}", asked).status_code == 404
    assert len(about(service, a_case(reference))) == 1


def test_fetching_counts_as_looking_up(service: Service, monkeypatch: pytest.MonkeyPatch):
    reference = with_a_file(service)
    asked = WHY | {"reference": reference}
    staff = service.staff("caseworker").posts(PAGE, asked)
    path = fetchers(staff)["Hent rotte.jpg"]
    tight(monkeypatch, "LOOK_UP_PER_PERSON", times=0)
    assert fetched(staff, path, asked).status_code == 429
