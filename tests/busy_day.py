"""A day at the service: everything that somebody types, looks up, breaks or leaves behind.

Logins are real ones, at the stand-in. What is typed are words that stand nowhere else.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import update
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from app import worker
from app.clock import now
from app.municipalities import current
from app.municipalities.models import CaseSystemRow
from app.nightly import NightlyRun
from app.standins import organisations, persons
from tests.auth.acting import acts_for, gives, presses
from tests.auth.walking import as_person, leave
from tests.by_provider import log_in
from tests.citizen import Browser
from tests.integrations.served import fall_due
from tests.mishaps import (
    cannot_log_in,
    meets_a_mistake,
    tells_no_cpr_number,
    types_it_wrong,
    under_silent_registers,
)
from tests.service import Service
from tests.standins_server import behave, serving
from tests.submissions.uploading import picture
from tests.submissions.walks import day_fields, typed_address
from tests.typed_words import (
    EMAIL,
    HOST,
    MORE,
    PHONE,
    RATS,
    REASON,
    SEARCHED,
    TYPED_STREET,
    WRONG_CPR,
)


def a_day(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of it; whatever was promised is done, tried or given up at the end."""
    ada = moves_as_a_lodger(service)
    moves_with_children(service)
    asks_for_protection(service)
    receipt = reports_rats(service)
    opens_by_proof(service, receipt)
    under_silent_registers(service)
    types_it_wrong(service)
    meets_a_mistake(service, monkeypatch)
    cannot_log_in(service)
    tells_no_cpr_number(service)
    acts_for_a_company(service)
    acts_with_a_power(service)
    the_worker_tries(service)
    staff_look(service, ada.path.rpartition("/")[2])
    takes_it_along(ada, receipt)
    with service.database.writing.begin() as session:
        # What clears out waits for a day that follows another.
        yesterday = now() - timedelta(days=1)
        session.add(NightlyRun(job="recount", day=yesterday.date(), done_at=yesterday))
    while worker.run_night(service.database):
        pass


def moves_as_a_lodger(service: Service) -> Browser:
    ada = log_in(service, "ada", "/flytning")
    ada.starts("flytning").sends()
    if ada.path == "/flytning/hvem":
        ada.sends(who="me")
    ada.sends(**day_fields("move_date", 7))
    ada.sends(new_address=SEARCHED, button="search:new_address")
    ada.sends(**typed_address("new_address", TYPED_STREET, "77"))
    ada.sends(tenure="lodger").sends(host_name=HOST)
    ada.sends(doctor="keep").sends(phone=PHONE, truth="yes")
    assert ada.path == "/flytning/kontroller", (ada.path, ada.problems())
    ada.sends()
    assert ada.sees == "Kvittering"
    return ada


def moves_with_children(service: Service) -> None:
    """And leaves it lying, half done."""
    bo = log_in(service, "bo", "/flytning").starts("flytning").sends()
    bo.sends(who="me_and_others").sends(co_movers=["h0", "h1"])
    assert bo.status == 200, bo.problems()
    otto = log_in(service, "otto", "/flytning").starts("flytning").sends()
    petra = persons.by_key("petra")
    otto.sends(who="me_and_others")
    otto.sends(co_movers__cpr=petra.cpr, co_movers__name=petra.name, button="add:co_movers")
    assert "Person med beskyttelse" in otto.words


def asks_for_protection(service: Service) -> None:
    host = "vallensbaek.localhost"
    nanna = log_in(service, "nanna", "/adressebeskyttelse", host=host)
    nanna.starts("adressebeskyttelse").sends().sends()
    if nanna.path.endswith("/hvem"):
        nanna.sends(who="me")
    nanna.sends(start="now", end="usual")
    assert nanna.path == "/adressebeskyttelse/kontroller", (nanna.path, nanna.problems())
    nanna.sends().posts("/log-ud", follow_redirects=False)


def reports_rats(service: Service) -> str:
    """Without login; gives the address of the receipt."""
    stranger = service.browser().starts("rotter").sends(place="elsewhere")
    stranger.sends(description=RATS)
    stranger.sends(seen=["live", "gnawing"], more=MORE, **day_fields("seen_on", -1))
    stranger.attaches(picture(f"{RATS}.jpg"))
    stranger.sends(wants_answer="yes").sends(phone=PHONE, email=EMAIL)
    assert stranger.path == "/rotter/kontroller", (stranger.path, stranger.problems())
    return stranger.sends().path


