"""The civil register: what a form may fill in, and that its silence stops nobody."""

import logging
import socket
import threading
from contextlib import closing, suppress
from datetime import date
from typing import Any

import pytest

from app.registers import civil
from app.standins import persons
from tests.standins_server import behave

AT_ONCE = ["down", "500", "422", "429", "broken", "twice", "loses_answer", "huge", "redirect"]


def prefilled(base: str, key: str, today: date | None = None) -> dict[str, Any]:
    person = civil.look_up(f"{base}/civil-register", persons.by_key(key).cpr)
    assert person is not None
    return civil.prefill_of(person, today)


def test_name_and_address_are_known(base: str):
    known = prefilled(base, "ada")
    assert known["person.name"] == "Ada Holm"
    assert known["person.cpr"] == persons.by_key("ada").cpr
    assert known["person.address"] == {
        "id": known["person.address"]["id"],
        "street": "Møllevej",
        "number": "4",
        "floor": "",
        "door": "",
        "postal_code": "7400",
        "city": "Herning",
        "municipality_code": "0657",
        "text": "Møllevej 4, 7400 Herning",
    }
    assert known["person.household"] == known["person.children"] == []


def test_names_arrive_letter_by_letter(base: str):
    for key in ("bjoern", "maximiliane"):
        assert prefilled(base, key)["person.name"] == persons.by_key(key).name


def test_a_household_is_adults_and_children_in_custody(base: str):
    household = prefilled(base, "bo")["person.household"]
    assert [each["name"] for each in household] == [
        "Camilla Lund",
        "Dicte Lund",
        "Emil Lund",
        "Frida Lund",
    ]
    assert set(household[0]) == {
        "cpr",
        "name",
        "relation",
        "birth_date",
        "protected",
        "custody",
    }


def test_a_parent_without_custody_cannot_take_the_child_along(base: str):
    known = prefilled(base, "jonas")
    assert [each["name"] for each in known["person.household"]] == ["Mette Krogh"]
    assert known["person.children"] == []


def test_grown_up_it_is_a_member_of_the_household_like_any_other(base: str):
    klara = persons.by_key("klara").born
    day_before = klara.replace(year=klara.year + 18, day=klara.day - 1)
    birthday = klara.replace(year=klara.year + 18)
    assert len(prefilled(base, "jonas", day_before)["person.household"]) == 1
    assert len(prefilled(base, "jonas", birthday)["person.household"]) == 2


def test_own_children_are_those_at_home_and_in_custody(base: str):
    assert [each["name"] for each in prefilled(base, "gitte")["person.children"]] == [
        "Ida Bach Winther"
    ]
    assert prefilled(base, "hugo")["person.children"] == []
    assert prefilled(base, "karen")["person.children"] == []


def test_a_protected_spouse_is_known_by_number_and_never_by_name(base: str):
    [petra] = prefilled(base, "otto")["person.household"]
    assert petra["cpr"] == persons.by_key("petra").cpr
    assert petra["protected"] is True
    assert petra["name"] == ""


def test_whoever_is_protected_sees_their_own_name_and_address(base: str):
    person = civil.look_up(f"{base}/civil-register", persons.by_key("petra").cpr)
    assert person is not None
    assert person.address_protection.protected
    assert civil.prefill_of(person)["person.name"] == "Petra Vinter"
    assert civil.prefill_of(person)["person.address"]["street"] == "Løkkekrogen"


def test_without_an_address_there_is_none(base: str):
    assert "person.address" not in prefilled(base, "troels")


def test_a_guardian_is_told_whom_they_are_guardian_of(base: str):
    tage = civil.look_up(f"{base}/civil-register", persons.by_key("tage").cpr)
    assert tage is not None
    [ward] = tage.guardian_of
    sigrid = persons.by_key("sigrid")
    assert (ward.cpr, ward.name, ward.birth_date) == (sigrid.cpr, "Sigrid Bang", sigrid.born)
    assert not ward.protected


def test_whoever_is_under_guardianship_is_guardian_of_nobody(base: str):
    sigrid = civil.look_up(f"{base}/civil-register", persons.by_key("sigrid").cpr)
    assert sigrid is not None
    assert sigrid.guardian_of == ()


@pytest.mark.parametrize("mode", AT_ONCE)
def test_trouble_is_silence(base: str, mode: str, caplog: pytest.LogCaptureFixture):
    cpr = persons.by_key("ada").cpr
    behave(base, "civil-register", mode, count=1)
    with caplog.at_level(logging.DEBUG):
        assert civil.look_up(f"{base}/civil-register", cpr) is None
    assert "civil register is silent" in caplog.text
    assert cpr not in caplog.text
    assert "Holm" not in caplog.text
    assert civil.look_up(f"{base}/civil-register", cpr) is not None


@pytest.mark.usefixtures("short_budget")
@pytest.mark.parametrize("mode", ["silent", "slow", "dribble"])
def test_a_register_that_takes_its_time_is_silent(base: str, mode: str):
    behave(base, "civil-register", mode, count=1, seconds=60)
    assert civil.look_up(f"{base}/civil-register", persons.by_key("ada").cpr) is None


@pytest.mark.usefixtures("short_budget")
def test_a_head_that_comes_letter_by_letter_is_not_waited_for():
    enough = threading.Event()
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        thread = threading.Thread(target=_answer_for_ever, args=(listener, enough))
        thread.start()
        try:
            url = f"http://127.0.0.1:{listener.getsockname()[1]}"
            assert civil.look_up(url, "7405880118") is None
            assert not enough.is_set()
        finally:
            enough.set()
            thread.join()


def _answer_for_ever(listener: socket.socket, enough: threading.Event) -> None:
    listener.settimeout(60)
    caller, _ = listener.accept()
    # Whoever asked may have gone.
    with closing(caller), suppress(OSError):
        caller.sendall(b"HTTP/1.1 200 OK\r\nx: ")
        while not enough.wait(0.05):
            caller.sendall(b"y")


def test_an_unknown_number_is_nobody(base: str):
    assert civil.look_up(f"{base}/civil-register", "0101010101") is None


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9", "", "nonsense", "http://[", "http://x.invalid"]
)
def test_no_register_at_all_is_silence_too(url: str):
    assert civil.look_up(url, "7405880118") is None
