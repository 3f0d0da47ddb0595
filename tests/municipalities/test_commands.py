"""`python -m app municipality …`: what operations type, and what they are refused."""

import hashlib

import pytest

from app.municipalities.case_systems import USUAL_KIND, digest_of_token
from app.municipalities.commands import run
from app.municipalities.current import municipality_at
from app.municipalities.models import MOST_PER_MINUTE
from app.settings import settings
from tests.municipality import municipality_with

# Each test has its own.
pytestmark = pytest.mark.usefixtures("database")


def test_a_municipality_is_put_into_service(capsys: pytest.CaptureFixture[str]):
    assert run(["add", "0751", "--host", "selvbetjening.aarhus.example"]) == 0
    found = municipality_at("selvbetjening.aarhus.example")
    assert found is not None
    assert (found.code, found.name) == ("0751", "Aarhus Kommune")
    assert found.base_url == "https://selvbetjening.aarhus.example"
    assert found.secure
    assert found.offers == {}
    assert "Aarhus Kommune" in capsys.readouterr().out


def test_one_that_is_none_of_the_98_needs_a_name(capsys: pytest.CaptureFixture[str]):
    assert run(["add", "0411", "--host", "christiansoe.example"]) == 1
    assert "0411 is none of the 98" in capsys.readouterr().err
    assert run(["add", "0411", "--host", "christiansoe.example", "--name", "Christiansø"]) == 0
    assert municipality_with("0411").name == "Christiansø"
    assert run(["add", "ÆØÅ1", "--host", "x.example", "--name", "X"]) == 1


def test_a_host_that_leads_elsewhere_is_refused_and_nothing_is_changed(
    capsys: pytest.CaptureFixture[str],
):
    hosts = ["--host", "ny.example", "--host", "vallensbaek.localhost"]
    assert run(["add", "0751", *hosts]) == 1
    assert capsys.readouterr().err == ("Refused: vallensbaek.localhost leads to 0187 already.\n")
    assert municipality_at("ny.example") is None


@pytest.mark.parametrize("host", ["https://x.example", "x.example:8000", "x_y.example", "-x", ""])
def test_what_is_no_host_name_is_refused(host: str):
    assert run(["add", "0751", f"--host={host}", "--base-url", "https://x.example"]) == 1


def test_what_a_municipality_decides_is_set_by_name():
    values = [
        "phone=96 28 28 28",
        "opening_hours=Mandag kl. 10–15; Torsdag kl. 10–17",
        "civil_register_url=https://registre.herning.example/cpr/",
        "citizen_oidc.client_id=ny",
        "cvr=99 00 00 15",
    ]
    assert run(["set", "0657", *values]) == 0
    herning = municipality_with("0657")
    assert herning.phone == "96 28 28 28"
    assert herning.email == "kommunen@herning.example"
    assert herning.opening_hours == ("Mandag kl. 10–15", "Torsdag kl. 10–17")
    assert herning.civil_register_url == "https://registre.herning.example/cpr"
    assert herning.citizen_oidc.client_id == "ny"
    assert herning.citizen_oidc.issuer
    assert herning.cvr == "99000015"
    assert municipality_with("0187").phone == "70 10 01 87"


def test_an_empty_value_removes():
    assert run(["set", "0657", "phone=", "cvr=", "opening_hours=", "address_url="]) == 0
    herning = municipality_with("0657")
    assert (herning.phone, herning.cvr, herning.address_url) == ("", "", "")
    assert herning.opening_hours == ()


@pytest.mark.parametrize(
    "value",
    [
        "colour=red",
        "cvr=12345678",
        "base_url=selvbetjening.herning.example",
        "base_url=javascript:alert(1)",
        "theme=../../etc",
        "name=",
        "theme=",
    ],
)
def test_a_value_that_cannot_be_is_refused(value: str):
    before = municipality_with("0657")
    assert run(["set", "0657", "phone=1", value]) == 1
    assert municipality_with("0657") == before


