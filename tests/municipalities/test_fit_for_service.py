"""In production a municipality goes into service whole and stays so: one half set up would keep
the program from starting, for all the others too."""

import io
import json

import pytest
from sqlalchemy import select

from app.database import Database
from app.municipalities import changing, connecting, production
from app.municipalities.commands import run
from app.municipalities.current import municipality_at
from app.municipalities.models import HostRow, MunicipalityRow, OfferRow
from app.municipalities.production import refuse_standins
from app.settings import UnsafeSettings, settings

HOST = "sb.aarhus.example"
SYSTEMS = [
    f"{name}=https://{name.partition('.')[0].replace('_', '-')}.example"
    for name in (
        "citizen_oidc.issuer",
        "staff_oidc.issuer",
        "civil_register_url",
        "address_url",
        "digital_post_url",
    )
]


@pytest.fixture(autouse=True)
def in_production(database: Database, monkeypatch: pytest.MonkeyPatch):
    """Where the demonstration's two municipalities are out of service."""
    assert run(["set", "0657", "--without-host", "localhost"]) == 0
    with database.writing.begin() as session:
        for row in session.scalars(select(HostRow)):
            session.delete(row)
    here = settings().model_copy(update={"environment": "production"})
    for module in (production, changing, connecting):
        monkeypatch.setattr(module, "settings", lambda: here)


@pytest.fixture
def types(monkeypatch: pytest.MonkeyPatch):
    def give(text: str) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO(text))

    return give


def set_up(types) -> None:
    assert run(["set", "0751", *SYSTEMS]) == 0
    for secret in ("citizen_oidc", "staff_oidc"):
        types("a-secret-of-their-own")
        assert run(["set", "0751", "--secret", secret]) == 0


def test_it_is_set_up_first_and_then_put_into_service(types):
    set_up(types)
    assert municipality_at(HOST) is None
    assert run(["set", "0751", "--host", HOST]) == 0
    found = municipality_at(HOST)
    assert found is not None
    assert found.base_url == f"https://{HOST}"
    refuse_standins()


@pytest.mark.parametrize("verb", ["add", "set"])
def test_one_that_is_not_whole_is_refused_with_what_is_missing(
    verb: str, capsys: pytest.CaptureFixture[str]
):
    assert run([verb, "0751", "--host", HOST]) == 1
    refused = capsys.readouterr().err
    assert "Aarhus Kommune: citizen_oidc.issuer is missing" in refused
    assert "the staff_oidc secret is missing" in refused
    assert municipality_at(HOST) is None
    refuse_standins()


@pytest.mark.parametrize("change", [["citizen_oidc.issuer="], ["--form", "rotter", "keep_days=30"]])
def test_whoever_is_in_service_stays_fit(types, change, capsys: pytest.CaptureFixture[str]):
    set_up(types)
    assert run(["set", "0751", "--host", HOST]) == 0
    assert run(["set", "0751", *change]) == 1
    assert "is missing" in capsys.readouterr().err
    refuse_standins()


def test_a_company_register_is_needed_by_nobody_yet_but_never_played_by_a_stand_in(
    types, database: Database
):
    set_up(types)
    assert run(["set", "0751", "--host", HOST]) == 0
    refuse_standins()
    with database.writing.begin() as session:
        row = session.get_one(MunicipalityRow, "0751")
        row.systems = row.systems | {"company_register_url": "http://localhost:8001/x"}
    with pytest.raises(UnsafeSettings, match="company_register_url"):
        refuse_standins()
    assert run(["set", "0751", "company_register_url=https://cvr.aarhus.example"]) == 0
    refuse_standins()


@pytest.mark.parametrize("about", [["--case-system", "records"], ["--form", "rotter"]])
def test_no_secret_is_sent_to_an_address_fit_for_a_demonstration(
    types, database: Database, monkeypatch: pytest.MonkeyPatch, about: list[str]
):
    set_up(types)
    values = ["kind=sbsys", "url=https://x.example", "option.client_id=us", "option.template_id=1"]
    types("client-secret")
    system = ["--case-system", "records", *values, "--secret", "case_system"]
    assert run(["set", "0751", *system]) == 0
    assert run(["set", "0751", "--form", "rotter", "keep_days=30"]) == 0
    assert run(["set", "0751", "--host", HOST]) == 0
    plain = "option.token_url=http://localhost:8001/token"
    assert run(["set", "0751", *about, plain]) == 1
    refuse_standins()
    with monkeypatch.context() as demonstration:
        demo = settings().model_copy(update={"environment": "demo"})
        for module in (production, changing, connecting):
            demonstration.setattr(module, "settings", lambda: demo)
        assert run(["set", "0751", *about, plain]) == 0
    with pytest.raises(UnsafeSettings, match=r"option\.token_url"):
        refuse_standins()


