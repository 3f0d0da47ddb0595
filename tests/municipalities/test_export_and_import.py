"""`python -m app municipality export` and `import`: what is moved, and what is refused."""

import json
from typing import Any

import pytest

from app.municipalities.commands import run
from app.municipalities.current import municipality_at
from tests.municipality import municipality_with

# Each test has its own.
pytestmark = pytest.mark.usefixtures("database")


def test_nothing_is_kept_for_no_days_at_all(capsys, types):
    assert run(["set", "0657", "--form", "flytning", "keep_days=0"]) == 1
    assert capsys.readouterr().err == "Refused: keep_days is at least 1.\n"
    written = exported(capsys, "0657")
    written["municipalities"][0]["offers"]["flytning"]["keep_days"] = 0
    types(json.dumps(written))
    assert run(["import", "-"]) == 1
    assert "keep_days (minimum)" in capsys.readouterr().err


def test_a_case_system_nobody_can_open_is_not_brought_in(capsys, types):
    written = exported(capsys, "0657")
    written["municipalities"][0]["case_systems"]["records"]["kind"] = "event"
    types(json.dumps(written))
    assert run(["import", "-"]) == 1
    assert "case_systems.records.kind (enum)" in capsys.readouterr().err


@pytest.mark.parametrize("value", [{"keep_days": 36_501}, {"decisions": {"outer_limit": 10**10}}])
def test_a_number_beyond_all_reason_is_not_brought_in_either(capsys, types, value: dict[str, Any]):
    written = exported(capsys, "0657")
    written["municipalities"][0]["offers"]["flytning"] |= value
    types(json.dumps(written))
    assert run(["import", "-"]) == 1
    assert "(maximum)" in capsys.readouterr().err


def test_a_counter_is_told_of_starts_and_completions_alone(capsys, types):
    counting = ["--form", "flytning", "counting.started=https://counter.example/s"]
    assert run(["set", "0657", *counting]) == 0
    written = exported(capsys, "0657")
    offer = written["municipalities"][0]["offers"]["flytning"]
    assert offer["counting"] == {"started": "https://counter.example/s"}
    offer["counting"]["paused"] = "https://counter.example/p"
    types(json.dumps(written))
    assert run(["import", "-"]) == 1
    assert "offers.flytning.counting (enum)" in capsys.readouterr().err


def exported(capsys: pytest.CaptureFixture[str], *codes: str) -> Any:
    capsys.readouterr()
    assert run(["export", *codes]) == 0
    return json.loads(capsys.readouterr().out)


def test_what_is_exported_and_imported_is_the_same(tmp_path, capsys):
    before = municipality_with("0657")
    written = exported(capsys, "0657")
    assert [each["code"] for each in written["municipalities"]] == ["0657"]
    assert before.citizen_oidc.client_secret not in json.dumps(written)
    file = tmp_path / "herning.json"
    file.write_text(json.dumps(written))

    run(["set", "0657", "phone=1", "citizen_oidc.issuer=https://x.example", "--host", "x.example"])
    run(["set", "0657", "--form", "rotter", "--withdraw"])
    assert municipality_with("0657") != before
    assert run(["import", str(file)]) == 0
    assert municipality_with("0657") == before
    assert municipality_at("x.example") is None


def test_secrets_sealed_with_other_keys_are_refused_or_left_as_they_are(tmp_path, capsys, types):
    written = exported(capsys)
    for each in written["municipalities"]:
        each["contact"]["phone"] = "12 34 56 78"
        each["secrets"]["citizen_oidc"] = "AQIDBAU="
    text = json.dumps(written)
    types(text)
    assert run(["import", "-"]) == 1
    assert "--without-secrets" in capsys.readouterr().err
    assert municipality_with("0657").phone != "12 34 56 78"
    secret = municipality_with("0657").citizen_oidc.client_secret
    types(text)
    assert run(["import", "-", "--without-secrets"]) == 0
    assert municipality_with("0657").phone == "12 34 56 78"
    assert municipality_with("0657").citizen_oidc.client_secret == secret


def test_a_secret_cannot_be_moved_to_another_municipality(capsys, types):
    herning, vallensbaek = exported(capsys, "0657", "0187")["municipalities"]
    vallensbaek["secrets"] = herning["secrets"]
    types(json.dumps({"municipalities": [vallensbaek]}))
    assert run(["import", "-"]) == 1


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"municipalities": [{}]}', '{"municipalities": [1]}', "\udcff", "nul"],
)
def test_a_file_that_is_no_export_is_refused(types, text: str):
    types(text)
    assert run(["import", "-"]) == 1


def test_a_file_that_is_wrong_is_told_where_without_quoting_it(capsys, types):
    written = exported(capsys, "0657")
    written["municipalities"][0]["cvr"] = "hemmelig"
    types(json.dumps(written))
    assert run(["import", "-"]) == 1
    assert capsys.readouterr().err == "Refused: the file is wrong at $.cvr (pattern).\n"


def test_a_file_that_is_not_there_is_refused():
    assert run(["import", "findes-ikke.json"]) == 1
