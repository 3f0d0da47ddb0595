"""A drop folder behind an SFTP server that can be made to misbehave."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncssh

from app.integrations.case_systems import Account
from app.standins.file_server import PASSWORD, USERNAME, serving_folder
from tests.integrations.a_case_file import an_account


@dataclass
class ServedFolder:
    """What lies at `sftp://127.0.0.1:PORT/drop`; `trouble` is what it meets until it is cleared."""

    folder: Path
    url: str
    host_key: str
    trouble: list[str] = field(default_factory=list)

    def account(self, secret: str = PASSWORD, **changed: str) -> Account:
        url = changed.pop("url", self.url)
        return an_account(
            url, secret, **{"username": USERNAME, "host_key": self.host_key, **changed}
        )


@contextmanager
def served_folder(above: Path, public_key: str = "") -> Iterator[ServedFolder]:
    """Serve a new folder called `drop`."""
    folder = above / "drop"
    folder.mkdir()
    trouble: list[str] = []

    class Troubled(asyncssh.SFTPServer):
        def mkdir(self, path: bytes, attrs: asyncssh.SFTPAttrs) -> Any:
            if "not allowed" in trouble:
                raise asyncssh.SFTPPermissionDenied(f"{path!r} of Ada Holm")
            return super().mkdir(path, attrs)

        def write(self, file_obj: object, offset: int, data: bytes) -> Any:
            if "full" in trouble:
                raise asyncssh.SFTPFailure("Failure")
            if "cut while writing" in trouble:
                self.connection.abort()
            return super().write(file_obj, offset, data)

        def statvfs(self, path: bytes) -> Any:
            if "full" in trouble:
                return asyncssh.SFTPVFSAttrs(bavail=0)
            return super().statvfs(path)

        def rename(self, oldpath: bytes, newpath: bytes) -> Any:
            done = super().rename(oldpath, newpath)
            if "loses the answer" in trouble and b"/." not in newpath:
                self.connection.abort()
            return done

    with serving_folder(above, public_key=public_key, sftp=Troubled) as server:
        url = f"sftp://127.0.0.1:{server.port}/drop"
        yield ServedFolder(folder, url, server.host_key, trouble)