def test_no_counter_fit_for_a_demonstration_is_told(types, database: Database):
    set_up(types)
    types("a-secret-of-their-own")
    records = ["--case-system", "records", "url=https://x.example", "--secret", "case_system"]
    assert run(["set", "0751", *records]) == 0
    form = ["--form", "rotter"]
    assert run(["set", "0751", *form, "counting.completed=https://counter.example/c"]) == 0
    assert run(["set", "0751", "--host", HOST]) == 0
    refuse_standins()
    assert run(["set", "0751", *form, "counting.completed=http://counter.example/c"]) == 1
    with database.writing.begin() as session:
        offer = session.get_one(OfferRow, ("0751", "rotter"))
        offer.counting = {"completed": "http://localhost:8001/counting/hits?code=c"}
    with pytest.raises(UnsafeSettings, match=r"counting\.completed of rotter"):
        refuse_standins()


def test_a_form_is_offered_with_all_it_needs(types):
    set_up(types)
    assert run(["set", "0751", "--host", HOST]) == 0
    types("whsec_ZW4gaGVsdCBhbmRlbiBoZW1tZWxpZ2hlZA==")
    system = ["--case-system", "records", "url=https://x.example", "--secret", "case_system"]
    assert run(["set", "0751", *system]) == 0
    assert run(["set", "0751", "--form", "rotter", "keep_days=30"]) == 0
    refuse_standins()


def test_a_folder_of_this_machine_needs_no_secret(types):
    set_up(types)
    assert run(["set", "0751", "--host", HOST]) == 0
    system = ["--case-system", "records", "kind=filedrop", "url=file:///srv/drop"]
    assert run(["set", "0751", *system]) == 0
    assert run(["set", "0751", "--form", "rotter", "keep_days=30"]) == 0
    refuse_standins()


def test_a_folder_of_another_machine_needs_its_key_and_a_user(
    types, capsys: pytest.CaptureFixture[str]
):
    set_up(types)
    assert run(["set", "0751", "--host", HOST]) == 0
    system = ["--case-system", "records", "kind=filedrop", "url=sftp://files.example/drop"]
    offer = ["--form", "rotter", "keep_days=30"]
    assert run(["set", "0751", *system]) == 1
    assert "the secret of case system records is missing" in capsys.readouterr().err
    types("a-password")
    assert run(["set", "0751", *system, "--secret", "case_system"]) == 0
    assert run(["set", "0751", *offer]) == 1
    assert "option.username of case system records for rotter" in capsys.readouterr().err
    options = ["option.username=us", "option.host_key=ssh-ed25519 AAAA"]
    assert run(["set", "0751", "--case-system", "records", *options]) == 0
    assert run(["set", "0751", *offer]) == 0
    refuse_standins()


@pytest.mark.parametrize("url", ["sftp://localhost/drop", "sftp://127.0.0.1:2222/drop"])
def test_a_folder_served_by_this_machine_is_for_a_demonstration(types, url: str):
    set_up(types)
    assert run(["set", "0751", "--case-system", "records", "kind=filedrop", f"url={url}"]) == 1


def test_what_is_brought_in_without_its_secrets_waits_for_its_hosts(
    types, capsys: pytest.CaptureFixture[str]
):
    set_up(types)
    assert run(["set", "0751", "--host", HOST]) == 0
    capsys.readouterr()
    assert run(["export", "0751"]) == 0
    written = json.loads(capsys.readouterr().out)
    elsewhere = written["municipalities"][0] | {"code": "0740", "name": "Silkeborg Kommune"}
    assert run(["set", "0751", "--without-host", HOST]) == 0
    types(json.dumps({"municipalities": [elsewhere]}))
    assert run(["import", "-", "--without-secrets"]) == 0
    told = capsys.readouterr().out
    assert "Silkeborg Kommune: the citizen_oidc secret is missing" in told
    assert "not in service" in told
    assert municipality_at(HOST) is None
    for secret in ("citizen_oidc", "staff_oidc"):
        types("a-secret-of-their-own")
        assert run(["set", "0740", "--secret", secret]) == 0
    assert run(["set", "0740", "--host", HOST]) == 0
    assert municipality_at(HOST) is not None
