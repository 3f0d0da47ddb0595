"""The demonstration: two municipalities on three hosts, as the settings say."""

from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.municipalities.models import HostRow, MunicipalityRow, OfferRow
from app.settings import Settings

FIRST, SECOND = "0657", "0187"
CONTACTS = {
    FIRST: {
        "phone": "70 10 06 57",
        "email": "kommunen@herning.example",
        "dpo_email": "dpo@herning.example",
        "postal_address": "Torvet 5, 7400 Herning",
        "website": "https://www.herning.example",
    },
    SECOND: {
        "phone": "70 10 01 87",
        "email": "kommunen@vallensbaek.example",
        "dpo_email": "dpo@vallensbaek.example",
        "postal_address": "Vallensbæk Stationstorv 100, 2665 Vallensbæk Strand",
        "website": "https://www.vallensbaek.example",
    },
}
OPENING_HOURS = ["Mandag–onsdag kl. 10–15", "Torsdag kl. 10–17", "Fredag kl. 10–13"]
# Pass the check digit and belong to nobody: a real number is configuration, never guessed.
DEMO_CVR = {FIRST: "99000007", SECOND: "99000015"}
DECISIONS = {FIRST: {"flytning": {"late_fine": 600}}, SECOND: {}}


def set_up(session: Session, settings: Settings, slugs: list[str]) -> None:
    """Give the two demo municipalities hosts, systems and every form; done twice, done once."""
    _one(session, settings, FIRST, ("localhost", "127.0.0.1", "herning.localhost"), slugs)
    _one(session, settings, SECOND, ("vallensbaek.localhost",), slugs)


def _one(
    session: Session, settings: Settings, code: str, hosts: tuple[str, ...], slugs: list[str]
) -> None:
    row = session.get_one(MunicipalityRow, code)
    row.base_url = settings.base_url if code == FIRST else _on(settings.base_url, hosts[0])
    row.contact, row.opening_hours = CONTACTS[code], OPENING_HOURS
    row.cvr = DEMO_CVR[code]
    row.systems = {
        "citizen_oidc": {
            "issuer": settings.citizen_oidc_issuer,
            "client_id": settings.citizen_oidc_client_id,
        },
        "staff_oidc": {
            "issuer": settings.staff_oidc_issuer,
            "client_id": settings.staff_oidc_client_id,
        },
        "civil_register_url": settings.civil_register_url,
        "address_url": settings.address_url,
        "digital_post_url": settings.digital_post_url,
    }
    row.secrets = (row.secrets or {}) | {
        "citizen_oidc": settings.citizen_oidc_client_secret,
        "staff_oidc": settings.staff_oidc_client_secret,
    }
    own_host = urlsplit(settings.base_url).hostname if code == FIRST else None
    known = set(session.scalars(select(HostRow.host)))
    for host in {*hosts, *([own_host] if own_host else [])} - known:
        session.add(HostRow(host=host, municipality_code=code))
    offers = {
        offer.form_slug: offer
        for offer in session.scalars(select(OfferRow).where(OfferRow.municipality_code == code))
    }
    for slug in slugs:
        offer = offers.get(slug)
        if offer is None:
            offer = OfferRow(
                municipality_code=code,
                form_slug=slug,
                decisions=DECISIONS[code].get(slug, {}),
                texts={},
            )
            session.add(offer)
        offer.case_system = {"kind": "events", "url": settings.case_system_url}
        offer.case_system_secret = settings.case_system_secret


def _on(base_url: str, host: str) -> str:
    parts = urlsplit(base_url)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{host}{port}"