def opens_by_proof(service: Service, receipt: str) -> None:
    stranger = service.browser().opens(receipt)
    assert stranger.sends(proof=SEARCHED).status == 422
    assert stranger.sends(proof=EMAIL).sees == "Kvittering"


def acts_for_a_company(service: Service) -> None:
    (company,) = (each for each in organisations.with_a_login() if each.startswith("victor@"))
    victor = log_in(service, company, "/lokaler").starts("lokaler")
    assert victor.path == "/lokaler/jer", (victor.path, victor.words)
    victor.sends().sends(unit="9900010402").sends(place="meeting_room", purpose=MORE)
    victor.sends(begins="18", ends="21.30", people="12", **day_fields("day", 14))
    victor.sends(wishes=RATS).sends(phone=PHONE, email=EMAIL)
    assert victor.path == "/lokaler/kontroller", (victor.path, victor.problems())
    victor.sends()
    assert victor.sees == "Kvittering"


def acts_with_a_power(service: Service) -> None:
    """Karen gives Lene the right to act for her, after writing a wrong number; Lene begins."""
    karen = log_in(service, "karen", "/fuldmagter")
    karen.opens("/fuldmagter/giv").sends(
        holder_cpr=WRONG_CPR, holder_name=HOST, what="everything", declared="yes"
    )
    gives(karen, "lene")
    lene = log_in(service, "lene", "/fuldmagter").opens("/fuldmagter")
    presses(lene, f"Sig ja til fuldmagten fra {persons.by_key('karen').name}")
    acts_for(lene, persons.by_key("karen").name).starts("adressebeskyttelse").sends()
    assert lene.status == 200
    withdrawn = presses(karen.opens("/fuldmagter"), "Træk tilbage")
    assert withdrawn.status == 200
    lene.sends()


def the_worker_tries(service: Service) -> None:
    """At systems that are down, that cannot be read, and at one that says everything back."""
    for mode in ("500", "broken", "422"):
        for system in ("case-system", "digital-post"):
            behave(service.standins, system, mode)
        one_round(service)
    for system in ("case-system", "digital-post"):
        behave(service.standins, system, "ok")
    with serving(echo) as address, cases_go_to(service, f"{address}/events"):
        one_round(service)
    reports_rats(service)
    one_round(service)


def one_round(service: Service) -> None:
    fall_due(service.database)
    while worker.run_next(service.database):
        pass


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """A case system that refuses, and quotes what it was sent."""
    body = await Request(scope, receive).body()
    answer = PlainTextResponse(body.decode(), status_code=422, headers={"x-said": HOST})
    await answer(scope, receive, send)


@contextmanager
def cases_go_to(service: Service, address: str) -> Iterator[None]:
    with service.database.writing.begin() as session:
        before = session.get_one(CaseSystemRow, ("0657", "records")).url
        session.execute(update(CaseSystemRow).values(url=address))
    current.forget()
    yield
    with service.database.writing.begin() as session:
        session.execute(update(CaseSystemRow).values(url=before))
    current.forget()


def staff_look(service: Service, reference: str) -> None:
    yrsa = service.browser()
    yrsa.opens(as_person(leave(yrsa.client, "/personale/opslag", staff=True), "yrsa"))
    asked = {"reference": reference, "reason": "other", "other": REASON}
    yrsa.posts("/personale/opslag", asked)
    assert yrsa.sees == "Meld flytning", yrsa.words
    yrsa.posts("/personale/opslag", asked | {"reference": WRONG_CPR})
    for path in ("", "/afleveringer", "/statistik", "/formularer"):
        assert yrsa.opens(f"/personale{path}").status == 200


def takes_it_along(ada: Browser, receipt: str) -> None:
    ada.opens("/mine-data").sends(phone=PHONE, email=EMAIL)
    assert ada.status == 200, ada.problems()
    for path in ("/mine-data.json", "/mine-data.pdf", "/mine-sager", receipt, f"{receipt}.pdf"):
        ada.opens(path)
    ada.posts("/log-ud", follow_redirects=False)