def test_in_production_plain_http_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(settings(), "environment", "production")
    assert run(["set", "0657", "address_url=http://adresser.herning.example"]) == 1
    assert run(["set", "0657", "address_url=https://localhost/adresser"]) == 1
    assert run(["set", "0657", "address_url=https://adresser.herning.example"]) == 0


def test_a_municipality_there_is_not_is_refused():
    assert run(["set", "9999", "phone=1"]) == 1


def test_hosts_come_and_go():
    assert run(["set", "0657", "--host", "ny.example", "--without-host", "herning.localhost"]) == 0
    assert municipality_at("ny.example") is not None
    assert municipality_at("herning.localhost") is None
    assert run(["set", "0657", "--without-host", "vallensbaek.localhost"]) == 1


def test_an_address_that_is_theirs_no_more_gives_way_to_one_that_is():
    assert run(["add", "0751", "--host", "one.example"]) == 0
    assert run(["set", "0751", "--host", "two.example", "--without-host", "one.example"]) == 0
    assert municipality_with("0751").base_url == "https://two.example"
    assert run(["set", "0751", "--host", "three.example"]) == 0
    assert run(["set", "0751", "--without-host", "two.example"]) == 0
    assert municipality_with("0751").base_url == "https://three.example"


def test_a_secret_is_read_and_never_shown(types, capsys: pytest.CaptureFixture[str]):
    types("a-new-secret\n")
    assert run(["set", "0657", "--secret", "citizen_oidc"]) == 0
    assert municipality_with("0657").citizen_oidc.client_secret == "a-new-secret"
    assert municipality_with("0657").staff_oidc.client_secret
    assert run(["list"]) == 0
    assert run(["export"]) == 0
    assert "a-new-secret" not in "".join(capsys.readouterr())


def test_a_secret_that_is_not_given_or_not_known_is_refused(types):
    types("")
    assert run(["set", "0657", "--secret", "citizen_oidc"]) == 1
    types("x\n")
    assert run(["set", "0657", "--secret", "password"]) == 1
    assert run(["set", "0657", "--form", "flytning", "--secret", "citizen_oidc"]) == 1


def test_a_form_is_offered_with_the_municipalitys_own_decisions(types):
    run(["add", "0751", "--host", "aarhus.example"])
    values = [
        "decisions.late_fine=700",
        "keep_days=60",
        "texts.what_happens_next=Vi svarer inden for tre dage.",
    ]
    assert run(["set", "0751", "--form", "flytning", *values]) == 0
    offer = municipality_with("0751").offers["flytning"]
    assert offer.decisions == {"late_fine": 700}
    assert offer.keep_days == 60
    assert offer.case_system == "records"
    assert offer.texts == {"what_happens_next": "Vi svarer inden for tre dage."}
    assert run(["set", "0751", "--form", "flytning", "keep_days=", "decisions.late_fine="]) == 0
    offer = municipality_with("0751").offers["flytning"]
    assert (offer.keep_days, offer.decisions) == (None, {})


def test_the_addresses_of_a_counter_are_kept_exactly_as_it_issued_them():
    started, completed = (f"https://counter.example/hit?code={code}/" for code in ("s", "c"))
    counted = [f"counting.started={started}", f"counting.completed={completed}"]
    assert run(["set", "0657", "--form", "flytning", *counted]) == 0
    offers = municipality_with("0657").offers
    assert offers["flytning"].counting == {"started": started, "completed": completed}
    assert offers["rotter"].counting == {}
    assert run(["set", "0657", "--form", "flytning", "counting.started="]) == 0
    assert municipality_with("0657").offers["flytning"].counting == {"completed": completed}


