"""The case systems a municipality has: what each kind must be told, and one as it was set up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from app.settings import is_unsafe_address


@dataclass(frozen=True)
class Kind:
    """What a kind of case system is told besides its address and its secret.

    `schemes` are those its address may have. `needed` must be given, `optional` may be; each for
    the system, or for one form alone.
    """

    schemes: tuple[str, ...] = ("https", "http")
    needed: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()

    @property
    def options(self) -> tuple[str, ...]:
        """All that can be given."""
        return self.needed + self.optional


# Those that `integrations/deliver.py` can open; the first is what nobody has chosen.
KINDS = {
    "events": Kind(optional=("attachments",)),
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


def is_unsafe(url: str) -> bool:
    """True for what may only be used in a demonstration: plain http, or a program on this machine.
    A folder of this machine is nobody else's."""
    scheme = urlsplit(url).scheme
    if scheme == "file":
        return False
    return is_unsafe_address(url.replace(f"{scheme}:", "https:", 1) if scheme != "http" else url)
