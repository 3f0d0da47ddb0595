"""`PKO_PostStatus`: what the post tells of a message after it took it (SF1601, Beskedfordeler).

Of its elements we need the message's id, the status and, where it failed, the post's own words.
"""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from app.integrations.digital_post.reading import parsed

NAMESPACE = "http://serviceplatformen.dk/xml/print/PKO_PostStatus/1/types"
PREFIX = f"{{{NAMESPACE}}}"

Outcome = Literal["digital", "paper", "failed", "on_its_way"]
# By TransaktionsStatusKode, in small letters: those who write it do not agree about them.
OUTCOMES: dict[str, Outcome] = {
    "modtaget digital post": "on_its_way",
    "afleveret digital post": "digital",
    "afsendt": "on_its_way",
    "modtaget fjern-print": "on_its_way",
    "modtaget fjernprint": "on_its_way",
    "klar": "on_its_way",
    "afleveret til print og kuvertering": "paper",
    "modtaget post danmark": "paper",
    "opdatering fra post danmark": "on_its_way",
    "tilbagekaldt": "failed",
    "fejlet": "failed",
}
EXAMPLE = f"""<PKO_PostStatus xmlns="{NAMESPACE}">
  <TransmissionId>5b0f3f8e-7d4b-4f0a-9a51-0b7a3f6f2c10</TransmissionId>
  <MessageUUID>e4cf3010-d051-43f2-8aa2-c86b05f3af17</MessageUUID>
  <KanalKode>Digital Post</KanalKode>
  <TransaktionsDatoTid>2026-11-22T10:15:07Z</TransaktionsDatoTid>
  <TransaktionsStatusKode>Afleveret Digital Post</TransaktionsStatusKode>
</PKO_PostStatus>"""


class NotAStatus(ValueError):
    """It cannot be read; the text says why, in English, for whoever sent it."""


@dataclass(frozen=True)
class PostStatus:
    """`outcome` is the channel by which the message was delivered, or that it failed, or that there
    is more to come; `words` is what the post said of a failure, which may quote anything."""

    message_id: UUID
    outcome: Outcome
    words: str = ""


def read(content: bytes) -> PostStatus:
    """Raises `NotAStatus`."""
    try:
        root = parsed(content)
    except ValueError:
        raise NotAStatus("No XML, or XML with a document type.") from None
    if root.tag != f"{PREFIX}PKO_PostStatus":
        raise NotAStatus(f"The root is PKO_PostStatus in the namespace {NAMESPACE}.")
    try:
        message_id = UUID((root.findtext(f"{PREFIX}MessageUUID") or "").strip())
    except ValueError:
        raise NotAStatus("MessageUUID is missing or is no UUID.") from None
    code = " ".join((root.findtext(f"{PREFIX}TransaktionsStatusKode") or "").split())
    outcome = OUTCOMES.get(code.lower())
    if outcome is None:
        raise NotAStatus(f"TransaktionsStatusKode is one of: {', '.join(OUTCOMES)}.")
    words = root.findtext(f"{PREFIX}FejlDetaljer/{PREFIX}FejlTekst") or ""
    return PostStatus(message_id, outcome, words.strip())
