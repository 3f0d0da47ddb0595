"""The command that logs one person out of a municipality's pages, or everybody."""

import io

import pytest
from sqlalchemy import func, select

from app.auth.models import SessionRow
from app.commands import end_sessions
from app.database import Database
from app.standins import persons
from tests.service import Service, service, standins

__all__ = ["service", "standins"]

ADA = persons.by_key("ada")
OTHER = "vallensbaek.localhost"


def ends(monkeypatch: pytest.MonkeyPatch, whom: str, code: str = "0657") -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(whom))
    return end_sessions.run([code])


def left(database: Database) -> int:
    with database.reading.begin() as session:
        return session.scalar(select(func.count()).select_from(SessionRow)) or 0


@pytest.mark.parametrize(
    "written", [ADA.cpr, f"{ADA.cpr[:6]}-{ADA.cpr[6:]}\n", f"{ADA.cpr[:6]} {ADA.cpr[6:]}"]
)
def test_one_persons_sessions_end_and_nobody_elses(
    service: Service,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    written: str,
):
    phone, laptop, bo = (service.citizen(key) for key in ("ada", "ada", "bo"))
    there = service.citizen("ada", host=OTHER)
    assert ends(monkeypatch, written) == 0
    assert capsys.readouterr().out == "2 sessions have ended at 0657.\n"
    for gone in (phone, laptop):
        assert gone.client.get("/mine-data", follow_redirects=False).status_code == 303
    for still_there in (bo, there):
        assert still_there.opens("/mine-data").sees == "Mine data"


def test_one_of_the_staff_is_named_as_their_provider_names_them(
    service: Service, monkeypatch: pytest.MonkeyPatch
):
    staff, ada = service.staff("caseworker"), service.citizen("ada")
    assert ends(monkeypatch, "mette") == 0
    assert staff.client.get("/personale", follow_redirects=False).status_code == 303
    assert ada.opens("/mine-data").status == 200


def test_everybody_is_logged_out_and_who_never_logged_in_goes_on(
    service: Service, monkeypatch: pytest.MonkeyPatch
):
    stranger = service.browser().starts("rotter")
    service.citizen("ada"), service.staff("caseworker"), service.citizen("bo", host=OTHER)
    assert ends(monkeypatch, "everybody") == 0
    assert left(service.database) == 2
    assert stranger.sends().status != 404
    assert stranger.path.startswith("/rotter/")


@pytest.mark.parametrize(
    ("code", "whom"), [("9999", ADA.cpr), ("0657", ""), ("0657", "\n"), ("0657", "-")]
)
def test_without_a_municipality_or_somebody_it_ends_nothing_and_says_so(
    service: Service,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    code: str,
    whom: str,
):
    service.citizen("ada")
    assert ends(monkeypatch, whom, code) == 1
    assert ADA.cpr not in capsys.readouterr().err
    assert left(service.database) == 1
