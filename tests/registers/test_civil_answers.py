"""What the civil register may answer, and what cannot be right."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI, Request

from app.registers import civil
from tests.standins_server import serving


@pytest.fixture(scope="module")
def parrot() -> Iterator[str]:
    """A register that answers whatever is put into the address."""
    app = FastAPI()

    @app.post("/{which}/persons/lookup")
    def answer(which: str, request: Request) -> Any:
        return WRONG[which]

    with serving(app) as base:
        yield base


RIGHT: dict[str, Any] = {
    "cpr": "7405880118",
    "name": {"addressing": "Ada Holm"},
    "birth_date": "1988-05-14",
    "status": 1,
    "address_protection": {"protected": False},
    "address": None,
    "household": [],
    "children": [],
}
RELATIVE = {
    "cpr": "6903850149",
    "name": "Bo Lund",
    "relation": "spouse",
    "birth_date": "1985-03-09",
    "protected": False,
    "custody": False,
}
WRONG: dict[str, Any] = {
    "right": RIGHT,
    "more-than-asked": RIGHT | {"something_new": 1},
    "new-relation": RIGHT | {"household": [RELATIVE | {"relation": "great-aunt"}]},
    "list": [],
    "null": None,
    "another-person": RIGHT | {"cpr": "6903850149"},
    "protection-as-text": RIGHT | {"address_protection": {"protected": "no"}},
    "no-protection": {name: value for name, value in RIGHT.items() if name != "address_protection"},
    "impossible-date": RIGHT | {"birth_date": "1988-13-41"},
    "control-characters": RIGHT | {"name": {"addressing": "Ada\x00\nHolm"}},
    "endless-name": RIGHT | {"name": {"addressing": "A" * 5000}},
    "half-an-address": RIGHT | {"address": {"street": "Møllevej"}},
    "half-a-ward": RIGHT | {"guardian_of": [{"cpr": "6903850149"}]},
    "relative-without-custody": RIGHT
    | {"household": [{name: value for name, value in RELATIVE.items() if name != "custody"}]},
}


@pytest.mark.parametrize("which", ["right", "more-than-asked", "new-relation"])
def test_a_register_may_say_more_than_we_know(parrot: str, which: str):
    assert civil.look_up(f"{parrot}/{which}", "7405880118") is not None


def test_a_register_that_knows_no_guardians_says_nothing_of_them(parrot: str):
    person = civil.look_up(f"{parrot}/right", "7405880118")
    assert person is not None
    assert person.guardian_of == ()


def test_a_relation_without_a_word_is_just_another(parrot: str):
    person = civil.look_up(f"{parrot}/new-relation", "7405880118")
    assert person is not None
    assert person.household[0].relation == "other"


@pytest.mark.parametrize("which", list(WRONG)[3:])
def test_an_answer_that_cannot_be_right_is_silence(
    parrot: str, which: str, caplog: pytest.LogCaptureFixture
):
    assert civil.look_up(f"{parrot}/{which}", "7405880118") is None
    assert "7405880118" not in caplog.text
    assert "Ada" not in caplog.text
