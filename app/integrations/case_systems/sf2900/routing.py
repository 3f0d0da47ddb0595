"""Where an object is to go, as a municipality has set it up, and who it comes from."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID
from xml.etree.ElementTree import Element

from app.integrations.case_systems import CaseFile, NotSetUp, Refused
from app.integrations.case_systems.sf2900.envelope import add

OUR_URN = "urn:hovedindgang:selvbetjening"
KLE, FACET = r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}", r"[A-ZÆØÅ][0-9]{2}"


@dataclass(frozen=True)
class Routing:
    """`sender` and `authority` are CVR numbers: who sends, and whose system receives. With a
    `receiver` (UUID) it goes to that system, else by KLE number and facet. `system` is our own
    UUID at Serviceplatformen, where we have one."""

    sender: str
    authority: str
    receiver: str
    system: str
    kle: str
    facet: str


def routing_of(options: Mapping[str, str], case_file: CaseFile) -> Routing:
    """Raises `NotSetUp` with the name of the option that cannot be used, or `Refused`."""
    sender = options.get("sender") or case_file.municipality_cvr
    if not sender:
        raise NotSetUp("Kommunens opsætning mangler et CVR-nummer (cvr, eller option.sender).")
    found = Routing(
        sender=sender,
        authority=options.get("authority") or sender,
        receiver=options.get("receiver", ""),
        system=options.get("system", ""),
        kle=case_file.kle,
        facet=case_file.facet,
    )
    for name in ("sender", "authority"):
        if not re.fullmatch("[0-9]{8}", getattr(found, name)):
            raise NotSetUp(f"option.{name} er ikke et CVR-nummer (otte cifre).")
    for name in ("receiver", "system"):
        if getattr(found, name) and not is_uuid(getattr(found, name)):
            raise NotSetUp(f"option.{name} er ikke et UUID.")
    if not re.fullmatch(KLE, found.kle) or not re.fullmatch(f"({FACET})?", found.facet):
        raise Refused("Formularens KLE-nummer eller handlingsfacet kan ikke bruges.")
    return found


def add_context(request: Element, transaction: str, routing: Routing) -> None:
    """The `DistributionContext`: which transaction it is, from whom, to whom."""
    context = add(request, "DistributionContext")
    add(context, "AnvenderTransaktionsID", transaction)
    add(context, "AfsendendeMyndighed", routing.sender)
    add(context, "RoutingMyndighed", routing.authority)
    chosen = add(context, "RoutingValg")
    if routing.receiver:
        add(chosen, "RoutingModtagerAktoer", routing.receiver)
        return
    by_kle = add(chosen, "RoutingKLEEmneHandling")
    add(by_kle, "RoutingKLEEmne", routing.kle)
    if routing.facet:
        add(by_kle, "RoutingHandlingFacet", routing.facet)


def add_us(parent: Element, routing: Routing) -> None:
    """Who we are, as a UUID or else a URN of our own."""
    if routing.system:
        add(parent, "UUID", routing.system)
    else:
        add(parent, "URN", OUR_URN)


def is_uuid(text: str) -> bool:
    """As the schema writes one: 8-4-4-4-12 figures."""
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False
