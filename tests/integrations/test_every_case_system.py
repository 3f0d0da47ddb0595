"""What every case system must keep: asked twice, one case; down, later; refused, a person."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import httpx
import pytest
from fastapi import FastAPI

from app.forms.catalogue import published
from app.integrations.case_systems import CaseSystem, Notes, Refused, Unavailable
from app.integrations.case_systems.events import Events
from app.integrations.deliver import CASE_SYSTEMS
from tests.integrations.a_case_file import Noted, a_case_file, an_account
from tests.standins_server import CASE_SYSTEM_SECRET, behave, serving, start_afresh


@pytest.fixture(scope="module")
def schema() -> Iterator[str]:
    """An address with a schema that any answers follow."""
    app = FastAPI()
    app.get("/schema")(lambda: {"type": "object"})
    with serving(app) as address:
        yield f"{address}/schema"


@dataclass
class Played:
    """A case system, and how its stand-in is made to misbehave and shows its cases."""

    system: CaseSystem
    behaves: Callable[[str], None]
    cases: Callable[[], list[str]]
    schema: str
    notes: Notes = field(default_factory=Noted)

    def files(self) -> str | None:
        return self.system.file(a_case_file(schema_url=self.schema), self.notes)


def events(standins: str, schema: str) -> Played:
    return Played(
        system=Events(an_account(f"{standins}/case-system/events", CASE_SYSTEM_SECRET)),
        behaves=lambda mode: behave(standins, "case-system", mode, count=1),
        cases=lambda: [
            case["case_number"] for case in httpx.get(f"{standins}/case-system/cases.json").json()
        ],
        schema=schema,
    )


PLAYED = {"events": events}


@pytest.fixture(params=sorted(CASE_SYSTEMS))
def played(request: pytest.FixtureRequest, standins: str, schema: str) -> Iterator[Played]:
    start_afresh(standins)
    yield PLAYED[request.param](standins, schema)
    start_afresh(standins)


def test_asked_twice_it_opens_one_case(played: Played):
    assert played.files() == played.files()
    assert len(played.cases()) == 1


@pytest.mark.parametrize("mode", ["down", "500", "429", "redirect"])
def test_down_means_later(played: Played, mode: str):
    played.behaves(mode)
    with pytest.raises(Unavailable):
        played.files()
    assert played.files() in played.cases()


def test_refused_means_a_person(played: Played):
    played.behaves("422")
    with pytest.raises(Refused):
        played.files()
    assert played.cases() == []


@pytest.mark.parametrize("mode", ["loses_answer", "broken", "twice"])
def test_a_lost_answer_means_the_same_case_later(played: Played, mode: str):
    played.behaves(mode)
    with pytest.raises(Unavailable):
        played.files()
    (opened,) = played.cases()
    assert played.files() == opened
    assert played.cases() == [opened]


def test_the_wrong_secret_is_refused(played: Played, standins: str):
    address = f"{standins}/case-system/events"
    stranger = Events(an_account(address, "whsec_c29tZWJvZHkgZWxzZQ=="))
    with pytest.raises(Refused):
        stranger.file(a_case_file(schema_url=played.schema), Noted())


def test_every_offer_names_a_case_system_we_have():
    assert all(form.filing.system for form in published().values())
    assert set(PLAYED) == set(CASE_SYSTEMS)
