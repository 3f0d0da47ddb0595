"""The case systems a municipality has: what each kind must be told, and one as it was set up."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain
from urllib.parse import SplitResult, urlsplit

from app.settings import is_unsafe_address


@dataclass(frozen=True)
class Kind:
    """What a kind of case system is told besides its address and its secret.

    `schemes` are those its address may have. `needed` must be given, `needed_by_scheme` too where
    the address has that scheme, `optional` may be; each for the system, or for one form alone.
    Those in `addresses` are addresses, as safe as its own.
    """

    schemes: tuple[str, ...] = ("https", "http")
    needed: tuple[str, ...] = ()
    needed_by_scheme: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    optional: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()

    @property
    def options(self) -> tuple[str, ...]:
        """All that can be given."""
        return (*self.needed, *chain(*self.needed_by_scheme.values()), *self.optional)

    def needed_at(self, url: str) -> tuple[str, ...]:
        """All that must be given for a system at that address."""
        return self.needed + self.needed_by_scheme.get(urlsplit(url).scheme, ())

    def may_be_at(self, url: str) -> bool:
        """Can a system of this kind have that address? A folder has its whole path, from the root;
        a password is no part of any address, since addresses are shown."""
        try:
            parts = urlsplit(url)
            if parts.scheme not in self.schemes or "@" in parts.netloc or parts.port == 0:
                return False
        except ValueError:
            return False
        if parts.scheme in FOLDERS and not _is_whole_path(parts):
            return False
        return not parts.netloc if parts.scheme == FOLDER_HERE else bool(parts.hostname)


FOLDER_HERE = "file"
FOLDERS = (FOLDER_HERE, "sftp")
# Those that `integrations/deliver.py` can open; the first is what nobody has chosen.
KINDS = {
    "events": Kind(optional=("attachments",)),
    "filedrop": Kind(schemes=("file", "sftp"), needed_by_scheme={"sftp": ("username", "host_key")}),
    "sbsys": Kind(
        needed=("client_id", "template_id"),
        optional=("username", "token_url", "reuse_open_case"),
        addresses=("token_url",),
    ),
    "getorganized": Kind(
        needed=("username", "case_type"),
        optional=("site", "list_name", "reference_field", "case_category", "kle", "department"),
    ),
    "sf2900": Kind(optional=("sender", "authority", "receiver", "system")),
}
USUAL_KIND = next(iter(KINDS))
# Errands go to these too, and each target has one name.
RESERVED_NAMES = frozenset({"receipts", "digital-post", "counting"})


@dataclass(frozen=True)
class CaseSystemSetup:
    """One of a municipality's case systems (fagsystem), by the municipality's own `name` for it.

    It is asked by at most `most_at_once` at a time and `most_per_minute` times a minute, whatever
    the number of workers. `events_token_digest` is of the bearer token by which it reports what
    becomes of a case, None where it has none.
    """

    name: str
    kind: str
    url: str
    secret: str = field(repr=False)
    options: Mapping[str, str]
    most_at_once: int
    most_per_minute: int
    events_token_digest: bytes | None = field(repr=False)


def is_folder_here(url: str) -> bool:
    """A folder of this machine: nobody to log in to, and nothing that travels."""
    return urlsplit(url).scheme == FOLDER_HERE


def digest_of_token(token: str) -> bytes:
    """As it is kept of a bearer token: SHA-256, since the token is random."""
    return hashlib.sha256(token.encode()).digest()


def is_unsafe(url: str) -> bool:
    """True for what may only be used in a demonstration: plain http, or a program on this
    machine."""
    scheme = urlsplit(url).scheme
    if is_folder_here(url):
        return False
    return is_unsafe_address(url.replace(f"{scheme}:", "https:", 1) if scheme != "http" else url)


def _is_whole_path(parts: SplitResult) -> bool:
    """From the root, to something below it, and nothing after it."""
    below = parts.path.strip("/").split("/")
    ends_there = not parts.query and not parts.fragment
    return parts.path.startswith("/") and ends_there and {"", ".", ".."}.isdisjoint(below)
