"""Citizens who press a button while the web program is killed, and press until it has answered."""

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import httpx

from tests.citizen import Browser

SOON_SECONDS = 0.02


@dataclass(frozen=True)
class Press:
    """A button of the page that a browser is at; an answer that begins so says that it is done."""

    browser: Browser
    path: str
    fields: Mapping[str, str]
    answered: str

    @classmethod
    def send(cls, browser: Browser) -> "Press":
        """»Send« on the check page of a form."""
        fields = {each: browser.value(each) for each in ("draft", "revision")}
        return cls(browser, browser.path, fields, "/kvittering/")

    @classmethod
    def ask_to_stop(cls, browser: Browser, reference: str) -> "Press":
        """»Bed kommunen stoppe sagen« of a case that is there."""
        here = f"/mine-sager/{reference}"
        said = {"reason": "Jeg bliver boende"}
        return cls(browser, f"{here}/traek-tilbage", said, here)


@dataclass
class Presses:
    """What came of them: where each was led to, and how many broke off half-way."""

    port: int
    led_to: list[str] = field(default_factory=list)
    broken_off: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, presses: Sequence[Press]) -> list[threading.Thread]:
        """All at once, each in a thread that ends when it is answered."""
        threads = [threading.Thread(target=self._until_answered, args=(each,)) for each in presses]
        for thread in threads:
            thread.start()
        return threads

    def _until_answered(self, press: Press) -> None:
        """The connection breaks, the citizen presses again."""
        while True:
            try:
                answer = self._pressed(press)
            except httpx.ConnectError:
                # Nobody was there at all.
                time.sleep(SOON_SECONDS)
                continue
            except httpx.TransportError:
                with self._lock:
                    self.broken_off += 1
                time.sleep(SOON_SECONDS)
                continue
            place = answer.headers.get("location", "")
            if answer.status_code == 303 and place.startswith(press.answered):
                with self._lock:
                    self.led_to.append(place)
                return
            assert answer.status_code == 503, (answer.status_code, place)

    def _pressed(self, press: Press) -> httpx.Response:
        return httpx.post(
            f"http://127.0.0.1:{self.port}{press.path}",
            data=dict(press.fields),
            cookies=dict(press.browser.client.cookies),
            headers={"sec-fetch-site": "same-origin", "host": "localhost"},
            timeout=30,
        )
