"""The bytes that were sent, for the stand-ins that must see them exactly as they came."""

from typing import Annotated

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

AT_MOST_BYTES = 50 * 1024 * 1024


async def raw_body(request: Request) -> bytes:
    """The whole body; 413 when it is larger than any of our messages can be."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > AT_MOST_BYTES:
            raise HTTPException(413, "Too large")
    return bytes(body)


RawBody = Annotated[bytes, Depends(raw_body)]
