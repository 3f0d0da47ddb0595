"""Two windows that attach files to one question at once: no more than there may be, and whoever
came second is told which files were left out."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from app.submissions.attaching import attach
from app.submissions.filling import Filling
from app.submissions.receiving import Received
from tests.citizen import Browser
from tests.service import Service
from tests.submissions.uploading import JPEG, at_pictures, attached, kept, picture

MOST = 3


@pytest.fixture
def both_have_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody keeps anything before both have sent all their files, as there was room for."""
    both = Barrier(2)

    def together(filling: Filling, received: Received, revision: int) -> Any:
        if received.files:
            both.wait(timeout=20)
        return attach(filling, received, revision)

    monkeypatch.setattr("app.submissions.steps.attach", together)


def at_once(service: Service, *sendings: list[str]) -> list[Browser]:
    """The windows of one visitor, each sending files of these names."""
    walker = at_pictures(service.browser())
    fields = {name: walker.value(name) for name in ("draft", "revision")}
    key = walker.client.cookies["session"]

    def sends(names: list[str]) -> Browser:
        window = service.browser()
        window.client.cookies.set("session", key)
        pictures = [("pictures", picture(name, JPEG + name.encode())) for name in names]
        return window.posts("/rotter/billeder", fields, files=pictures)

    with ThreadPoolExecutor(len(sendings)) as windows:
        return list(windows.map(sends, sendings))


@pytest.mark.usefixtures("both_have_room")
def test_what_there_is_no_room_for_is_told_by_name(committed_service: Service):
    first, second = at_once(committed_service, ["a.jpg", "b.jpg"], ["c.jpg", "d.jpg"])
    crowded, other = (first, second) if first.status == 422 else (second, first)
    assert (crowded.status, other.status) == (422, 200)
    (left_out,) = _missing(attached(crowded))
    assert crowded.problems() == [
        f"Du kan højst vedhæfte {MOST} filer her, så »{left_out}« kom ikke med. "
        "Fjern en anden først, hvis du hellere vil have den med."
    ]
    assert len(attached(crowded)) == MOST
    assert kept(committed_service) == (MOST, MOST, MOST)


@pytest.mark.usefixtures("both_have_room")
def test_the_same_files_from_both_are_kept_once_and_nobody_is_refused(committed_service: Service):
    names = ["a.jpg", "b.jpg", "c.jpg"]
    windows = at_once(committed_service, names, names)
    assert [each.path for each in windows] == ["/rotter/svar"] * 2
    assert kept(committed_service) == (MOST, MOST, MOST)


def _missing(names: list[str]) -> set[str]:
    return {"a.jpg", "b.jpg", "c.jpg", "d.jpg"} - set(names)
