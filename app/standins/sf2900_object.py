"""Reading a FordelingsobjektAfsend (SF2900): strict about order, deaf to entities."""

import base64
import binascii
import re
import uuid
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser, tostring

SOAP = "{http://schemas.xmlsoap.org/soap/envelope/}"
MESSAGES = "{http://serviceplatformen.dk/xml/wsdl/soap11/DistributionService/3/types}"
TYPES = "{http://serviceplatformen.dk/xml/wsdl/soap11/DistributionService/2/types}"
CVR = re.compile(r"[0-9]{8}")
KLE = re.compile(r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}")
FACET = re.compile(r"[A-ZÆØÅ][0-9]{2}")
CONTEXT = (
    "AnvenderTransaktionsID",
    "DistributionTransktionsID?",
    "DigitalPostMeddelelsesID?",
    "AfsendendeMyndighed",
    "RoutingMyndighed",
    "RoutingValg",
    "DokumentFilNavn?",
)
DOKUMENT = ("ID", "KLEEmneForslag", "HandlingFacetForslag?", "SagForslag?", "Registrering")
FORMULAR = ("ID", "KLEEmneForslag", "HandlingFacetForslag?", "Meddelelse")
REGISTERED = (
    "FraTidsPunkt",
    "LivscyklusKode",
    "ImportTidspunkt?",
    "BrugerRef?",
    "RegistreringItSystem",
    "RelationListe",
    "TilstandsListe",
    "AttributListe",
)


class NotObject(ValueError):
    """The object cannot be taken; the text says where it is wrong, in Danish."""


@dataclass(frozen=True)
class Received:
    """One object as received; `content_base64` is its file, `context` is what each receipt says
    again."""

    transaction: str
    sender: str
    authority: str
    routing: str
    context: str
    kind: str
    title: str
    belongs_to: str
    filename: str
    media_type: str
    content_base64: str
    xml: str


def read(body: bytes) -> Received:
    """The object in a request; raises `NotObject`."""
    request = _parsed(body).find(f"{SOAP}Body/{MESSAGES}FordelingsobjektAfsendRequest")
    if request is None:
        raise NotObject("Der er ingen FordelingsobjektAfsendRequest.")
    wanted = request.find(f"{MESSAGES}anmodning")
    if wanted is None:
        raise NotObject("anmodning mangler.")
    parts = _in_order(wanted, "DistributionContext", "DistributionObject")
    context = _in_order(parts["DistributionContext"], *CONTEXT)
    sent = _in_order(parts["DistributionObject"], "ObjektType", "ObjektIndhold")
    kind = _text(sent["ObjektType"])
    if kind not in READERS:
        raise NotObject("ObjektType skal være FORMULAR eller DOKUMENT.")
    return Received(
        transaction=_uuid(_text(context["AnvenderTransaktionsID"])),
        sender=_matching(CVR, context["AfsendendeMyndighed"]),
        authority=_matching(CVR, context["RoutingMyndighed"]),
        routing=_routing(context["RoutingValg"]),
        context=tostring(parts["DistributionContext"], encoding="unicode").strip(),
        kind=kind,
        **READERS[kind](sent["ObjektIndhold"]),
    )


def _formular(content: Element) -> dict[str, Any]:
    form = _in_order(_only(content, "DistributionFormular"), *FORMULAR)
    _uuid(_text(form["ID"]))
    told = _in_order(form["Meddelelse"], "FormularType", "Formular")
    names = ("TitelTekst", "FormatNavn", "FormularIndhold", "FormularXML")
    filled = _in_order(told["Formular"], *names)
    if len(filled["FormularXML"]) != 1:
        raise NotObject("FormularXML skal have netop ét element.")
    return {
        "title": _text(filled["TitelTekst"]),
        "belongs_to": "",
        "filename": "formular.pdf",
        "media_type": "application/pdf",
        "content_base64": _base64(filled["FormularIndhold"]),
        "xml": tostring(filled["FormularXML"][0], encoding="unicode").strip(),
    }


