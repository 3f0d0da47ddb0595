"""Attachments as a case system takes them in: fetched, or out of the event, and held against what
the event says of them. A large one is never whole in memory."""

import base64
import binascii
import hashlib
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx

from app.standins.reaching import client, reachable
from app.standins.submission_event import Attachment

NOT_NOW = frozenset({408, 425, 429})


class OutOfReach(Exception):
    """The service did not give an attachment now; it may later."""


class NotAsSaid(Exception):
    """An attachment is not what the event says, or there is none."""


def taken_in(attachment: Attachment) -> dict[str, Any]:
    """What is kept of an attachment, once it has been seen whole: how it `came`, never its address.

    Raises `OutOfReach` or `NotAsSaid`, which name it by its id.
    """
    inline = attachment.content_base64 is not None
    size, sha256 = _measured(_inline(attachment) if inline else _fetched(attachment))
    if size != attachment.size:
        raise NotAsSaid(f"attachment {attachment.id} has another size")
    if sha256 != attachment.sha256:
        raise NotAsSaid(f"attachment {attachment.id} has another sha256")
    kept = attachment.model_dump(exclude={"url", "content_base64"})
    return kept | {"came": "inline" if inline else "fetched"}


def _measured(parts: Iterable[bytes]) -> tuple[int, str]:
    size, digest = 0, hashlib.sha256()
    for part in parts:
        size += len(part)
        digest.update(part)
    return size, digest.hexdigest()


def _inline(attachment: Attachment) -> Iterator[bytes]:
    try:
        yield base64.b64decode(attachment.content_base64 or "", validate=True)
    except binascii.Error:
        raise NotAsSaid(f"attachment {attachment.id} is not base64") from None


def _fetched(attachment: Attachment) -> Iterator[bytes]:
    parts = urlsplit(attachment.url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise NotAsSaid(f"attachment {attachment.id} has no http address")
    where, host = reachable(attachment.url)
    left = attachment.size
    try:
        with client().stream("GET", where, headers={"host": host}) as answer:
            if answer.status_code >= 500 or answer.status_code in NOT_NOW:
                raise OutOfReach(f"{answer.status_code} for attachment {attachment.id}")
            if answer.status_code != 200:
                raise NotAsSaid(f"{answer.status_code} for attachment {attachment.id}")
            for part in answer.iter_bytes():
                left -= len(part)
                yield part
                if left < 0:
                    return
    except httpx.HTTPError as trouble:
        # Its text may hold the address, which opens the file.
        name = type(trouble).__name__
        raise OutOfReach(f"{name} for attachment {attachment.id}") from None
