"""The two objects we send: FORMULAR, a submission, and DOKUMENT, each file that belongs to it.

The order of the elements is the schema's (DistributionServiceTypesV2.xsd).
"""

from datetime import UTC, datetime
from uuid import UUID, uuid5
from xml.etree.ElementTree import Element

from app.clock import DENMARK
from app.integrations.case_systems import CaseFile, Document
from app.integrations.case_systems.as_xml import as_xml
from app.integrations.case_systems.events import submission_data
from app.integrations.case_systems.marks import case_title
from app.integrations.case_systems.sf2900.envelope import (
    Envelope,
    Places,
    add,
    new_request,
    sealed_up,
)
from app.integrations.case_systems.sf2900.routing import (
    Routing,
    add_context,
    add_us,
    is_uuid,
)

# For what has an id that is no UUID: the same id is always the same UUID (RFC 9562, 5.5).
OURS = UUID("6f0c2f8e-6d0b-5f0e-9d6c-1f5d3c2f2900")


def formular(case_file: CaseFile, receipt: Document, routing: Routing) -> Envelope:
    """The submission: its receipt as PDF, and its answers as XML."""
    places = Places()
    envelope, request = new_request(routing.sender)
    add_context(request, transaction_of(case_file.id), routing)
    content = _add_object(request, "FORMULAR")
    form = add(content, "DistributionFormular")
    _add_subject(form, transaction_of(case_file.id), routing)
    message = add(form, "Meddelelse")
    add(message, "FormularType", f"{case_file.form_slug}-{case_file.form_version}")
    filled = add(message, "Formular")
    add(filled, "TitelTekst", case_title(case_file))
    add(filled, "FormatNavn", "PDF")
    add(filled, "FormularIndhold", places.file)
    add(filled, "FormularXML", places.form)
    return sealed_up(envelope, places, receipt, _answers(case_file))


def dokument(case_file: CaseFile, document: Document, at: datetime, routing: Routing) -> Envelope:
    """A file sent with the submission or since; `SagForslag` is the FORMULAR's own id."""
    places = Places()
    envelope, request = new_request(routing.sender)
    add_context(request, transaction_of(document.id), routing)
    content = add(_add_object(request, "DOKUMENT"), "DistributionDokument")
    _add_subject(content, transaction_of(document.id), routing)
    add(content, "SagForslag", transaction_of(case_file.id))
    registered = add(content, "Registrering")
    add(registered, "FraTidsPunkt", _moment(at))
    add(registered, "LivscyklusKode", "Oprettet")
    add_us(add(registered, "RegistreringItSystem"), routing)
    relations = add(registered, "RelationListe")
    _add_file(relations, document, places, at, routing)
    _add_party(relations, case_file, at, routing)
    state = add(add(registered, "TilstandsListe"), "Tilstand")
    add(state, "Fremdrift", "Modtaget")
    _add_effect(state, at, routing)
    _add_description(registered, case_file, document, at, routing)
    return sealed_up(envelope, places, document)


def transaction_of(what: str) -> str:
    """The transaction of what has that id, the same on every attempt: the receipts name it."""
    return what.lower() if is_uuid(what) else str(uuid5(OURS, what))


def _answers(case_file: CaseFile) -> bytes:
    """As in a file drop (docs/submission.xsd), without the declaration: it stands in XML."""
    text = as_xml("submission", submission_data(case_file) | {"receipt": {"url": ""}})
    return text.partition(b"\n")[2].strip()


def _add_object(request: Element, kind: str) -> Element:
    distributed = add(request, "DistributionObject")
    add(distributed, "ObjektType", kind)
    return add(distributed, "ObjektIndhold")


def _add_subject(parent: Element, its_id: str, routing: Routing) -> None:
    add(parent, "ID", its_id)
    add(parent, "KLEEmneForslag", routing.kle)
    if routing.facet:
        add(parent, "HandlingFacetForslag", routing.facet)


def _add_file(
    relations: Element, document: Document, places: Places, at: datetime, routing: Routing
) -> None:
    variant = add(add(relations, "VariantListe"), "Variant")
    _add_effect(variant, at, routing)
    add(variant, "Rolle", "Variant")
    add(variant, "Indeks", "1")
    add(add(variant, "VariantAttributter"), "VariantType", "Original")
    part = add(variant, "DelAttributter")
    add(part, "DelTekst", document.name)
    add(part, "Indeks", "1")
    add(part, "Indhold", places.file)
    add(part, "Filstoerrelse", str(document.size))
    add(part, "MimeType", document.media_type)


def _add_party(relations: Element, case_file: CaseFile, at: datetime, routing: Routing) -> None:
    """Whose case it is; nobody where it was sent without login."""
    kinds = {"citizen": ("Person", "cpr"), "company": ("Virksomhed", "cvr")}
    kind, number = kinds.get(case_file.applicant.get("kind", ""), ("", ""))
    if not kind:
        return
    part = add(add(relations, "DokumentPartListe"), "DokumentPart")
    _add_effect(part, at, routing)
    add(part, "Rolle", "PrimaerPart")
    add(part, "Indeks", "1")
    whose = add(part, "Part")
    add(whose, "ObjektType", kind)
    add(add(whose, "ReferenceID"), "Tekst", str(case_file.applicant.get(number, "")))


def _add_description(
    registered: Element, case_file: CaseFile, document: Document, at: datetime, routing: Routing
) -> None:
    described = add(add(registered, "AttributListe"), "Attributter")
    add(described, "BrugervendtNoegleTekst", case_file.reference)
    add(described, "TitelTekst", f"{document.name} ({case_file.reference})")
    number = case_file.case_number or case_file.reference
    add(described, "BeskrivelseTekst", f"Hører til {case_title(case_file)}, sag {number}")
    add(described, "Dokumenttype", "Anden")
    add(described, "Retning", "Indgaaende")
    add(described, "Brevdato", f"{at.astimezone(DENMARK):%Y-%m-%d}")
    _add_effect(described, at, routing)


def _add_effect(parent: Element, at: datetime, routing: Routing) -> None:
    effect = add(parent, "Virkning")
    add(effect, "FraTidspunkt", _moment(at))
    add_us(add(effect, "Aktoer"), routing)
    add(effect, "AktoerType", "ItSystem")


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