def test_a_form_is_withdrawn():
    assert run(["set", "0657", "--form", "rotter", "--withdraw"]) == 0
    assert "rotter" not in municipality_with("0657").offers
    assert "rotter" in municipality_with("0187").offers
    assert run(["set", "0657", "--form", "rotter", "--withdraw"]) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["--form", "findes-ikke"],
        ["--form", "flytning", "decisions.unknown=1"],
        ["--form", "flytning", "decisions.late_fine=mange"],
        ["--form", "flytning", "texts.title=Noget andet"],
        ["--form", "flytning", "case_system=nowhere"],
        ["--form", "flytning", "option.template=1"],
        ["--form", "flytning", "counting.paused=https://counter.example"],
        ["--form", "flytning", "counting.started=ftp://counter.example"],
        ["--form", "flytning", "--secret", "case_system"],
        ["--case-system", "records", "kind=event"],
        ["--case-system", "records", "url=ftp://x.example"],
        ["--case-system", "records", "url=https://[x"],
        ["--case-system", "records", "url=https://us:password@x.example"],
        ["--case-system", "records", "url=file:///srv/drop"],
        ["--case-system", "records", "kind=filedrop", "url=file:///"],
        ["--case-system", "records", "kind=filedrop", "url=file:///relative/../.."],
        ["--case-system", "records", "kind=filedrop", "url=file://srv/drop"],
        ["--case-system", "records", "kind=filedrop", "url=file:drop"],
        ["--case-system", "records", "kind=filedrop", "url=file:///srv/drop?x"],
        ["--case-system", "records", "kind=filedrop", "url=sftp:///drop"],
        ["--case-system", "records", "kind=filedrop", "url=sftp://files.example"],
        ["--case-system", "records", "kind=filedrop", "url=sftp://us@files.example/drop"],
        ["--case-system", "records", "kind=filedrop", "url=https://files.example/drop"],
        ["--case-system", "records", "most_at_once=0"],
        ["--case-system", "records", "option.template=1"],
        ["--case-system", "records", "colour=red"],
        ["--case-system", "records", "--secret", "statistics_token"],
        ["--case-system", "records", "--withdraw"],
        ["--case-system", "nowhere", "--withdraw"],
        ["--case-system", "digital-post", "kind=events"],
        ["--case-system", "Sager", "kind=events"],
    ],
)
def test_an_offer_that_cannot_be_is_refused(arguments: list[str]):
    assert run(["set", "0657", *arguments]) == 1


def test_a_private_key_is_taken_in_all_its_lines(types):
    key = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\nbnNz\n-----END OPENSSH PRIVATE KEY-----\n"
    types(key)
    values = ["kind=filedrop", "url=sftp://files.herning.example:2222/drop/"]
    options = ["option.username=hovedindgang", "option.host_key=ssh-ed25519 AAAA"]
    system = ["set", "0657", "--case-system", "arkiv"]
    assert run([*system, *values, *options, "--secret", "case_system"]) == 0
    archive = municipality_with("0657").case_systems["arkiv"]
    assert (archive.kind, archive.url) == ("filedrop", "sftp://files.herning.example:2222/drop")
    assert archive.secret == key.strip()
    assert archive.options == {"username": "hovedindgang", "host_key": "ssh-ed25519 AAAA"}


def test_a_case_system_is_set_up_and_forms_are_sent_to_it(types):
    types("whsec_YQ==\n")
    values = ["url=https://sager.herning.example/haendelser/", "most_at_once=2", "kind="]
    system = ["set", "0657", "--case-system", "sager"]
    assert run([*system, *values, "option.attachments=inline", "--secret", "case_system"]) == 0
    assert run(["set", "0657", "--form", "flytning", "case_system=sager"]) == 0
    herning = municipality_with("0657")
    assert herning.offers["flytning"].case_system == "sager"
    sager = herning.case_systems["sager"]
    assert (sager.kind, sager.url) == (USUAL_KIND, "https://sager.herning.example/haendelser")
    assert (sager.secret, sager.options) == ("whsec_YQ==", {"attachments": "inline"})
    assert (sager.most_at_once, sager.most_per_minute) == (2, MOST_PER_MINUTE)

    assert run([*system, "--withdraw"]) == 1, "a form is sent to it"
    assert run(["set", "0657", "--form", "flytning", "case_system=", "option.attachments="]) == 0
    assert municipality_with("0657").offers["flytning"].case_system == "records"
    assert run([*system, "--withdraw"]) == 0
    assert "sager" not in municipality_with("0657").case_systems


