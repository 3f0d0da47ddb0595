"""Production starts with no stand-in, no default secret and no plain http."""

from sqlalchemy import select

from app.database import database
from app.municipalities.models import HostRow
from app.municipalities.municipality import Municipality, read
from app.settings import (
    DEMO_CASE_SYSTEM_SECRET,
    DEMO_CLIENT_SECRET,
    UnsafeSettings,
    is_unsafe_address,
    settings,
)


def refuse_standins() -> None:
    """Raise `UnsafeSettings`, naming municipality and system, for the first that is unsafe."""
    if settings().demo:
        return
    with database().reading.begin() as session:
        codes = session.scalars(select(HostRow.municipality_code).distinct()).all()
        found = [municipality for code in codes if (municipality := read(session, code))]
    for municipality in found:
        for what in _unsafe(municipality):
            raise UnsafeSettings(f"{municipality.name}: {what} is fit for a demonstration only.")


def _unsafe(municipality: Municipality) -> list[str]:
    addresses = {
        "base_url": municipality.base_url,
        "citizen_oidc issuer": municipality.citizen_oidc.issuer,
        "staff_oidc issuer": municipality.staff_oidc.issuer,
        "civil_register_url": municipality.civil_register_url,
        "address_url": municipality.address_url,
        "digital_post_url": municipality.digital_post_url,
    } | {
        f"the case system of {offer.form_slug}": offer.case_system_url
        for offer in municipality.offers.values()
    }
    wrong = [name for name, address in addresses.items() if is_unsafe_address(address)]
    for name, client in (
        ("citizen_oidc secret", municipality.citizen_oidc),
        ("staff_oidc secret", municipality.staff_oidc),
    ):
        if client.client_secret in ("", DEMO_CLIENT_SECRET):
            wrong.append(name)
    for offer in municipality.offers.values():
        if offer.case_system_secret in ("", DEMO_CASE_SYSTEM_SECRET):
            wrong.append(f"the case system secret of {offer.form_slug}")
    return wrong
