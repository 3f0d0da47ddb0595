"""Where a login leads, whatever it meets on the way: where to, how sure, and what comes along."""

from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urlsplit

from app.auth.people import Kind, Loa
from app.errors import LeftBehind
from app.forms.catalogue import published


@dataclass(frozen=True)
class WayOn:
    """`level` is the one the page needs, if it said so; `left_behind` what they had typed there."""

    back: str
    kind: Kind = "citizen"
    level: Loa | None = None
    left_behind: LeftBehind | None = field(default=None, repr=False)

    def to_keep(self) -> dict[str, Any]:
        """As it is kept, sealed."""
        return asdict(self)

    @classmethod
    def from_kept(cls, kept: dict[str, Any]) -> "WayOn":
        """What `to_keep` kept."""
        left = kept["left_behind"]
        return cls(**(kept | {"left_behind": LeftBehind(**left) if left else None}))


def is_in_form_without_login(back: str) -> bool:
    """Whether it is a page inside a form that needs no login, which only the visit that began it
    opens: whoever logs in from there has it before them."""
    slug, _, step = urlsplit(back).path.removeprefix("/").partition("/")
    form = published().get(slug)
    return bool(step) and form is not None and form.login == "none"