SBSYS_LINES = (
    "kind=sbsys url=https://sbsysapi.herning.example option.client_id=hovedindgang "
    "option.username=svc-hovedindgang option.template_id=1 "
    "option.token_url=https://sbsip.herning.example/auth/realms/sbsip/protocol/openid-connect/token",
    "option.template_id=101",
)
GETORGANIZED_LINES = (
    "kind=getorganized url=https://go.herning.example option.username=svc-hovedindgang "
    "option.site=borgersager option.case_type=BOR",
    "option.case_type=EMN",
)


def test_the_set_up_of_each_archive_is_taken_as_the_manual_has_it(types):
    for name, lines in {"sbsys": SBSYS_LINES, "getorganized": GETORGANIZED_LINES}.items():
        types("client-secret kodeord\n")
        system, *forms = [line.split(" ") for line in lines]
        assert run(["set", "0657", "--case-system", name, *system, "--secret", "case_system"]) == 0
        assert run(["set", "0657", "--form", "flytning", f"case_system={name}", *forms[0]]) == 0
        assert municipality_with("0657").case_systems[name].kind == name


@pytest.mark.parametrize("where", ["token", "ftp://x.example/token", "https://[x"])
def test_an_option_that_is_an_address_must_be_one(where: str):
    assert run(["set", "0657", "--case-system", "records", "kind=sbsys"]) == 0
    option = f"option.token_url={where}"
    assert run(["set", "0657", "--case-system", "records", option]) == 1
    assert run(["set", "0657", "--form", "flytning", option]) == 1


def test_the_post_gets_a_token_of_its_own_and_can_be_without(capsys: pytest.CaptureFixture[str]):
    assert run(["token", "0657", "--digital-post"]) == 0
    token = capsys.readouterr().out.strip()
    herning = municipality_with("0657")
    assert herning.post_token_digest == digest_of_token(token)
    assert municipality_with("0187").post_token_digest != herning.post_token_digest
    assert run(["token", "0657", "--case-system", "records", "--withdraw"]) == 1
    assert run(["token", "0657", "--digital-post", "--withdraw"]) == 0
    assert not municipality_with("0657").post_answers
    with pytest.raises(SystemExit):
        run(["token", "0657"])


def test_a_case_system_gets_a_token_that_is_shown_once(capsys: pytest.CaptureFixture[str]):
    assert run(["token", "0657", "--case-system", "records"]) == 0
    first = capsys.readouterr().out.strip()
    digest = municipality_with("0657").case_systems["records"].events_token_digest
    assert digest == hashlib.sha256(first.encode()).digest()
    assert run(["token", "0657", "--case-system", "records"]) == 0
    assert capsys.readouterr().out.strip() != first
    assert municipality_with("0657").case_systems["records"].events_token_digest != digest
    assert run(["token", "0657", "--case-system", "nowhere"]) == 1


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("decisions.outer_limit", "36500 dage"),
        ("decisions.late_fine", "1000000 kroner"),
        ("keep_days", "36500 dage"),
    ],
)
def test_a_number_beyond_all_reason_is_refused(
    name: str, most: str, capsys: pytest.CaptureFixture[str]
):
    limit = most.split()[0]
    assert run(["set", "0657", "--form", "flytning", f"{name}={limit}"]) == 0
    before = municipality_with("0657")
    for number in (int(limit) + 1, 9_999_999_999, "9" * 5000):
        capsys.readouterr()
        assert run(["set", "0657", "--form", "flytning", f"{name}={number}"]) == 1
        assert capsys.readouterr().err == f"Refused: {name} is at most {most}.\n"
    assert municipality_with("0657") == before


def test_the_list_names_those_in_service(capsys: pytest.CaptureFixture[str]):
    assert run(["list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line[:4] for line in lines] == ["0187", "0657"]
    assert "Vallensbæk Kommune" in lines[0]
    assert "herning.localhost" in lines[1]
    assert "flytning" in lines[1]
    assert run(["list", "--all"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 98
