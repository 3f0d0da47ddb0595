"""What goes wrong on a busy day: registers, words, logins, and we ourselves."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from app.municipalities import current
from app.municipalities.models import MunicipalityRow
from app.standins import persons
from tests.auth.walking import leave
from tests.by_provider import come_back, log_in
from tests.service import Service
from tests.standins_server import behave
from tests.submissions.walks import typed_address
from tests.typed_words import (
    HOST,
    MORE,
    SEARCHED,
    STREET,
    WRONG_CPR,
    WRONG_DAY,
)


def under_silent_registers(service: Service) -> None:
    for system in ("civil-register", "addresses", "company-register"):
        behave(service.standins, system, "down")
    karen = log_in(service, "karen", "/flytning").starts("flytning")
    karen.sends(**typed_address("old_address", STREET, "77"))
    assert karen.path == "/flytning/hvem", karen.problems()
    karen.opens("/flytning/dig").sends(name=HOST)
    rats = service.browser().starts("rotter").sends(place="address")
    rats.sends(address=STREET, button="search:address")
    assert rats.client.post(
        "/adresser", data={"address": STREET}, headers={"sec-fetch-site": "same-origin"}
    )
    for system in ("civil-register", "addresses", "company-register"):
        behave(service.standins, system, "ok")


def types_it_wrong(service: Service) -> None:
    uffe = log_in(service, "uffe", "/flytning").starts("flytning").sends()
    if uffe.path == "/flytning/hvem":
        uffe.sends(who="me_and_others").sends(co_movers__cpr=WRONG_CPR, co_movers__name=HOST)
        assert uffe.status == 422
        uffe.opens("/flytning/hvem").sends(who="me")
    uffe.sends(move_date__day=WRONG_DAY, move_date__month="2", move_date__year="2027")
    assert uffe.status == 422
    cpr = persons.by_key("uffe").cpr
    for path in (
        f"/findes-ikke/{cpr}?navn={HOST}",
        f"/?soeg={SEARCHED}",
        f"/kvittering/{cpr}",
        f"/mine-sager/{WRONG_CPR}",
        f"/api/v1/forms/{cpr}/1/schema",
        f"/{cpr}",
    ):
        uffe.opens(path)
    uffe.posts("/flytning/dig", {"draft": cpr, "revision": HOST, "name": MORE * 10_000})
    assert uffe.status == 413
    uffe.posts("/flytning/dig", {MORE * 10: HOST})
    uffe.opens("/", headers={"user-agent": HOST, "referer": f"http://x/{cpr}", "x-name": cpr})
    uffe.posts("/log-ud", follow_redirects=False)


def meets_a_mistake(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of ours, with somebody's number in what it says."""

    def broken(_: str, cpr: str) -> None:
        raise ValueError(f"no such person: {cpr} {HOST}")

    olena = log_in(service, "olena", "/flytning")
    with monkeypatch.context() as patch:
        patch.setattr("app.submissions.register.civil.look_up", broken)
        olena.starts("flytning")
    assert olena.status == 500


def cannot_log_in(service: Service) -> None:
    browser = service.browser()
    leave(browser.client, "/flytning")
    browser.opens(f"/log-ind/svar?state={HOST}&code={WRONG_CPR}&error={SEARCHED}")
    assert browser.status == 400
    state = leave(browser.client, "/mine-sager").partition("state=")[2].partition("&")[0]
    browser.opens(f"/log-ind/svar?state={state}&error={SEARCHED}&error_description={HOST}")
    assert browser.status == 403


@contextmanager
def without_cpr_in_the_token(service: Service) -> Iterator[None]:
    with service.database.writing.begin() as session:
        row = session.get_one(MunicipalityRow, "0657")
        before = row.systems
        account = before["citizen_oidc"]
        match = {"cpr_match_url": f"{service.standins}/idp/citizen/cpr-match"}
        row.systems = before | {"citizen_oidc": account | match}
    current.forget()
    yield
    with service.database.writing.begin() as session:
        session.get_one(MunicipalityRow, "0657").systems = before
    current.forget()


def tells_no_cpr_number(service: Service) -> None:
    """They type it: first another's, then something that is none, then their own."""
    with without_cpr_in_the_token(service):
        susanne = service.browser()
        come_back(susanne, leave(susanne.client, "/mine-sager"), "susanne", "/mine-sager")
        assert susanne.path == "/log-ind/cpr", susanne.words
        for cpr in (persons.by_key("rosa").cpr, SEARCHED):
            assert susanne.posts("/log-ind/cpr", {"cpr": cpr}).status == 422
        susanne.posts("/log-ind/cpr", {"cpr": persons.by_key("susanne").cpr})
        assert susanne.path == "/mine-sager"
