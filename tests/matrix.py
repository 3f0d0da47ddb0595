"""Every route asked by everybody: what each gets, as one table.

It stands in `tests/matrix.csv`, where a person reads what a change does to it; `test_matrix.py`
asserts it whole.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import delete, select

from app.auth.people import Citizen
from app.auth.powers import powers
from app.auth.powers.scope import EVERYTHING
from app.clock import today
from app.limits import LimitWindow
from app.outbox import Errand
from app.receipts.address import signed_address
from app.receipts.models import UnlockTry
from app.standins.persons import by_key
from app.submissions.attachments import AttachmentRow
from app.submissions.models import Submission
from tests.auth.acting import acts_for, holds_power
from tests.citizen import Browser
from tests.municipality import municipality_with
from tests.routes import routes
from tests.service import Service
from tests.submissions.uploading import picture
from tests.submissions.walks import moves_alone, reports_rats

TABLE = Path(__file__).with_name("matrix.csv")
ROLES = ("assistant", "frontdesk", "caseworker", "strategist", "operations", "administrator")
SAME_ORIGIN = {"sec-fetch-site": "same-origin"}
IN_A_BODY = ("draft", "revision")
# Too long to be taken: what is asked after it is asked of the same case.
NOTHING_TAKEN_BACK = {"reason": "x" * 501}
PLACE = re.compile(r"\{([^}]+)\}")

Seat = Callable[[], Browser]
# What is opened by an address that we signed.
SIGNED = {"signed": "/receipt.pdf", "signed attachment": "/attachments/{attachment_id}"}


def seats(service: Service) -> dict[str, Seat]:
    """Somebody of each kind, who sits down anew for every question: Ada, whose the things asked
    for are, and all those whose they are not. For her acts Jonas, who has her power of attorney."""
    return {
        "nobody": service.browser,
        "citizen A": lambda: service.citizen("ada"),
        "citizen A, low": lambda: service.citizen("ada", loa="low"),
        "citizen B": lambda: service.citizen("bo"),
        "for citizen A": _acting_for_ada(service),
        "company": lambda: service.company("victor", "99000023", "Mølgaard VVS ApS"),
        **{role: _of_staff(service, role) for role in ROLES},
        "staff of another matter": lambda: service.staff(*ROLES, kle=("99.*",)),
        "staff elsewhere": lambda: service.staff(*ROLES, code="0187"),
    }


def _acting_for_ada(service: Service) -> Seat:
    holds_power(service, "jonas", "ada")
    return lambda: acts_for(service.citizen("jonas"), by_key("ada").name)


def _of_staff(service: Service, role: str) -> Seat:
    return lambda: service.staff(role)


def things(service: Service) -> dict[str, dict[str, str]]:
    """What the addresses and bodies name, by what the table calls it: Ada's own move, sent and
    begun anew, and a report that somebody sent without login with a picture, begun anew too. Ada
    has offered Bo a power of attorney. The signed address is that of Ada's receipt, and the
    attachment is the picture with its own signed address, whichever is asked for."""
    ada, stranger = moves_alone(service.citizen("ada")), reports_rats(service.browser(), picture())
    move, rats = _reference(ada.sends()), _reference(stranger.sends())
    herning, attached = municipality_with("0657"), _attached(service)
    both = {
        "attachment_id": attached,
        "power_id": _offered(service),
        "signed": urlsplit(signed_address(herning, move)).query,
        "signed attachment": urlsplit(
            signed_address(herning, rats, f"attachments/{attached}")
        ).query,
    }
    return {
        "Ada's move": _named(service, "flytning", "dig", move) | _begun(ada, "flytning") | both,
        "a report of rats": _named(service, "rotter", "hvor", rats)
        | _begun(stranger, "rotter")
        | both,
    }


def _begun(browser: Browser, slug: str) -> dict[str, str]:
    """The draft of a form begun anew, as its page says it when it is sent."""
    browser.starts(slug)
    return {name: browser.value(name) for name in IN_A_BODY}


def _attached(service: Service) -> str:
    with service.database.reading.begin() as session:
        return str(session.scalars(select(AttachmentRow.id)).one())


def _offered(service: Service) -> str:
    ada, bo = by_key("ada"), by_key("bo")
    grantor = Citizen(ada.cpr, ada.name, ada.login_id, "substantial")
    with service.database.writing.begin() as session:
        power = powers.grant(
            session,
            municipality_with("0657"),
            grantor,
            ada.name,
            (bo.cpr, bo.name),
            EVERYTHING,
            today() + timedelta(days=1),
        )
        session.flush()
        return str(power.id)


def _reference(browser: Browser) -> str:
    return browser.path.rpartition("/")[2]


def _named(service: Service, slug: str, step: str, reference: str) -> dict[str, str]:
    promised = (
        select(Errand.id, Errand.submission_id)
        .join(Submission, Submission.id == Errand.submission_id)
        .where(Submission.reference == reference, Errand.kind == "deliver")
    )
    with service.database.reading.begin() as session:
        errand, submission = session.execute(promised).one()
    return {
        "slug": slug,
        "step_slug": step,
        "version": "1",
        "reference": reference,
        "errand_id": str(errand),
        "submission_id": str(submission),
        "target": "records",
        "number": "1",
        "name:path": "hovedindgang.css",
    }


def asked(browser: Browser, method: str, path: str, body: Mapping[str, str]) -> str:
    """What they get: the status, and the page a redirect leads to (without its query)."""
    answer = browser.client.request(
        method, path, data=body or None, headers=SAME_ORIGIN, follow_redirects=False
    )
    place = answer.headers.get("location", "").partition("?")[0]
    return f"{answer.status_code} {place}".strip()


def table(service: Service) -> str:
    """The whole table, as it stands in the file."""
    named, people = things(service), seats(service)
    rows = [["route", "about", *people]]
    for method, path in sorted(set(routes()), key=_order):
        for about, names in named.items() if PLACE.search(path) else [("", {})]:
            address = _filled(path, names)
            body = {name: names[name] for name in IN_A_BODY if method == "POST" and name in names}
            body |= NOTHING_TAKEN_BACK if path.endswith("/traek-tilbage") else {}
            answers = (asked(sit(), method, address, body) for sit in undisturbed(service, people))
            told = (_unnamed(each, names, service.standins) for each in answers)
            rows.append([f"{method} {path}", about, *told])
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def undisturbed(service: Service, people: Mapping[str, Seat]) -> Iterator[Seat]:
    """Each in turn, as if nobody had tried before: what is counted is nobody's right."""
    for sit in people.values():
        with service.database.writing.begin() as session:
            session.execute(delete(LimitWindow))
            session.execute(delete(UnlockTry))
        yield sit


def _filled(path: str, names: Mapping[str, str]) -> str:
    address = PLACE.sub(lambda name: names[name[1]], path)
    for which, ends in SIGNED.items():
        if path.endswith(ends):
            return f"{address}?{names[which]}"
    return address


def _order(route: tuple[str, str]) -> tuple[bool, str, str]:
    # What only looks comes before what changes something.
    method, path = route
    return method != "GET", path, method


def _unnamed(answer: str, names: Mapping[str, str], standins: str) -> str:
    """The answer without what is another at every run."""
    if "reference" in names:
        answer = answer.replace(names["reference"], "{reference}")
    return answer.replace(standins, "").replace("http://localhost", "")
