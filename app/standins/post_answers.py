"""Digital Post's answers, which come a moment later: what became of each message.

Sent as `PKO_PostStatus` to the municipality that sent it, as Beskedfordeler does through a gateway.
"""

import threading
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

import httpx

from app.standins.behaviour import Behaviour
from app.standins.kept import Kept
from app.standins.reaching import client, reachable

NAMESPACE = "http://serviceplatformen.dk/xml/print/PKO_PostStatus/1/types"
SHELF = "post_answers"
FAILED = "Fejlet"
# What is told of a message by the channel it went by, in that order; the last is how it ended.
STEPS = {
    "digital": ("Digital Post", ("Modtaget Digital Post", "Afleveret Digital Post")),
    "paper": ("Fysisk Post", ("Modtaget Fjern-print", "Afleveret til print og kuvertering")),
    "nemsms": ("NemSMS", ("Modtaget Digital Post", "Afleveret Digital Post")),
}
MODES = {
    "ok": "svarer et øjeblik efter",
    "never": "svarer aldrig",
    "twice": "siger alting to gange",
    "out_of_order": "siger det sidste først",
    "first": "siger det, før den har taget imod",
    "contradicts": "siger, at det lykkedes, og så, at det ikke gjorde",
}
TRIES, BETWEEN_TRIES_SECONDS = 5, 1.0


class PostAnswers:
    """Tells each municipality, by the CVR number it sends as, what became of its messages; nobody
    where no address is known."""

    def __init__(
        self,
        behaviour: Behaviour,
        kept: Kept,
        token: str,
        addresses: Mapping[str, str],
        after_seconds: float,
    ) -> None:
        self.behaviour = behaviour
        self.addresses = dict(addresses)
        self._usual = dict(addresses)
        self._kept = kept
        self._token = token
        self._after_seconds = after_seconds
        self._waiting: set[threading.Timer] = set()
        self._closing = threading.Event()

    def tell(self, letter: Mapping[str, Any], *, bounces: bool) -> None:
        """Tell what became of a message, in a moment or, where so asked, at once."""
        mode = self.behaviour.next_mode()
        steps = _steps(letter["channel"], mode, bounces=bounces)
        if letter["sender_id"] not in self.addresses or not steps:
            return
        if mode == "first":
            self._tell_all(letter, steps)
            return
        timer = threading.Timer(self._after_seconds, self._tell_all, (letter, steps))
        timer.daemon = True
        self._waiting.add(timer)
        timer.start()

    def told_of(self, message_uuid: str) -> list[dict[str, Any]]:
        """What was told of a message, oldest first, each with what the service answered."""
        told = [each for each in self._kept.all(SHELF) if each["message_uuid"] == message_uuid]
        return told[::-1]

    def start_afresh(self) -> None:
        """Nothing is waiting, and everybody is where they were."""
        for timer in list(self._waiting):
            timer.cancel()
        self._waiting.clear()
        self.addresses = dict(self._usual)

    def close(self) -> None:
        """Tell nothing more."""
        self._closing.set()
        self.start_afresh()

    def _tell_all(self, letter: Mapping[str, Any], steps: Sequence[str]) -> None:
        for status in steps:
            answer = self._tell(letter, status)
            if self._closing.is_set():
                return
            told = {"message_uuid": letter["message_uuid"], "status": status, "answer": answer}
            self._kept.put(SHELF, str(uuid.uuid4()), told)

    def _tell(self, letter: Mapping[str, Any], status: str) -> str:
        """What the service answered; asked again for a while when it is not there."""
        where, host = reachable(
            f"{self.addresses.get(letter['sender_id'])}/api/v1/digital-post/svar"
        )
        headers = {
            "host": host,
            "authorization": f"Bearer {self._token}",
            "content-type": "application/xml; charset=utf-8",
        }
        answer = ""
        for _ in range(TRIES):
            try:
                said = client().post(where, content=post_status(letter, status), headers=headers)
                answer = str(said.status_code)
                if said.status_code < 500:
                    break
            except httpx.HTTPError as trouble:
                answer = type(trouble).__name__
            if self._closing.wait(BETWEEN_TRIES_SECONDS):
                break
        return answer


def post_status(letter: Mapping[str, Any], status: str) -> bytes:
    """One PKO_PostStatus."""
    ElementTree.register_namespace("", NAMESPACE)
    root = Element(f"{{{NAMESPACE}}}PKO_PostStatus")
    _add(root, "TransmissionId", letter["transmission_id"])
    _add(root, "MessageUUID", letter["message_uuid"])
    if letter["message_id"]:
        _add(root, "MessageId", letter["message_id"])
    _add(root, "KanalKode", STEPS[letter["channel"]][0])
    _add(root, "TransaktionsDatoTid", datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    _add(root, "TransaktionsStatusKode", status)
    if status == FAILED:
        details = _add(root, "FejlDetaljer")
        _add(details, "FejlTekst", "Modtageren kan ikke nås.")
    content: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def _steps(channel: str, mode: str, *, bounces: bool) -> Sequence[str]:
    received, delivered = STEPS[channel][1]
    steps = [received, FAILED if bounces else delivered]
    if mode == "never":
        return []
    if mode == "twice":
        return [each for each in steps for _ in range(2)]
    if mode == "out_of_order":
        return steps[::-1]
    if mode == "contradicts":
        return [received, delivered, FAILED]
    return steps


def _add(parent: Element, name: str, text: str | None = None) -> Element:
    element = SubElement(parent, f"{{{NAMESPACE}}}{name}")
    element.text = text
    return element