def _dokument(content: Element) -> dict[str, Any]:
    document = _in_order(_only(content, "DistributionDokument"), *DOKUMENT)
    _uuid(_text(document["ID"]))
    registered = _in_order(document["Registrering"], *REGISTERED)
    part = _only(registered["RelationListe"], "VariantListe/Variant/DelAttributter")
    described = _only(registered["AttributListe"], "Attributter")
    files = {each.tag.removeprefix(TYPES): each for each in part}
    if "Indhold" not in files:
        raise NotObject("DelAttributter mangler Indhold.")
    content_base64 = _base64(files["Indhold"])
    if _text(files["Filstoerrelse"]) != str(len(base64.b64decode(content_base64))):
        raise NotObject("Filstoerrelse passer ikke.")
    return {
        "title": described.findtext(f"{TYPES}TitelTekst") or "",
        "belongs_to": _text(document["SagForslag"]) if "SagForslag" in document else "",
        "filename": _text(files["DelTekst"]),
        "media_type": _text(files["MimeType"]),
        "content_base64": content_base64,
        "xml": "",
    }


READERS = {"FORMULAR": _formular, "DOKUMENT": _dokument}


def _parsed(body: bytes) -> Element:
    parser = XMLParser(target=_NoDoctype())
    try:
        parser.feed(body)
        root = parser.close()
    except (ParseError, LookupError, ValueError) as wrong:
        raise NotObject("Det er ikke velformet XML uden DOCTYPE.") from wrong
    if not isinstance(root, Element):
        raise NotObject("Der er intet.")
    return root


class _NoDoctype(TreeBuilder):
    """No entities, so nothing to expand and nothing to fetch."""

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        raise ValueError("DOCTYPE")


def _in_order(parent: Element, *names: str) -> dict[str, Element]:
    """The children by name: these in this order, those with ? perhaps."""
    there = [each.tag.removeprefix(TYPES) for each in parent]
    wanted = [name.rstrip("?") for name in names if not name.endswith("?") or name[:-1] in there]
    if there != wanted:
        raise NotObject(f"{parent.tag.rpartition('}')[2]} skal have {', '.join(names)}.")
    return dict(zip(there, parent, strict=True))


def _only(parent: Element, path: str) -> Element:
    found = parent.findall("/".join(TYPES + name for name in path.split("/")))
    if len(found) != 1:
        raise NotObject(f"Der skal være præcis én {path}.")
    return found[0]


def _routing(chosen: Element) -> str:
    if len(chosen) == 1 and chosen[0].tag == f"{TYPES}RoutingModtagerAktoer":
        return _uuid(_text(chosen[0]))
    by_kle = _in_order(
        _only(chosen, "RoutingKLEEmneHandling"), "RoutingKLEEmne", "RoutingHandlingFacet?"
    )
    kle = _matching(KLE, by_kle["RoutingKLEEmne"])
    if "RoutingHandlingFacet" not in by_kle:
        return kle
    return f"{kle} {_matching(FACET, by_kle['RoutingHandlingFacet'])}"


def _text(element: Element) -> str:
    return (element.text or "").strip()


def _matching(pattern: re.Pattern[str], element: Element) -> str:
    if not pattern.fullmatch(_text(element)):
        raise NotObject(f"{element.tag.removeprefix(TYPES)} er skrevet forkert.")
    return _text(element)


def _base64(element: Element) -> str:
    content = "".join(_text(element).split())
    try:
        base64.b64decode(content, validate=True)
    except binascii.Error as wrong:
        raise NotObject(f"{element.tag.removeprefix(TYPES)} skal være base64.") from wrong
    return content


def _uuid(text: str) -> str:
    try:
        return str(uuid.UUID(text))
    except ValueError as wrong:
        raise NotObject("Der står noget, der ikke er et UUID.") from wrong
