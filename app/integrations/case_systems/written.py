"""What a citizen has written, as a document of its own, for systems that know only documents."""

import hashlib

from app.clock import DENMARK
from app.integrations.case_systems import Document, Message

HEADINGS = {
    "supplemented": "Supplerende oplysninger",
    "withdrawn": "Ansøgeren beder om at trække sagen tilbage",
}


def as_document(message: Message) -> Document:
    """A text in UTF-8, with a byte order mark, since Windows else reads it as another alphabet."""
    heading = HEADINGS[message.kind]
    sent = f"Sendt {message.at.astimezone(DENMARK):%d.%m.%Y kl. %H.%M}"
    said = f"{heading}\n{sent}\n\n{message.text}".strip()
    content = f"{said}\n".encode("utf-8-sig")
    return Document(
        id=message.id,
        name=f"{heading}.txt",
        media_type="text/plain; charset=utf-8",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        url="",
        parts=lambda: iter([content]),
    )
