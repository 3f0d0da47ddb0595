"""A folder for case systems without an interface: one directory for each submission and message.

The folder is on this machine (`file:`) or another's (`sftp:`). What is left there is described in
`docs/case-systems.md`; a directory is named by reference and id, never by a person.
"""

from contextlib import AbstractContextManager
from typing import ClassVar
from urllib.parse import quote, urlsplit

from app.integrations.case_systems import Account, CaseFile, Message, Notes
from app.integrations.case_systems.filedrop.contents import of_message, of_submission
from app.integrations.case_systems.filedrop.folder import Folder
from app.integrations.case_systems.filedrop.leaving import leave
from app.integrations.case_systems.filedrop.local import local_folder


class FileDrop:
    """A folder that somebody else empties.

    A folder numbers no cases: the case number is our own reference.
    """

    WANTS_RECEIPT: ClassVar[bool] = True
    DOCUMENTS_ALONE: ClassVar[bool] = False

    def __init__(self, account: Account) -> None:
        self.account = account

    def file(self, case_file: CaseFile, notes: Notes) -> str:
        """Our reference, once the directory is there; raises `Unavailable` or `Refused`."""
        files = of_submission(case_file)
        with self._opened() as folder:
            leave(folder, _name(case_file.reference, case_file.id), files, notes)
        return case_file.reference

    def tell(self, case_file: CaseFile, message: Message, notes: Notes) -> None:
        """Raises `Unavailable` or `Refused`."""
        files = of_message(case_file, message)
        with self._opened() as folder:
            leave(folder, _name(case_file.reference, message.id), files, notes)

    def _opened(self) -> AbstractContextManager[Folder]:
        if urlsplit(self.account.url).scheme == "sftp":
            # It brings 17 MB of SSH with it, which most installations never need.
            from app.integrations.case_systems.filedrop.sftp import sftp_folder

            return sftp_folder(self.account)
        return local_folder(self.account)


def _name(reference: str, identity: str) -> str:
    return f"{reference}-{quote(identity, safe='')}"
