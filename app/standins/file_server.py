"""An SFTP server with one folder and one user, for the file drop.

Its host key is new each time it starts, and said: whoever speaks with it must know it beforehand.
"""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import asyncssh

USERNAME = "hovedindgang"
PASSWORD = "demo-file-drop-password"

T = TypeVar("T")


@dataclass(frozen=True)
class FileServer:
    """A server that answers: its port at 127.0.0.1, and its public host key."""

    port: int
    host_key: str


@dataclass
class OneUser(asyncssh.SSHServer):
    """Lets in whoever has the password, or the private key to `public_key`."""

    public_key: asyncssh.SSHKey | None = field(default=None, repr=False)

    def begin_auth(self, username: str) -> bool:
        return True

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == (USERNAME, PASSWORD)

    def public_key_auth_supported(self) -> bool:
        return self.public_key is not None

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        return username == USERNAME and key == self.public_key


@contextmanager
def serving_folder(
    folder: Path,
    *,
    port: int = 0,
    public_key: str = "",
    sftp: type[asyncssh.SFTPServer] = asyncssh.SFTPServer,
) -> Iterator[FileServer]:
    """Serve the folder as `/` from a thread of its own, on a free port unless one is named."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    host_key = asyncssh.generate_private_key("ssh-ed25519")
    known = asyncssh.import_public_key(public_key) if public_key else None

    async def listen() -> asyncssh.SSHAcceptor:
        return await asyncssh.listen(
            "127.0.0.1",
            port,
            server_factory=lambda: OneUser(known),
            server_host_keys=[host_key],
            sftp_factory=lambda channel: sftp(channel, chroot=str(folder).encode()),
        )

    def wait_for(step: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(step, loop).result(timeout=60)

    try:
        acceptor = wait_for(listen())
        yield FileServer(acceptor.get_port(), host_key.export_public_key().decode().strip())
        wait_for(_close(acceptor))
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout=10)
        loop.close()


async def _close(acceptor: asyncssh.SSHAcceptor) -> None:
    acceptor.close()
    await acceptor.wait_closed()
