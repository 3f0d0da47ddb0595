"""What machines look for at fixed addresses: whom to tell of a weakness, what not to index."""

from datetime import timedelta

from fastapi import APIRouter, Response
from fastapi.responses import PlainTextResponse, RedirectResponse

from app.clock import now
from app.errors import PageNotFound
from app.municipalities.current import CurrentMunicipality
from app.municipalities.municipality import Municipality
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
SECURITY_TXT = "/.well-known/security.txt"
SECURITY_TXT_HOLDS = timedelta(days=180)

router = APIRouter(include_in_schema=False)


@router.get(SECURITY_TXT)
def security_txt(municipality: CurrentMunicipality) -> Response:
    """RFC 9116: whom to tell of a weakness, best first, in languages we read, at our own addresses,
    and until when this may be believed. Raises `PageNotFound` where nobody can be told."""
    contacts = _contacts(municipality)
    if not contacts:
        raise PageNotFound
    expires = (now() + SECURITY_TXT_HOLDS).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        *(f"Contact: {contact}" for contact in contacts),
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: da, en",
        *(f"Canonical: {address}{SECURITY_TXT}" for address in _own_addresses(municipality)),
    ]
    return PlainTextResponse("\n".join(lines) + "\n")


def _contacts(municipality: Municipality) -> list[str]:
    """As URIs; the municipality's own front desk where it has named nobody for this."""
    if municipality.security_email:
        return [f"mailto:{municipality.security_email}"]
    contacts = []
    if municipality.email:
        contacts.append(f"mailto:{municipality.email}")
    if municipality.tel:
        contacts.append(f"tel:{municipality.tel}")
    return contacts or [address for address in [municipality.website] if address]


def _own_addresses(municipality: Municipality) -> list[str]:
    """Whoever reads it at an address that is not listed is not to believe it."""
    listed = [municipality.base_url]
    if municipality.secure:
        listed += [f"https://{host}" for host in municipality.hosts]
    return list(dict.fromkeys(listed))


@router.get("/robots.txt")
def robots_txt() -> Response:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_INDEXES)]
    return PlainTextResponse("\n".join(lines) + "\n")


@router.get("/favicon.ico")
def favicon() -> Response:
    """For browsers that do not read the page's own link."""
    return RedirectResponse(static_address("icon.svg"), status_code=302)
