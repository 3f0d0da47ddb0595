"""A drop folder on another machine: `sftp://host/path`, by SSH.

The server is known by the key the municipality has been given (`host_key`) and by nothing else: no
file of known hosts, no trust on first use. Nothing of this machine's own SSH set-up is read.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

import asyncssh

from app.integrations.case_systems import Account, Refused, Unavailable
from app.integrations.case_systems.filedrop import folder
from app.integrations.outside import BUDGET_SECONDS, NotReached, NotSetUp

# Each step has as long as a call over HTTP, and all of them less than an errand is left to us.
ALL_STEPS_SECONDS = 180.0
MOST_BYTES_AT_ONCE = 256 * 1024

T = TypeVar("T")
# It would write the names of directories, and so references, in the log.
logging.getLogger("asyncssh").setLevel(logging.CRITICAL)


@contextmanager
def sftp_folder(account: Account) -> Iterator["SftpFolder"]:
    """The folder, open; raises `Unavailable` or `Refused`, and so does all that is done with it."""
    path = unquote(urlsplit(account.url).path)
    options = _options(account)
    with asyncio.Runner() as runner:
        steps = Steps(runner)
        try:
            connection = _connected(steps, options)
            try:
                opened = SftpFolder(steps, steps.take(connection.start_sftp_client()), path)
                opened.refuse_missing()
                yield opened
            finally:
                connection.close()
                with suppress(OSError, asyncssh.Error):
                    steps.take(connection.wait_closed())
        except asyncssh.HostKeyNotVerifiable:
            raise Refused(
                "Serveren viste en anden nøgle end den, vi har fået (host_key)."
            ) from None
        except asyncssh.PermissionDenied:
            raise Refused("Serveren kender ikke vores bruger, nøgle eller adgangskode.") from None
        except TimeoutError:
            raise Unavailable("Systemet svarede ikke i tide.") from None
        except asyncssh.SFTPError as trouble:
            raise Unavailable(_words(trouble)) from None
        except (asyncssh.Error, OSError):
            raise Unavailable("Der var ikke forbindelse til systemet.") from None


def _connected(steps: "Steps", options: dict[str, Any]) -> asyncssh.SSHClientConnection:
    try:
        return steps.take(asyncssh.connect(**options))
    except TimeoutError:
        raise NotReached("Systemet svarede ikke i tide.") from None
    except OSError:
        raise NotReached("Der var ikke forbindelse til systemet.") from None


def _options(account: Account) -> dict[str, Any]:
    """How to connect; raises `Unavailable` while the municipality's set-up is not whole."""
    parts = urlsplit(account.url)
    is_key = account.secret.startswith("-----BEGIN")
    try:
        host_keys = [
            asyncssh.import_public_key(key.strip())
            for key in account.options.get("host_key", "").split(",")
        ]
        keys = [asyncssh.import_private_key(account.secret)] if is_key else None
    except (asyncssh.KeyImportError, asyncssh.KeyEncryptionError):
        raise NotSetUp(
            "Kommunens opsætning mangler en gyldig nøgle til serveren eller fra den (host_key)."
        ) from None
    username = account.options.get("username")
    if not username or not account.secret:
        raise NotSetUp("Kommunens opsætning mangler bruger eller hemmelighed til serveren.")
    return {
        "host": parts.hostname,
        "port": parts.port or 22,
        "username": username,
        "client_keys": keys,
        "password": None if is_key else account.secret,
        "preferred_auth": ["publickey"] if is_key else ["password", "keyboard-interactive"],
        "known_hosts": (host_keys, [], []),
        "config": None,
        "agent_path": None,
        "gss_host": None,
    }


class Steps:
    """Takes one step after another on a loop of its own, and gives up when one takes too long."""

    def __init__(self, runner: asyncio.Runner) -> None:
        self.runner = runner
        self.deadline = time.monotonic() + ALL_STEPS_SECONDS

    def take(self, step: Awaitable[T]) -> T:
        """What the step gave; raises `TimeoutError`."""
        seconds = min(BUDGET_SECONDS, self.deadline - time.monotonic())
        return self.runner.run(_in_time(step, seconds))


async def _in_time(step: Awaitable[T], seconds: float) -> T:
    async with asyncio.timeout(seconds):
        return await step


class SftpFolder:
    """A `Folder` by a client of SFTP; raises `asyncssh.Error`, `TimeoutError` or `OSError`."""

    def __init__(self, steps: Steps, client: asyncssh.SFTPClient, path: str) -> None:
        self.steps = steps
        self.client = client
        self.path = path

    def refuse_missing(self) -> None:
        """Raises `Unavailable` when the folder itself is not there."""
        if not self.steps.take(self.client.isdir(self.path)):
            raise Unavailable(folder.MISSING)

    def names(self) -> list[str]:
        return [str(name) for name in self.steps.take(self.client.listdir(self.path))]

    def holds(self, name: str) -> bool:
        try:
            found = self.steps.take(self.client.lstat(self._at(name)))
        except asyncssh.SFTPNoSuchFile:
            return False
        if found.type != asyncssh.FILEXFER_TYPE_DIRECTORY:
            raise Refused(folder.SOMETHING_ELSE)
        return True

    def make(self, path: str) -> None:
        self.steps.take(self.client.mkdir(self._at(path)))

    def write(self, path: str, parts: Iterable[bytes]) -> None:
        file = self.steps.take(self.client.open(self._at(path), "xb"))
        try:
            for part in parts:
                for start in range(0, len(part), MOST_BYTES_AT_ONCE):
                    piece = part[start : start + MOST_BYTES_AT_ONCE]
                    self.steps.take(file.write(piece))
            # Not every server can be told to; then it is the server's own disk to trust.
            with suppress(asyncssh.SFTPOpUnsupported):
                self.steps.take(file.fsync())
        except asyncssh.SFTPFailure:
            self._refuse_full()
            raise
        finally:
            self.steps.take(file.close())

    def rename(self, name: str, to: str) -> bool:
        try:
            self.steps.take(self.client.rename(self._at(name), self._at(to)))
        except asyncssh.SFTPError:
            # Most servers say only »failure«.
            if self.holds(to) or not self.holds(name):
                return False
            raise
        return True

    def remove(self, name: str) -> None:
        self.steps.take(self.client.rmtree(self._at(name)))

    def _at(self, path: str) -> str:
        return f"{self.path.rstrip('/')}/{path}"

    def _refuse_full(self) -> None:
        """Raises `Unavailable` when the disk is full: what SFTP 3 has no word of its own for."""
        with suppress(asyncssh.SFTPError):
            if self.steps.take(self.client.statvfs(self.path)).bavail == 0:
                raise Unavailable(folder.FULL)


def _words(trouble: asyncssh.SFTPError) -> str:
    match trouble:
        case asyncssh.SFTPPermissionDenied() | asyncssh.SFTPWriteProtect():
            return folder.NOT_WRITABLE
        case asyncssh.SFTPNoSpaceOnFilesystem() | asyncssh.SFTPQuotaExceeded():
            return folder.FULL
    return folder.NOT_NOW
