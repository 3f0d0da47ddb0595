"""Cookies: what a browser keeps for us between two pages, at one host and out of scripts' reach."""

from datetime import timedelta

from fastapi import Request, Response

from app.municipalities.municipality import Municipality


def cookie_of(request: Request, municipality: Municipality, name: str) -> str:
    """What the browser shows under this name; "" for nothing."""
    return request.cookies.get(cookie_name(municipality, name), "")


def put_cookie(
    response: Response,
    municipality: Municipality,
    name: str,
    value: str,
    max_age: timedelta | None = None,
) -> None:
    """A cookie no script can read and no other site's post brings along."""
    response.set_cookie(
        cookie_name(municipality, name),
        value,
        max_age=None if max_age is None else int(max_age.total_seconds()),
        path="/",
        secure=municipality.secure,
        httponly=True,
        samesite="lax",
    )


def drop_cookie(response: Response, municipality: Municipality, name: str) -> None:
    """Take it back."""
    response.delete_cookie(
        cookie_name(municipality, name),
        path="/",
        secure=municipality.secure,
        httponly=True,
        samesite="lax",
    )


def cookie_name(municipality: Municipality, name: str) -> str:
    """With `__Host-` the browser keeps the cookie to exactly this host, and to https.

    On http in the demonstration a plain name, or curl and Python clients never send it back.
    """
    return f"__Host-{name}" if municipality.secure else name
