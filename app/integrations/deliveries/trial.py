"""A trial case (prøvesag): one made-up case to one case system, to see whether it is set up right.

It goes through the very adapter, but by itself: nothing of it is kept or counted, and what becomes
of it says nothing to the circuit breaker.
"""

import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Literal

from app.clock import now
from app.forms.catalogue import published
from app.forms.schema import schema_of
from app.ids import new_id
from app.integrations import outside
from app.integrations.case_systems import CaseFile, Document, NotSetUp, Refused, Unavailable
from app.integrations.deliver import case_system_of
from app.integrations.deliveries.made_up import made_up
from app.languages import DANISH
from app.municipalities.municipality import Municipality
from app.receipts import pdf
from app.receipts.address import signed_address
from app.receipts.receipt import filename_of
from app.submissions.reference import new_reference
from app.templating import templates

BUDGET_SECONDS = 20.0
TITLE = "PRØVESAG – slet den"
EXPLAINED = "Kommunen prøver forbindelsen til sagssystemet. Ingen borger har sendt noget."

Trouble = Literal[
    "not_set_up",
    "no_answer",
    "no_such_address",
    "secret",
    "not_usable",
    "busy",
    "broken",
    "no_case_number",
]
SECRET_IS_WRONG = frozenset({401, 403})
NOT_THERE = frozenset({404, 405, 410})
BUSY = frozenset({408, 425, 429, 503})


@dataclass(frozen=True)
class Trial:
    """How it went: what was in the way, if anything, or the number the case was given.

    `case_number` is empty where the system has taken the case and answers later. `problem` is our
    explanation in Danish, `words` the system's own.
    """

    reference: str
    seconds: float
    case_number: str = ""
    trouble: Trouble | None = None
    problem: str = ""
    words: str = ""

    @property
    def is_set_up(self) -> bool:
        """Whether we knew enough to ask."""
        return self.trouble != "not_set_up"

    @property
    def answers(self) -> bool | None:
        """Whether it answered; None where it was not asked."""
        if self.trouble == "not_set_up":
            return None
        return self.trouble not in ("no_answer", "no_such_address")

    @property
    def knows_us(self) -> bool | None:
        """Whether it took our secret; None where it did not come so far."""
        if self.trouble in ("not_set_up", "no_answer", "no_such_address", "busy", "broken"):
            return None
        return self.trouble != "secret"

    @property
    def takes_cases(self) -> bool | None:
        """Whether it took the case; None where it did not come so far."""
        if self.trouble is None:
            return True
        return False if self.trouble in ("not_usable", "no_case_number") else None


@dataclass
class Noted:
    """The notes of a trial, which nobody goes on with."""

    notes: dict[str, str] = field(default_factory=dict)

    def get(self, step: str) -> str | None:
        """What was noted at this step."""
        return self.notes.get(step)

    def put(self, step: str, what: str) -> None:
        """Remember it until the trial is over."""
        self.notes[step] = what


def try_out(municipality: Municipality, form_slug: str, case_system: str) -> Trial:
    """Send a trial case, with no transaction open, and wait some seconds for the answer."""
    reference, began = new_reference(), time.monotonic()
    try:
        if not municipality.cvr:
            raise NotSetUp("Kommunens CVR-nummer mangler i opsætningen.")
        system = case_system_of(municipality, form_slug, case_system)
        receipt = _receipt(municipality, reference) if system.WANTS_RECEIPT else None
        case_file = _case_file(municipality, form_slug, reference, receipt)
        began = time.monotonic()
        with outside.within(BUDGET_SECONDS):
            number = system.file(case_file, Noted())
    except (Unavailable, Refused) as problem:
        seconds = time.monotonic() - began
        trouble = _trouble(problem)
        return Trial(reference, seconds, "", trouble, str(problem), problem.words)
    return Trial(reference, time.monotonic() - began, number or "")


def _trouble(problem: Unavailable | Refused) -> Trouble:
    status = problem.status
    if isinstance(problem, NotSetUp):
        return "not_set_up"
    if status in SECRET_IS_WRONG:
        return "secret"
    if status in NOT_THERE or 300 <= status < 400:
        return "no_such_address"
    if status in BUSY:
        return "busy"
    if status >= 500:
        return "broken"
    if isinstance(problem, Refused):
        return "not_usable"
    return "no_case_number" if status else "no_answer"


def _case_file(
    municipality: Municipality, form_slug: str, reference: str, receipt: Document | None
) -> CaseFile:
    """A case of nobody: the municipality applies to itself, by its CVR number."""
    form, source = published()[form_slug], municipality.base_url
    return CaseFile(
        id=str(new_id()),
        source=source,
        reference=reference,
        form_slug=form.slug,
        form_version=form.version,
        form_title=form.title,
        kle=form.filing.kle,
        facet=form.filing.facet,
        schema_url=f"{source}/api/v1/forms/{form.slug}/{form.version}/schema",
        municipality_code=municipality.code,
        municipality_cvr=municipality.cvr,
        municipality_name=municipality.name,
        channel="SLVBTJN",
        applicant={
            "kind": "company",
            "cvr": municipality.cvr,
            "p_number": "",
            "name": municipality.name,
            "proven": {"how": "mitid_erhverv", "level": "low"},
        },
        acted_by=None,
        submitted_at=now(),
        case_title=TITLE,
        answers=made_up(schema_of(form)),
        rows=[{"label": TITLE, "value": EXPLAINED, "origin": "staff"}],
        receipt_url=signed_address(municipality, reference),
        receipt=receipt,
    )


def _receipt(municipality: Municipality, reference: str) -> Document:
    """A real PDF, for the systems that file no case without one."""
    made_at: datetime = now()
    template = templates(DANISH).get_template("receipts/trial.html")
    content = pdf.printed(
        pdf.without_gaps(
            template.render(
                title=TITLE,
                explained=EXPLAINED,
                municipality=municipality,
                reference=reference,
                made_at=made_at,
            )
        )
    )
    return Document(
        id=str(new_id()),
        name=filename_of(reference),
        media_type="application/pdf",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        url=signed_address(municipality, reference),
        parts=partial(_whole, content),
    )


def _whole(content: bytes) -> Iterator[bytes]:
    yield content
