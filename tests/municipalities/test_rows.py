"""All 98 municipalities, and which one a host leads to."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.database import Database
from app.municipalities.current import municipality_at, remembered_at
from app.municipalities.models import HostRow, MunicipalityRow
from tests.municipality import municipality_with


def test_all_98_are_known_by_their_codes(database: Database):
    with database.reading.begin() as session:
        codes = session.scalars(select(MunicipalityRow.code)).all()
        names = dict(session.execute(select(MunicipalityRow.code, MunicipalityRow.name)).all())
    assert len(codes) == 98
    assert all(len(code) == 4 and code.isdigit() for code in codes)
    assert names["0101"] == "Københavns Kommune"
    assert names["0657"] == "Herning Kommune"
    assert names["0400"] == "Bornholms Regionskommune"
    assert all("ommune" in name for name in names.values())


@pytest.mark.parametrize(
    ("host", "code"),
    [
        ("localhost", "0657"),
        ("localhost:8000", "0657"),
        ("herning.localhost", "0657"),
        ("HERNING.localhost:8000", "0657"),
        ("vallensbaek.localhost", "0187"),
    ],
)
def test_a_host_leads_to_its_municipality(database: Database, host: str, code: str):
    found = municipality_at(host)
    assert found is not None
    assert found.code == code
    assert remembered_at(host) == found


@pytest.mark.parametrize(
    "host", ["", "aarhus.localhost", "herning.localhost.evil.example", "[::1]", "herning"]
)
def test_a_strangers_host_leads_nowhere_and_is_not_remembered(database: Database, host: str):
    assert municipality_at(host) is None
    assert remembered_at(host) is None


def test_a_host_leads_to_one_municipality_only(database: Database):
    # The constraint is asked: the row in the session would be found before it.
    with pytest.raises(IntegrityError), database.writing.begin() as session:
        session.add(HostRow(host="vallensbaek.localhost", municipality_code="0657"))


def test_a_host_leads_to_a_municipality_there_is(database: Database):
    with pytest.raises(IntegrityError), database.writing.begin() as session:
        session.add(HostRow(host="ingen.localhost", municipality_code="9999"))


def test_two_are_in_service_in_the_demonstration(database: Database):
    with database.reading.begin() as session:
        found = session.scalar(select(func.count(HostRow.municipality_code.distinct())))
    assert found == 2
    herning = municipality_with("0657")
    assert herning.hosts == ("127.0.0.1", "herning.localhost", "localhost")
    assert herning.opening_hours
    assert "flytning" in herning.offers
    assert herning.citizen_oidc.client_secret
    assert not herning.secure


@pytest.mark.parametrize(
    ("phone", "tel"),
    [
        ("70 10 06 57", "+4570100657"),
        ("+45 70 10 06 57", "+4570100657"),
        ("Tlf. 70\xa010\xa006\xa057", "+4570100657"),
        ("+298 30 20 10", "+298302010"),
        ("Kom forbi", ""),
        ("", ""),
    ],
)
def test_its_phone_is_called_from_anywhere(database: Database, phone: str, tel: str):
    assert replace(municipality_with("0657"), phone=phone).tel == tel


def test_secrets_lie_sealed_in_the_table(database: Database):
    secret = municipality_with("0657").citizen_oidc.client_secret
    with database.reading.begin() as session:
        row = session.connection().exec_driver_sql(
            "SELECT secrets FROM municipalities WHERE code = '0657'"
        )
        assert secret.encode() not in bytes(row.scalar_one())
