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
