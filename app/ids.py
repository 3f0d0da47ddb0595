"""Ids that sort by time (UUIDv7, RFC 9562)."""

from uuid import UUID

import uuid_utils


def new_id() -> UUID:
    """A new UUIDv7 as the standard library's UUID, which both database drivers know."""
    return UUID(bytes=uuid_utils.uuid7().bytes)
