"""What can stand in the way of a visitor; each is answered with a calm page of its own."""


class PageNotFound(Exception):
    """No such page, or not theirs: the same answer for both, so that nothing can be guessed."""


class LoginNeeded(Exception):
    """The page belongs to somebody; they log in and come back to `back`."""

    def __init__(self, back: str, *, staff: bool = False) -> None:
        super().__init__("login needed")
        self.back = back
        self.staff = staff


class NotAllowed(Exception):
    """Known, but without the right to open this."""


class Gone(Exception):
    """Was here and has been cleared out, as the law asks."""


class BadRequest(Exception):
    """The request itself is broken or comes from another site; not something a citizen typed."""


class TooLarge(Exception):
    """More was sent than any of our forms can need."""
