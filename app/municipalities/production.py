"""A municipality in service in production has no stand-in, no default secret and no plain http.

The commands keep it so; at start it is asked once more, since a database may come from elsewhere.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database import database
from app.municipalities.accounts import SIGNED, OidcClient
from app.municipalities.changing import Refusal
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
        for code in session.scalars(select(HostRow.municipality_code).distinct()).all():
            for wrong in unfit(session, code):
                raise UnsafeSettings(f"{wrong}.")


@contextmanager
def staying_fit(session: Session, code: str) -> Iterator[None]:
    """Whatever is changed inside: a municipality goes into service whole, and stays so.

    Raises `Refusal`. One half set up would keep the program from starting, for all the others too.
    """
    before = unfit(session, code)
    yield
    session.flush()
    worse = [wrong for wrong in unfit(session, code) if wrong not in before]
    if worse:
        raise Refusal(f"not fit for service: {'; '.join(worse)}.")


def unfit(session: Session, code: str) -> list[str]:
    """What is wrong with a municipality that is in service here, in words; nothing in the
    demonstration, nor of one without a host."""
    municipality = None if settings().demo else read(session, code)
    if municipality is None or not municipality.hosts:
        return []
    return [f"{municipality.name}: {wrong}" for wrong in _wrong_with(municipality)]


def _wrong_with(municipality: Municipality) -> Iterator[str]:
    offers = municipality.offers.values()
    addresses = {
        "base_url": municipality.base_url,
        "citizen_oidc.issuer": municipality.citizen_oidc.issuer,
        "staff_oidc.issuer": municipality.staff_oidc.issuer,
        "civil_register_url": municipality.civil_register_url,
        "address_url": municipality.address_url,
        "digital_post_url": municipality.digital_post_url,
    } | {f"case_system.url of {offer.form_slug}": offer.case_system_url for offer in offers}
    # Only forms for companies need the one, and only logins without a CPR number the other.
    optional = {
        "company_register_url": municipality.company_register_url,
        "citizen_oidc.cpr_match_url": municipality.citizen_oidc.cpr_match_url,
    }
    secrets = dict(
        [
            _proof_to("citizen_oidc", municipality.citizen_oidc),
            _proof_to("staff_oidc", municipality.staff_oidc),
        ]
    ) | {f"the case_system secret of {each.form_slug}": each.case_system_secret for each in offers}
    for what, address in (addresses | optional).items():
        if address and is_unsafe_address(address):
            yield f"{what} is fit for a demonstration only"
    for what, secret in secrets.items():
        if secret in (DEMO_CLIENT_SECRET, DEMO_CASE_SYSTEM_SECRET):
            yield f"{what} is fit for a demonstration only"
    for what, value in (addresses | secrets).items():
        if not value:
            yield f"{what} is missing"


def _proof_to(login: str, account: OidcClient) -> tuple[str, str]:
    """What shows the login provider that it is us: its name, and what it is."""
    if account.client_authentication == SIGNED:
        return f"the {login}_signing_key secret", account.signing_key
    return f"the {login} secret", account.client_secret
