"""What every case system must keep: asked twice, one case; down, later; refused, a person."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from app.forms.catalogue import published
from app.integrations.case_systems import CaseSystem, Notes, Refused, Unavailable, access_tokens
from app.integrations.case_systems.events import Events
from app.integrations.case_systems.filedrop import FileDrop
from app.integrations.case_systems.sf2900 import Sf2900
from app.integrations.deliver import CASE_SYSTEMS
from tests.integrations.a_case_file import Noted, a_case_file, a_document, an_account
from tests.integrations.a_folder import finished, told
from tests.integrations.archives import ARCHIVES
from tests.integrations.distribution import an_sf2900_account, objects
from tests.integrations.served_folder import ServedFolder, served_folder
from tests.integrations.spoiled_folders import SpoiledOnce, here, there
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
    """A case system, how its stand-in is made to misbehave and shows its cases, and the same with a
    secret that is not right."""

    system: CaseSystem
    behaves: Callable[[str], None]
    cases: Callable[[], list[str]]
    schema: str
    stranger: CaseSystem | None = None
    answers_later: bool = False
    notes: Notes = field(default_factory=Noted)

    def files(self) -> str | None:
        """The number it answers with; of one that answers later, the id it knows the case by."""
        case_file = a_case_file(schema_url=self.schema, receipt=a_document("receipt"))
        number = self.system.file(case_file, self.notes)
        assert (number is None) == self.answers_later
        return case_file.id if self.answers_later else number


def events(request: pytest.FixtureRequest, schema: str) -> Played:
    standins = request.getfixturevalue("standins")
    return Played(
        system=Events(an_account(f"{standins}/case-system/events", CASE_SYSTEM_SECRET)),
        behaves=lambda mode: behave(standins, "case-system", mode, count=1),
        cases=lambda: [
            case["case_number"] for case in httpx.get(f"{standins}/case-system/cases.json").json()
        ],
        schema=schema,
        stranger=Events(an_account(f"{standins}/case-system/events", "whsec_c29tZWJvZHkgZWxzZQ==")),
    )


def folder_here(request: pytest.FixtureRequest, schema: str) -> Played:
    folder: Path = request.getfixturevalue("tmp_path") / "drop"
    folder.mkdir()
    system = SpoiledOnce(an_account(folder.as_uri(), ""), here(folder))
    return Played(system, system.behaves, lambda: references(folder), schema)


def folder_there(request: pytest.FixtureRequest, schema: str) -> Played:
    served: ServedFolder = request.getfixturevalue("served_drop")
    system = SpoiledOnce(served.account(), there(served))
    return Played(
        system=system,
        behaves=system.behaves,
        cases=lambda: references(served.folder),
        schema=schema,
        stranger=FileDrop(served.account("another password")),
    )


def archive(name: str, request: pytest.FixtureRequest, schema: str) -> Played:
    standins, kind = request.getfixturevalue("standins"), ARCHIVES[name]
    return Played(
        system=kind.opened(kind.account(standins)),
        behaves=lambda mode: kind.behaves(standins, mode),
        cases=lambda: [case["number"] for case in kind.cases(standins)],
        schema=schema,
        stranger=kind.opened(kind.account(standins, "somebody else")),
    )


def distribution(request: pytest.FixtureRequest, schema: str) -> Played:
    standins = request.getfixturevalue("standins")
    return Played(
        system=Sf2900(an_sf2900_account(standins)),
        behaves=lambda mode: behave(standins, "sf2900", mode, count=1),
        cases=lambda: [each["transaction"] for each in objects(standins)],
        schema=schema,
        stranger=Sf2900(an_sf2900_account(standins, "somebody else")),
        answers_later=True,
    )


def references(folder: Path) -> list[str]:
    return [str(told(each)["reference"]) for each in finished(folder)]


# By their kind, and what tells two of one kind apart.
PLAYED: dict[str, Callable[[pytest.FixtureRequest, str], Played]] = {
    "events": events,
    "filedrop": folder_here,
    "filedrop sftp": folder_there,
    "sf2900": distribution,
    **{name: partial(archive, name) for name in ARCHIVES},
}
# A folder of this machine asks nobody for a secret.
WITHOUT_SECRET = {"filedrop"}


@pytest.fixture
def served_drop(tmp_path: Path) -> Iterator[ServedFolder]:
    with served_folder(tmp_path) as served:
        yield served


@pytest.fixture(params=sorted(PLAYED))
def played(
    request: pytest.FixtureRequest, standins: str, schema: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Played]:
    start_afresh(standins)
    monkeypatch.setattr(access_tokens, "_known", {})
    yield PLAYED[request.param](request, schema)
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
    opened = played.cases()
    filed = played.files()
    assert played.cases() == [filed]
    assert opened in ([], [filed])


@pytest.mark.parametrize("played", sorted(PLAYED.keys() - WITHOUT_SECRET), indirect=True)
def test_the_wrong_secret_is_refused(played: Played):
    assert played.stranger is not None
    theirs = a_case_file(schema_url=played.schema, receipt=a_document("receipt"))
    with pytest.raises(Refused):
        played.stranger.file(theirs, Noted())
    assert played.cases() == []


def test_every_offer_names_a_case_system_we_have():
    assert all(form.filing.system for form in published().values())
    assert {name.split()[0] for name in PLAYED} == set(CASE_SYSTEMS)
