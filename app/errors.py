"""What can stand in the way of a visitor; each is answered with a calm page of its own."""

import math
from dataclasses import dataclass, field


@dataclass(frozen=True)
class LeftBehind:
    """What somebody typed on a page of a form and sent when their session was over, or their
    login too low: the page, the draft, and the fields."""

    path: str
    draft: str
    fields: dict[str, list[str]] = field(repr=False)


class PageNotFound(Exception):
    """No such page, or not theirs: the same answer for both, so that nothing can be guessed."""


class LoginNeeded(Exception):
    """The page belongs to somebody; they log in, at `level` (an NSIS level, or empty for what the
    provider gives by itself), and come back to `back`.

    `left_behind` is what they sent meanwhile, which comes back with them.
    """

    left_behind: LeftBehind | None = None

    def __init__(self, back: str, *, staff: bool = False, level: str = "") -> None:
        super().__init__("login needed")
        self.back = back
        self.staff = staff
        self.level = level


class TokenNeeded(Exception):
    """The API is asked without a bearer token (RFC 6750), or with one that is not ours."""

    def __init__(self, token: str | None) -> None:
        super().__init__("token needed")
        self.came_with_one = token is not None


class StepUpNeeded(Exception):
    """Known, but by a login less sure than `level` (NSIS: low, substantial or high); they log in
    once more and come back to `back`, with what they sent meanwhile (`left_behind`)."""

    left_behind: LeftBehind | None = None

    def __init__(self, level: str, back: str) -> None:
        super().__init__("step-up needed")
        self.level = level
        self.back = back


class NotAllowed(Exception):
    """Known, but without the right to open this."""


class Gone(Exception):
    """Was here and has been cleared out, as the law asks."""


class TooMany(Exception):
    """More than one person does, or one place: `retry_after_seconds` says when to try again."""

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__("too many")
        self.retry_after_seconds = retry_after_seconds

    @property
    def minutes(self) -> int:
        """How long to wait, as a person is told."""
        return math.ceil(self.retry_after_seconds / 60)


class BadRequest(Exception):
    """The request itself is broken or comes from another site; not something a citizen typed.

    What is said of it, in English, is for the developer who calls our API.
    """


class TooLarge(Exception):
    """More was sent than any of our forms can need."""


class AddressTooLong(Exception):
    """An address longer than any of ours, and than any login provider comes back with."""


class HeadersTooLarge(Exception):
    """More headers, or longer ones, than a browser sends; cookies that have piled up, say."""


class TooSlow(Exception):
    """The body was not there within the time there is for it."""
