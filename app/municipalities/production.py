"""A municipality in service in production has no stand-in, no default secret and no plain http.

The commands keep it so; at start it is asked once more, since a database may come from elsewhere.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database import database
from app.municipalities.accounts import SIGNED, OidcClient
from app.municipalities.case_systems import KINDS, digest_of_token, is_folder_here, is_unsafe
from app.municipalities.changing import Refusal
from app.municipalities.models import HostRow
from app.municipalities.municipality import Municipality, Offer, read
from app.settings import (
    DEMO_CASE_SYSTEM_SECRET,
    DEMO_CLIENT_SECRET,
    DEMO_EVENTS_TOKEN,
    DEMO_POST_TOKEN,
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
    systems = municipality.case_systems.values()
    addresses = {
        "base_url": municipality.base_url,
        "citizen_oidc.issuer": municipality.citizen_oidc.issuer,
        "staff_oidc.issuer": municipality.staff_oidc.issuer,
        "civil_register_url": municipality.civil_register_url,
        "address_url": municipality.address_url,
        "digital_post_url": municipality.digital_post_url,
    }
    cases = {f"the url of case system {system.name}": system.url for system in systems}
    besides = dict(_option_addresses(municipality))
    # Only forms for companies need the one, and only logins without a CPR number the other.
    optional = {
        "company_register_url": municipality.company_register_url,
        "citizen_oidc.cpr_match_url": municipality.citizen_oidc.cpr_match_url,
    } | {
        f"counting.{what} of {offer.form_slug}": address
        for offer in municipality.offers.values()
        for what, address in offer.counting.items()
    }
    secrets = dict(
        [
            _proof_to("citizen_oidc", municipality.citizen_oidc),
            _proof_to("staff_oidc", municipality.staff_oidc),
        ]
    ) | {
        f"the secret of case system {system.name}": system.secret
        for system in systems
        if not is_folder_here(system.url)
    }
    for what, address in (addresses | optional | cases | besides).items():
        unsafe = is_unsafe if what in cases | besides else is_unsafe_address
        if address and unsafe(address):
            yield f"{what} is fit for a demonstration only"
    for what, secret in secrets.items():
        if secret in (DEMO_CLIENT_SECRET, DEMO_CASE_SYSTEM_SECRET):
            yield f"{what} is fit for a demonstration only"
    for system in systems:
        if system.events_token_digest == digest_of_token(DEMO_EVENTS_TOKEN):
            yield f"the token of case system {system.name} is fit for a demonstration only"
    if municipality.post_token_digest == digest_of_token(DEMO_POST_TOKEN):
        yield "the token of Digital Post is fit for a demonstration only"
    for what, value in (addresses | cases | secrets).items():
        if not value:
            yield f"{what} is missing"
    for offer in municipality.offers.values():
        yield from _wrong_with_offer(municipality, offer)


def _option_addresses(municipality: Municipality) -> Iterator[tuple[str, str]]:
    """The addresses among the options, of each case system and of each form sent there."""
    systems = municipality.case_systems
    for system in systems.values():
        for name in KINDS[system.kind].addresses:
            yield f"option.{name} of case system {system.name}", system.options.get(name, "")
    for offer in municipality.offers.values():
        known = systems.get(offer.case_system)
        for name in KINDS[known.kind].addresses if known else ():
            yield f"option.{name} of {offer.form_slug}", offer.case_system_options.get(name, "")


def _wrong_with_offer(municipality: Municipality, offer: Offer) -> Iterator[str]:
    """A form goes to a case system there is, which is told all that it needs."""
    system = municipality.case_systems.get(offer.case_system)
    if system is None:
        yield f"the case system {offer.case_system!r} of {offer.form_slug} is missing"
        return
    given = {**system.options, **offer.case_system_options}
    for name in KINDS[system.kind].needed_at(system.url):
        if not given.get(name):
            yield f"option.{name} of case system {system.name} for {offer.form_slug} is missing"


def _proof_to(login: str, account: OidcClient) -> tuple[str, str]:
    """What shows the login provider that it is us: its name, and what it is."""
    if account.client_authentication == SIGNED:
        return f"the {login}_signing_key secret", account.signing_key
    return f"the {login} secret", account.client_secret
