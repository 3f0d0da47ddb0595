"""What a citizen has sent, who has looked at it, and how it is taken along."""

import json
from typing import Any

from tests.browser.paper import letters_of, without_spaces
from tests.citizen import Browser
from tests.service import Service
from tests.submissions.walks import moves_alone

PAGE = "/mine-data"
OTHER = "vallensbaek.localhost"


def sent(service: Service, key: str = "ada", host: str = "localhost") -> str:
    receipt = moves_alone(service.citizen(key, host=host)).sends().path
    return receipt.removeprefix("/kvittering/")


def is_looked_up(service: Service, reference: str, host: str = "localhost") -> None:
    code = "0187" if host == OTHER else "0657"
    looked = service.staff("caseworker", "frontdesk", host=host, code=code).posts(
        "/personale/opslag", {"reference": reference, "reason": "other", "other": "Hun <ringede>"}
    )
    assert looked.status == 200


def exported(browser: Browser) -> dict[str, Any]:
    answer = browser.client.get(f"{PAGE}.json")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["content-disposition"] == 'attachment; filename="mine-data.json"'
    found: dict[str, Any] = json.loads(answer.text)
    return found


def is_printed(browser: Browser, words: str) -> bool:
    return without_spaces(words) in letters_of(browser.client.get(f"{PAGE}.pdf").content)
