"""The bearer token (RFC 6750) that a program's call brings."""

from fastapi import Request


def token_in(request: Request) -> str | None:
    """The token that was sent; None where none was."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else None
