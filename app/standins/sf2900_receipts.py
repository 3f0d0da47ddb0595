"""The business receipts (forretningskvitteringer) that come back from Fordelingskomponenten, to
whoever sent the object: after a moment by themselves, or when somebody presses a button."""

import threading
import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape

import httpx

from app.standins.kept import Kept
from app.standins.reaching import client, reachable

SHELF = "sf2900-receipts"
TRIES, PAUSE_SECONDS = 5, 1.0
TAKEN, HANDED, ACCEPTED, REFUSED, FAILED = (
    ("MODTAGET", "Teknisk"),
    ("AFLEVERET", "Teknisk"),
    ("ACCEPTERET", "Forretning"),
    ("AFVIST", "Forretning"),
    ("FEJLET", "Teknisk"),
)
STATES = dict((TAKEN, HANDED, ACCEPTED, REFUSED, FAILED))
WELL = (TAKEN, HANDED, ACCEPTED)
# What is said of an object by each manner of the stand-in; any other says that all is well.
SAID = {
    "rejects": (TAKEN, HANDED, REFUSED),
    "fails": (TAKEN, FAILED),
    "backwards": tuple(reversed(WELL)),
    "doubles": tuple(each for each in WELL for _ in range(2)),
    "quiet": (),
    "takes": (TAKEN, HANDED),
}
REASONS = {
    "AFVIST": ("KLE-nummeret hører til et andet sted i kommunen.", "F-17", "Forkert KLE"),
    "FEJLET": ("Det modtagende system svarer ikke.", "T-05", "Timeout"),
}


@dataclass
class Answering:
    """Where receipts go, with which bearer token, and after how many seconds; nowhere without an
    address."""

    kept: Kept
    address: str = ""
    token: str = field(default="", repr=False)
    seconds: float = 1.0

    def answer_later(self, thing: dict[str, Any], number: str, manner: str) -> None:
        """Send all that follows of an object, in a while."""
        if self.address:
            said = SAID.get(manner, WELL)
            waiting = threading.Timer(self.seconds, self._send_all, (thing, number, said))
            waiting.daemon = True
            waiting.start()

    def send(self, thing: dict[str, Any], state: str, number: str) -> int:
        """Send one receipt now; the status it was answered with, 0 for none."""
        status = self._post(_receipt(thing, state, STATES[state], number))
        kept = {"transaction": thing["transaction"], "state": state, "status": status}
        kept["at"] = datetime.now(UTC).isoformat()
        self.kept.put(SHELF, str(uuid.uuid4()), kept)
        return status

    def sent(self, transaction: str) -> list[dict[str, Any]]:
        """What was said of an object, the oldest first."""
        found = reversed(self.kept.all(SHELF))
        return [each for each in found if each["transaction"] == transaction]

    def _send_all(
        self, thing: dict[str, Any], number: str, said: tuple[tuple[str, str], ...]
    ) -> None:
        for state, _ in said:
            for _ in range(TRIES):
                if 200 <= self.send(thing, state, number) < 500:
                    break
                time.sleep(PAUSE_SECONDS)

    def _post(self, body: bytes) -> int:
        where, host = reachable(self.address)
        headers = {
            "host": host,
            "authorization": f"Bearer {self.token}",
            "content-type": "text/xml; charset=utf-8",
        }
        try:
            return client().post(where, content=body, headers=headers).status_code
        except (httpx.HTTPError, httpx.InvalidURL):
            return 0


def _receipt(thing: dict[str, Any], state: str, kind: str, number: str) -> bytes:
    reason, code, text = REASONS.get(state, ("", "", ""))
    if state == "ACCEPTERET" and number:
        reason = f"Sagsnummer: {number}"
    errors = (
        f"<FejlListe><Fejl><FejlKode>{code}</FejlKode><FejlTekst>{escape(text)}</FejlTekst>"
        "</Fejl></FejlListe>"
        if code
        else ""
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
        "<FordelingskvitteringModtagAnvenderRequest "
        'xmlns="http://serviceplatformen.dk/xml/wsdl/soap11/DistributionService/2/types">'
        f"<Forretningskvittering><ForretningsValideringsKode>{state}</ForretningsValideringsKode>"
        f"<Kvitteringstype>{kind}</Kvitteringstype>"
        f"{f'<Begrundelse>{escape(reason)}</Begrundelse>' if reason else ''}{errors}"
        f"</Forretningskvittering>{thing['context']}"
        "</FordelingskvitteringModtagAnvenderRequest></s:Body></s:Envelope>"
    ).encode()
