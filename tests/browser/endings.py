"""How a visit comes to its end before anybody would have the patience to wait for it."""

from datetime import timedelta

from sqlalchemy import update

from app.auth.models import SessionRow
from app.auth.sessions import digest_of
from app.clock import now
from tests.browser.stack import Stack
from tests.browser.walker import Walker


def ends(stack: Stack, walker: Walker, after: timedelta) -> None:
    """Let the walker's session end so long from now."""
    (key,) = [c["value"] for c in walker.page.context.cookies() if c["name"] == "session"]
    with stack.database.writing.begin() as session:
        mine = update(SessionRow).where(SessionRow.key_digest == digest_of(key))
        session.execute(mine.values(ends_at=now() + after))
