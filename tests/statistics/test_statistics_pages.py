"""The staff's page of figures, and the same as CSV."""

import csv
import io

import pytest

from app.clock import today
from app.facts import ACTIVATION, TRANSACTION
from app.municipalities import current
from app.municipalities.models import MunicipalityRow
from app.statistics.count import recount
from tests.service import Service, service, standins

__all__ = ["service", "standins"]

CSV = "/api/v1/statistics/daily.csv"
HEADER = "day,municipality_code,form,kle,channel,activations,transactions"


def cells(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def test_staff_see_how_many_start_and_how_many_finish(service: Service, happened):
    happened(ACTIVATION, times=4)
    happened(TRANSACTION, times=3)
    page = service.staff("strategist").opens("/personale/statistik")
    assert page.status == 200
    row = " ".join(page.page.xpath("//tbody/tr")[0].text_content().split())
    assert row == "Meld flytning 23.05.10 Selvbetjening 4 3 75 %"


def test_a_period_is_chosen_with_dates_as_people_type_them(service: Service, happened):
    happened(ACTIVATION, days_ago=3)
    with service.database.writing.begin() as session:
        recount(session)
    mette = service.staff("strategist")
    assert "Meld flytning" in mette.opens("/personale/statistik").words
    assert "Meld flytning" not in mette.opens("/personale/statistik?fra=i+dag").words
    assert "Meld flytning" in mette.opens("/personale/statistik?fra=1.2.26&til=i+dag").words
    assert "Meld flytning" in mette.opens("/personale/statistik?fra=i+dag&til=1/2-2026").words
    assert mette.opens("/personale/statistik?fra=xx&til=%00").status == 200
    assert mette.opens("/personale/statistik?fra=2026-11-22&til=0001-01-01").status == 200


def test_citizens_do_not_see_the_figures(service: Service):
    stranger = service.browser().opens("/personale/statistik", follow_redirects=False)
    assert stranger.status == 303
    assert service.citizen("ada").opens(CSV).status == 403
    assert service.browser().opens(CSV).status == 401


def test_staff_of_another_municipality_do_not_see_ours(service: Service):
    assert service.staff("strategist", code="0187").opens(CSV).status == 403


def test_staff_at_the_counter_do_not_see_the_figures(service: Service):
    magnus = service.staff("assistant", "frontdesk")
    assert magnus.opens("/personale/statistik").status == 403
    answer = magnus.client.get(CSV)
    assert answer.status_code == 403
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_csv_has_a_header_and_a_row_per_day(service: Service, happened):
    happened(ACTIVATION, times=2)
    happened(TRANSACTION)
    happened(ACTIVATION, code="0187", times=9)
    answer = service.staff("strategist").opens(CSV)
    assert answer.status == 200
    assert answer.text == (f"{HEADER}\r\n{today()},0657,flytning,23.05.10,SLVBTJN,2,1\r\n")


@pytest.mark.parametrize(
    ("kle", "seen"),
    [
        (("*",), ("flytning", "rotter")),
        (("23.*",), ("flytning",)),
        (("09.08.*",), ("rotter",)),
        (("23.05.10", "09.*"), ("flytning", "rotter")),
        (("23",), ()),
        ((), ()),
    ],
    ids=str,
)
def test_staff_see_only_the_figures_their_kle_numbers_cover(
    service: Service, happened, kle: tuple[str, ...], seen: tuple[str, ...]
):
    happened(ACTIVATION)
    happened(ACTIVATION, form="rotter", kle="09.08.20")
    happened(ACTIVATION, days_ago=3)
    happened(ACTIVATION, days_ago=3, form="rotter", kle="09.08.20")
    with service.database.writing.begin() as session:
        recount(session)
    staff = service.staff("strategist", kle=kle)
    lines = cells(staff.opens(CSV).text)[1:]
    assert sorted({line[2] for line in lines}) == sorted(seen)
    assert len(lines) == 2 * len(seen)
    words = staff.opens("/personale/statistik").words
    shown = {"Meld flytning": "flytning", "Anmeld rotter": "rotter"}
    assert {slug for title, slug in shown.items() if title in words} == set(seen)


def test_a_machine_gets_the_figures_of_its_municipality_with_its_token(service: Service, happened):
    with service.database.writing.begin() as session:
        row = session.get_one(MunicipalityRow, "0657")
        row.secrets = (row.secrets or {}) | {"statistics_token": "a-token-of-the-test"}
    current.forget()
    client = service.browser().client
    right = client.get(CSV, headers={"authorization": "Bearer a-token-of-the-test"})
    assert right.status_code == 200
    assert right.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert cells(right.text) == [HEADER.split(",")]
    both = service.staff("strategist", kle=()).client
    happened(ACTIVATION)
    all_of_it = both.get(CSV, headers={"authorization": "Bearer a-token-of-the-test"})
    assert len(cells(all_of_it.text)) == 2
    elsewhere = service.browser("vallensbaek.localhost").client
    bearer = {"authorization": "Bearer a-token-of-the-test"}
    assert elsewhere.get(CSV, headers=bearer).status_code == 401
    wrong = client.get(CSV, headers={"authorization": "Bearer another"})
    assert wrong.status_code == 401
    assert wrong.headers["content-type"] == "application/problem+json"
    assert wrong.headers["www-authenticate"] == 'Bearer error="invalid_token"'


def test_without_a_token_no_token_opens_it(service: Service):
    for token in ("", "None", "x"):
        answer = service.browser().client.get(CSV, headers={"authorization": f"Bearer {token}"})
        assert answer.status_code == 401


@pytest.mark.parametrize(
    "query", ["from=1.12.26", "to=2026-13-01", "from=2026-02-30", "from=2026-11-22&to=2026-11-21"]
)
def test_a_day_that_is_none_is_told_as_a_problem(service: Service, query: str):
    answer = service.staff("strategist").client.get(f"{CSV}?{query}")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 422


def test_the_first_and_last_days_there_are_can_be_asked_for(service: Service):
    mette = service.staff("strategist").client
    assert mette.get(f"{CSV}?from=0001-01-01&to=9999-12-31").status_code == 200
    assert mette.get(f"{CSV}?to=0001-01-02").status_code == 200
