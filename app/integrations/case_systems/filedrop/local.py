"""A drop folder on this machine: `file:///srv/drop`.

Everything is reached from the open folder, a directory at a time, and no symbolic link is followed:
whoever may write there cannot lead us elsewhere.
"""

import errno
import os
import shutil
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit

from app.integrations.case_systems import Account, Refused, Unavailable
from app.integrations.case_systems.filedrop import folder

DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
WORDS = {
    errno.ENOSPC: folder.FULL,
    errno.EDQUOT: folder.FULL,
    errno.EROFS: folder.NOT_WRITABLE,
    errno.EACCES: folder.NOT_WRITABLE,
    errno.EPERM: folder.NOT_WRITABLE,
}


@contextmanager
def local_folder(account: Account) -> Iterator["LocalFolder"]:
    """The folder, open; raises `Unavailable`, and so does all that is done with it."""
    try:
        opened = os.open(unquote(urlsplit(account.url).path), DIRECTORY)
    except (FileNotFoundError, NotADirectoryError):
        raise Unavailable(folder.MISSING) from None
    except OSError as trouble:
        raise Unavailable(WORDS.get(trouble.errno or 0, folder.NOT_NOW)) from None
    try:
        yield LocalFolder(opened)
    except OSError as trouble:
        # The exception itself holds a path.
        raise Unavailable(WORDS.get(trouble.errno or 0, folder.NOT_NOW)) from None
    finally:
        os.close(opened)


class LocalFolder:
    """A `Folder` by the descriptor of its directory; raises `OSError`."""

    def __init__(self, opened: int) -> None:
        self.opened = opened

    def names(self) -> list[str]:
        return os.listdir(self.opened)

    def holds(self, name: str) -> bool:
        try:
            found = os.stat(name, dir_fd=self.opened, follow_symlinks=False)
        except FileNotFoundError:
            return False
        if not stat.S_ISDIR(found.st_mode):
            raise Refused(folder.SOMETHING_ELSE)
        return True

    def make(self, path: str) -> None:
        with self._directory_of(path) as (directory, name):
            os.mkdir(name, 0o700, dir_fd=directory)
            os.fsync(directory)

    def write(self, path: str, parts: Iterable[bytes]) -> None:
        with self._directory_of(path) as (directory, name):
            with open(os.open(name, NEW_FILE, 0o600, dir_fd=directory), "wb") as file:
                for part in parts:
                    file.write(part)
                file.flush()
                os.fsync(file.fileno())
            os.fsync(directory)

    def rename(self, name: str, to: str) -> bool:
        try:
            os.rename(name, to, src_dir_fd=self.opened, dst_dir_fd=self.opened)
        except OSError as trouble:
            if trouble.errno in (errno.ENOENT, errno.ENOTEMPTY, errno.EEXIST):
                return False
            raise
        os.fsync(self.opened)
        return True

    def remove(self, name: str) -> None:
        shutil.rmtree(name, dir_fd=self.opened)

    @contextmanager
    def _directory_of(self, path: str) -> Iterator[tuple[int, str]]:
        """The directory that the path ends in, open, and the last part of the path."""
        *above, name = path.split("/")
        directory = os.dup(self.opened)
        try:
            for part in above:
                below = os.open(part, DIRECTORY | os.O_NOFOLLOW, dir_fd=directory)
                os.close(directory)
                directory = below
            yield directory, name
        finally:
            os.close(directory)
