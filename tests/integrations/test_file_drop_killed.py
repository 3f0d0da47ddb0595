"""Whoever dies while leaving a directory, and whenever: one is left in the end, whole, and once."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from app.integrations.case_systems import Unavailable
from app.integrations.case_systems.filedrop.folder import Folder
from app.integrations.case_systems.filedrop.leaving import File, leave
from app.integrations.case_systems.filedrop.local import local_folder
from app.integrations.case_systems.filedrop.sftp import sftp_folder
from tests.integrations.a_case_file import Noted, an_account
from tests.integrations.a_folder import finished, pieces
from tests.integrations.served_folder import served_folder

NAME = "K7FE-TJ4T-0197c1d2"
FILES = [
    File("data.json", lambda: [b"{}"]),
    File("receipt.pdf", lambda: pieces(b"receipt" * 250)),
    File("bilag/kontrakt.pdf", lambda: pieces(b"contract")),
]
MORE_STEPS_THAN_THERE_ARE = 60


class Killed(BaseException):
    """We are no more."""


@dataclass
class Life:
    """Ends before its step number `steps`."""

    steps: int
    end: Callable[[], None]

    def step(self) -> None:
        if self.steps == 0:
            self.end()
        self.steps -= 1


class Mortal:
    """A folder, or notes, each of whose calls is a step of a life, and each piece of a file."""

    def __init__(self, of: Any, life: Life) -> None:
        self.of = of
        self.life = life

    def __getattr__(self, name: str) -> Any:
        def call(*arguments: Any) -> Any:
            self.life.step()
            if name == "write":
                path, parts = arguments
                return self.of.write(path, self.pieces(parts))
            return getattr(self.of, name)(*arguments)

        return call

    def pieces(self, parts: Any) -> Iterator[bytes]:
        for part in parts:
            self.life.step()
            yield part


def die() -> None:
    raise Killed


def kill_ourselves() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@dataclass
class Place:
    """A drop folder as we open it, and as its receiver sees it."""

    folder: Path
    opened: Callable[[], AbstractContextManager[Folder]]
    files: Sequence[File] = tuple(FILES)

    def leave(self, notes: Any, life: Life | None = None) -> None:
        with self.opened() as folder:
            if life is None:
                leave(folder, NAME, self.files, notes)
            else:
                leave(Mortal(folder, life), NAME, self.files, Mortal(notes, life))


@contextmanager
def here(above: Path) -> Iterator[Place]:
    (above / "drop").mkdir()
    yield place_at(above)


def place_at(above: Path) -> Place:
    folder = above / "drop"
    return Place(folder, lambda: local_folder(an_account(folder.as_uri(), "")))


@contextmanager
def there(above: Path) -> Iterator[Place]:
    with served_folder(above) as served:
        yield Place(served.folder, lambda: sftp_folder(served.account()))


@pytest.fixture(params=[here, pytest.param(there, marks=pytest.mark.long)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    with request.param(tmp_path) as place:
        yield place


def taken_away(place: Place) -> list[str]:
    """What the receiver finds, and takes."""
    found = finished(place.folder)
    for each in found:
        shutil.rmtree(each)
    return [each.name for each in found]


@pytest.mark.parametrize("receiver_is_quick", [False, True])
def test_killed_at_any_step_one_directory_is_left_once(place: Place, receiver_is_quick: bool):
    for steps in range(MORE_STEPS_THAN_THERE_ARE):
        notes, life, taken = Noted(), Life(steps, die), []
        with suppress(Killed):
            place.leave(notes, life)
        assert finished(place.folder) in ([], [place.folder / NAME])
        if receiver_is_quick:
            taken += taken_away(place)
        place.leave(notes)
        taken += taken_away(place)
        assert taken == [NAME], f"killed before step {steps}"
        assert list(place.folder.iterdir()) == []
        if life.steps > 0:
            return
    pytest.fail("there are more steps than we died at")


def test_killed_again_and_again(place: Place):
    notes = Noted()
    for steps in range(MORE_STEPS_THAN_THERE_ARE):
        with suppress(Killed):
            place.leave(notes, Life(steps, die))
    assert taken_away(place) == [NAME]
    assert list(place.folder.iterdir()) == []


def test_what_an_attempt_left_behind_is_removed_by_the_next(place: Place):
    notes = Noted()
    with pytest.raises(Killed):
        place.leave(notes, Life(8, die))
    assert [each.name.startswith(f".{NAME}.") for each in place.folder.iterdir()] == [True]
    place.leave(notes)
    assert [each.name for each in place.folder.iterdir()] == [NAME]


def test_two_attempts_at_once_leave_one(place: Place):
    """The first is slow, and believed dead: at each of its steps the second does it all."""
    for steps in range(MORE_STEPS_THAN_THERE_ARE):
        notes = Noted()
        life = Life(steps, partial(place.leave, notes))
        with suppress(Unavailable):
            place.leave(notes, life)
        place.leave(notes)
        assert taken_away(place) == [NAME], f"overtaken before step {steps}"
        assert list(place.folder.iterdir()) == []
        if life.steps > 0:
            return
    pytest.fail("there are more steps than it was overtaken at")


@pytest.mark.long
def test_nothing_is_lost_when_two_attempts_die_in_each_other(tmp_path: Path):
    """The first is overtaken at any step by one that dies at any of its own, and soon dies too."""
    (tmp_path / "drop").mkdir()
    place = replace(place_at(tmp_path), files=FILES[:1])
    for overtaken, second, soon in product(range(16), range(16), (1, 3)):
        notes = Noted()
        life = Life(overtaken, die)
        life.end = partial(_overtaken, place, notes, life, second, soon)
        with suppress(Killed, Unavailable):
            place.leave(notes, life)
        place.leave(notes)
        assert taken_away(place) == [NAME], (overtaken, second, soon)
        assert list(place.folder.iterdir()) == []


def _overtaken(place: Place, notes: Noted, life: Life, second: int, soon: int) -> None:
    with suppress(Killed):
        place.leave(notes, Life(second, die))
    life.steps, life.end = soon, die
    life.step()


class NotesInAFile:
    """Notes that outlive their process."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def get(self, step: str) -> str | None:
        return self.file.read_text() if self.file.exists() else None

    def put(self, step: str, what: str) -> None:
        self.file.write_text(what)


def leave_until_killed(above: Path, steps: int) -> None:
    """Leave what is to be left, as a process that is killed before that step."""
    place_at(above).leave(NotesInAFile(above / "notes"), Life(steps, kill_ourselves))


@pytest.mark.long
def test_a_process_that_is_killed_leaves_one_directory(tmp_path: Path):
    code = (
        "import sys; from pathlib import Path\n"
        "from tests.integrations.test_file_drop_killed import leave_until_killed\n"
        "leave_until_killed(Path(sys.argv[1]), int(sys.argv[2]))"
    )
    for steps in range(MORE_STEPS_THAN_THERE_ARE):
        above = tmp_path / str(steps)
        (above / "drop").mkdir(parents=True)
        place = place_at(above)
        ended = subprocess.run([sys.executable, "-c", code, above, str(steps)], check=False)
        assert finished(place.folder) in ([], [place.folder / NAME])
        place.leave(NotesInAFile(above / "notes"))
        assert [each.name for each in place.folder.iterdir()] == [NAME]
        assert len(finished(place.folder)) == 1
        if ended.returncode == 0:
            return
        assert ended.returncode == -signal.SIGKILL
    pytest.fail("there are more steps than it was killed at")
