"""What machines look for at fixed addresses: whom to tell of a weakness, what not to index."""

from datetime import timedelta

from fastapi import APIRouter, Response
from fastapi.responses import PlainTextResponse, RedirectResponse

from app.clock import now
from app.municipalities.current import CurrentMunicipality
from app.pages import static_address

# Search engines may show the front page, the tasks and what we say of ourselves.
NOT_FOR_INDEXES = (
    "/api/",
    "/attest/",
    "/forlad",
    "/fortsaet",
    "/fuldmagter",
    "/godkend/",
    "/kvittering/",
    "/log-ind",
    "/log-ud",
    "/mine-data",
    "/mine-sager",
    "/personale",
)
SECURITY_TXT_HOLDS = timedelta(days=180)

router = APIRouter(include_in_schema=False)


@router.get("/.well-known/security.txt")
def security_txt(municipality: CurrentMunicipality) -> Response:
    """RFC 9116."""
    contacts = []
    if municipality.email:
        contacts.append(f"Contact: mailto:{municipality.email}")
    if municipality.phone:
        contacts.append(f"Contact: tel:+45{''.join(municipality.phone.split())}")
    expires = (now() + SECURITY_TXT_HOLDS).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        *contacts,
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: da, en",
        f"Canonical: {municipality.base_url}/.well-known/security.txt",
    ]
    return PlainTextResponse("\n".join(lines) + "\n")


@router.get("/robots.txt")
def robots_txt() -> Response:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_INDEXES)]
    return PlainTextResponse("\n".join(lines) + "\n")


@router.get("/favicon.ico")
def favicon() -> Response:
    """For browsers that do not read the page's own link."""
    return RedirectResponse(static_address("icon.svg"), status_code=302)
