"""What may be changed about the forms a municipality offers, by name."""

from sqlalchemy.orm import Session

from app.forms.catalogue import published
from app.municipalities.case_systems import KINDS
from app.municipalities.changing import Refusal, exact_address, number, with_value
from app.municipalities.connecting import option_value
from app.municipalities.models import CaseSystemRow, MunicipalityRow, OfferRow

TEXTS = ("what_happens_next", "complaint")
COUNTED = ("started", "completed")


def offer_of(session: Session, row: MunicipalityRow, slug: str, *, new: bool) -> OfferRow:
    """The municipality's offer of a form; a new one only of a form that is published, and to the
    case system of the kind's name where nobody says another."""
    offer = session.get(OfferRow, (row.code, slug))
    if offer is not None:
        return offer
    if not new:
        raise Refusal(f"{row.name} does not offer {slug!r}.")
    if slug not in published():
        raise Refusal(f"there is no form {slug!r}, only {', '.join(sorted(published()))}.")
    offer = OfferRow(
        municipality_code=row.code,
        form_slug=slug,
        decisions={},
        texts={},
        case_system=published()[slug].filing.system,
        case_system_options={},
        counting={},
    )
    session.add(offer)
    return offer


def offer_value(session: Session, offer: OfferRow, name: str, text: str) -> None:
    """Set one value of an offer; empty removes it, so that the form's own holds."""
    group, _, key = name.partition(".")
    deciding = published()[offer.form_slug].decisions
    if name == "keep_days":
        offer.keep_days = number(name, text, "dage", least=1) if text else None
    elif group == "decisions" and key in deciding:
        decided = number(name, text, deciding[key].unit) if text else None
        offer.decisions = with_value(offer.decisions, key, decided)
    elif group == "texts" and key in TEXTS:
        offer.texts = with_value(offer.texts, key, text or None)
    elif group == "counting" and key in COUNTED:
        # Exactly as it is written: its code is part of it.
        address = exact_address(name, text) if text else None
        offer.counting = with_value(offer.counting, key, address)
    elif name == "case_system":
        offer.case_system = _known_case_system(session, offer, text)
    elif group == "option":
        value = _known_option(session, offer, key, text)
        offer.case_system_options = with_value(offer.case_system_options, key, value or None)
    else:
        decisions = [f"decisions.{key}" for key in deciding]
        texts = [f"texts.{key}" for key in TEXTS]
        counted = [f"counting.{key}" for key in COUNTED]
        known = ["keep_days", "case_system", "option.…", *counted, *decisions, *texts]
        raise Refusal(f"there is no {name!r} here, only {', '.join(known)}.")


def _known_case_system(session: Session, offer: OfferRow, name: str) -> str:
    """Its name; empty is the one of the form's own kind. Raises `Refusal` for one that is not set
    up."""
    name = name or published()[offer.form_slug].filing.system
    if session.get(CaseSystemRow, (offer.municipality_code, name)) is None:
        raise Refusal(f"there is no case system {name!r} here; `--case-system {name}` adds it.")
    return name


def _known_option(session: Session, offer: OfferRow, key: str, text: str) -> str:
    """The option as it is kept; raises `Refusal` for one that its case system has not."""
    system = session.get(CaseSystemRow, (offer.municipality_code, offer.case_system))
    if system is None:
        raise Refusal(f"there is no case system {offer.case_system!r} here yet.")
    if key not in KINDS[system.kind].options:
        known = ", ".join(KINDS[system.kind].options) or "none"
        raise Refusal(f"{system.kind} has no option {key!r}, only {known}.")
    return option_value(system.kind, key, text) if text else ""
