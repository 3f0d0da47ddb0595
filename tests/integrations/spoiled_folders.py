"""What befalls a drop folder once, by the name of what befalls a system over HTTP."""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

from app.integrations.case_systems import Account, CaseFile, Notes, Unavailable
from app.integrations.case_systems.filedrop import FileDrop
from tests.integrations.a_case_file import ADAS
from tests.integrations.a_folder import a_file
from tests.integrations.served_folder import ServedFolder
from tests.ports import free_port

THE_ONE = f"{ADAS.reference}-{ADAS.id}"
Trouble = Callable[["SpoiledOnce", str], AbstractContextManager[None]]


class SpoiledOnce(FileDrop):
    """A file drop whose next submission meets trouble; each has a receipt."""

    def __init__(self, account: Account, trouble: Trouble) -> None:
        super().__init__(account)
        self.trouble = trouble
        self.next = ""

    def file(self, case_file: CaseFile, notes: Notes) -> str:
        now, self.next = self.next, ""
        with self.trouble(self, now):
            return super().file(replace(case_file, receipt=a_file("receipt.pdf")), notes)

    def behaves(self, mode: str) -> None:
        self.next = mode


def here(folder: Path) -> Trouble:
    """Of a folder of this machine."""

    @contextmanager
    def trouble(system: SpoiledOnce, mode: str) -> Iterator[None]:
        aside = folder.with_name("aside")
        if mode in ("down", "redirect"):
            folder.rename(aside)
        if mode == "redirect":
            folder.write_text("not a folder")
        if mode == "422":
            (folder / THE_ONE).write_text("somebody else's")
        try:
            with _failing(mode):
                yield
            if mode:
                raise Unavailable("We died just now.")
        finally:
            if mode == "422":
                (folder / THE_ONE).unlink()
            if mode in ("down", "redirect"):
                with suppress(FileNotFoundError):
                    folder.unlink()
                aside.rename(folder)

    return trouble


@contextmanager
def _failing(mode: str) -> Iterator[None]:
    if mode == "500":
        with patch.object(os, "fsync", side_effect=OSError(errno.ENOSPC, "full")):
            yield
    elif mode == "429":
        with patch.object(os, "mkdir", side_effect=OSError(errno.EROFS, "read-only")):
            yield
    else:
        yield


def there(served: ServedFolder) -> Trouble:
    """Of a folder behind an SFTP server."""
    troubles = {
        "500": "full",
        "429": "not allowed",
        "redirect": "cut while writing",
        "loses_answer": "loses the answer",
        "broken": "loses the answer",
        "twice": "loses the answer",
    }

    @contextmanager
    def trouble(system: SpoiledOnce, mode: str) -> Iterator[None]:
        system.account = served.account()
        if mode == "down":
            system.account = served.account(url=f"sftp://127.0.0.1:{free_port()}/drop")
        if mode == "422":
            system.account = served.account("another password")
        served.trouble[:] = [troubles[mode]] if mode in troubles else []
        try:
            yield
        finally:
            served.trouble.clear()

    return trouble
