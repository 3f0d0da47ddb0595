"""SF1601 KombiPostAfsend: a MeMo message in a `kombi_request`.

»Automatisk Valg« lets the post choose between digital and paper, so we need not know who is exempt.
For paper it wants a `ForsendelseISamling` (fjernprint) beside the message: who prints, on what and
at whose cost, which is agreed with the gateway in front of Serviceplatformen. So the gateway adds
it, made of the message's main document and recipient, as it adds certificates and tokens.
"""

from uuid import UUID
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from app.clock import now
from app.integrations import outside
from app.integrations.digital_post.letter import Letter, Sms
from app.integrations.digital_post.memo import add_letter, add_sms, moment
from app.integrations.digital_post.reading import parsed
from app.integrations.outside import Refused, Unavailable


def send(address: str, message: Letter | Sms) -> None:
    """Hand the message to the post; raises `Unavailable` or `Refused`."""
    answer = outside.post(
        f"{address}/KombiPostAfsend", kombi_request(message), _headers(message.message_id)
    )
    _check(answer)


def kombi_request(message: Letter | Sms) -> bytes:
    """The message as SF1601 wants it."""
    request = Element("kombi_request")
    choice = SubElement(request, "KombiValgKode")
    if isinstance(message, Letter):
        choice.text = "Digital Post" if message.digital_only else "Automatisk Valg"
        add_letter(request, message)
    else:
        choice.text = "NemSMS"
        add_sms(request, message)
    content: bytes = ElementTree.tostring(request, encoding="utf-8", xml_declaration=True)
    return content


def _headers(message_id: UUID) -> dict[str, str]:
    return {
        "content-type": "application/xml; charset=utf-8",
        "accept": "application/xml",
        "x-TransaktionsId": str(message_id),
        "x-TransaktionsTid": moment(now()),
    }


def _check(answer: bytes) -> None:
    """A `kombi_response` says in its `Result` whether the message was taken."""
    try:
        response = parsed(answer)
    except ValueError:
        raise Unavailable("Digital Post svarede noget, vi ikke kan læse.") from None
    result = response.findtext("Result")
    if result == "false":
        said = (response.findtext(name) for name in ("FejlId", "FejlTekst"))
        raise Refused("Digital Post tog ikke imod det.", words=": ".join(filter(None, said)))
    if result != "true":
        raise Unavailable("Digital Post svarede noget, vi ikke kan læse.")
