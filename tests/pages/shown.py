"""What pages show: cases, a receipt, powers of attorney, as their routes give them."""

from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from app.access_log import Access
from app.auth.open_sessions import OpenSession
from app.auth.people import Citizen, Company
from app.cases.models import CaseEvent
from app.contacts import Contact
from app.forms import case_answer
from app.forms.capacities import IN_WORDS
from app.forms.case_answer import TEXT
from app.forms.field import Field
from app.my_data.held import SentForAnother
from app.receipts.receipt import Row, Section
from app.submissions.case_messages import CaseMessage
from app.submissions.progress import Progress
from tests.forms.asking import A_FILE
from tests.pages.samples import a_filling, posted
from tests.receipts.a_receipt import ADAS

NOON = datetime(2026, 11, 22, 11, tzinfo=UTC)
DAY = date(2026, 11, 22)
TASK = SimpleNamespace(slug="vielse", title="Vielse", description="Bliv gift.", authority="")
ROW = {
    "step": "dig",
    "key": "name",
    "label": "Navn",
    "value": "Ada <Holm>",
    "origin": "register",
    "step_title": "Hvem er du?",
}
SUBMISSION: Any = SimpleNamespace(
    id=UUID("0197c1d2-0000-7000-8000-000000000002"),
    draft_id=UUID("0197c1d2-0000-7000-8000-000000000003"),
    language="da",
    reference="K7FE-TJ4T",
    address="/mine-sager/K7FE-TJ4T",
    form_title="Alle slags",
    submitted_at=NOON,
    receipt_made_at=NOON,
    receipt_file_id=UUID("0197c1d2-0000-7000-8000-000000000003"),
    filed_at=NOON,
    filed_as="26/1",
    expected_on=DAY,
    letter_sent_at=NOON,
    acting_letter_sent_at=NOON,
    withdrawn_at=None,
    withdrawal_asked_at=None,
    complaint_noted_at=None,
    complaint=None,
    kle="23.05.10",
    shown=[ROW],
    rows=[ROW],
    texts={"what_happens_next": "Vi svarer."},
    applicant={"kind": "citizen", "name": "Ada Holm"},
    acted_by=None,
)
NOT_FILED: Any = SimpleNamespace(**vars(SUBMISSION) | {"filed_at": None, "filed_as": None})
WITHDRAWN: Any = SimpleNamespace(**vars(NOT_FILED) | {"withdrawn_at": NOON})
COMPLAINED_OF: Any = SimpleNamespace(
    **vars(SUBMISSION)
    | {
        "complaint_noted_at": NOON,
        "complaint": {"since": DAY.isoformat(), "staff": "Mette <M>", "note": "Sag <26>."},
    }
)
ASKED_BACK: Any = SimpleNamespace(**vars(SUBMISSION) | {"withdrawal_asked_at": NOON})
EVENTS = [
    CaseEvent(
        number=number,
        at=NOON,
        received_at=NOON,
        state=state,
        text="Send <os> det.",
        is_decision=is_decision,
        complain_by=DAY if is_decision else None,
        expected_on=DAY if number % 2 else None,
        document_file_id=SUBMISSION.receipt_file_id if number > 2 else None,
        document_name="Brev <1>.pdf" if number > 2 else None,
    )
    for number, (state, is_decision) in enumerate(
        (
            ("received", False),
            ("in_progress", False),
            ("information_requested", False),
            ("decided", False),
            ("decided", True),
            ("closed", False),
        ),
        1,
    )
]
# On its way, and there.
SUPPLEMENTS = [
    CaseMessage(
        id=UUID(int=number),
        kind="supplemented",
        text="Her <er> den." if number else "",
        sent_at=NOON,
        told_at=told_at,
    )
    for number, told_at in enumerate((None, NOON))
]
CASES = [
    Progress(NOT_FILED),
    Progress(NOT_FILED, waiting=True),
    Progress(NOT_FILED, waiting=True, stuck=True),
    Progress(SUBMISSION),
    Progress(WITHDRAWN),
    Progress(COMPLAINED_OF),
    Progress(ASKED_BACK, events=EVENTS[:1]),
    *(Progress(SUBMISSION, events=EVENTS[:number]) for number in range(1, len(EVENTS) + 1)),
    SUPPLEMENTED := Progress(SUBMISSION, events=EVENTS[:3], supplements=SUPPLEMENTS),
]
RECEIPT = replace(
    ADAS,
    title="Alle slags",
    form_title="Alle slags",
    sent_moment=NOON,
    sections=(Section("Hvem er du?", (Row("Navn", "Ada <Holm>", "register"),)),),
    what_happens_next="Vi svarer.",
    is_decision=True,
    complaint="Skriv til os.",
)
COUNT = {
    "title": "Alle slags",
    "kle": "23.05.10",
    "channel": "Selvbetjening",
    "activations": 7,
    "transactions": "under 5",
    "completion": None,
}
FRONT: dict[str, Any] = {
    "query": "",
    "results": None,
    "situations": [("familie", "Familie", [TASK])],
    "areas": [TASK],
    "offered": set(),
}
PEOPLE = [
    Citizen("6101700012", "Victor <Mølgaard>", "v", "substantial"),
    Company("99000023", "Mølgaard VVS ApS", "", "", "Victor", "", "v", "substantial"),
    Company("99000031", "", "", "", "", "", "v", "substantial"),
]
NOTHING_HELD = SimpleNamespace(
    contact=None,
    accesses=[],
    submissions=[],
    events={},
    messages={},
    files={},
    for_others=[],
    fillings=[],
)
DONE = a_filling(name="Ada Holm", nickname="Ada", others=True)
FILES = [
    A_FILE | {"id": f"0197c1d2-0000-7000-8000-00000000000{number}", "name": f"<{number}>.pdf"}
    for number in range(5)
]
ATTACHED = a_filling(name="Ada Holm", nickname="Ada", others=True, plans=FILES)
ATTACHMENTS = [SimpleNamespace(**each) for each in FILES]
TOLD_WITH = {SUPPLEMENTS[0].id: ATTACHMENTS}
HELD = SimpleNamespace(
    contact=Contact("+4520304050", "ada@example.com", NOON),
    accesses=[
        Access(NOON, "Bodil <Bak>", ["caseworker", "frontdesk"], what, "K7FE-TJ4T", "Nysgerrig")
        for what in ("read", "change")
    ],
    submissions=[COMPLAINED_OF],
    events={SUBMISSION.id: EVENTS},
    messages={SUBMISSION.id: SUPPLEMENTS},
    files=TOLD_WITH,
    for_others=[
        SentForAnother("K7FE-TJ4T", "alle-slags", "Alle slags", NOON, {"capacity": capacity})
        for capacity in IN_WORDS
    ],
    fillings=[DONE],
)
LAST = posted(address="Møl", address__pick="manual", co_movers__cpr="1", date__day="32")

A_POWER = SimpleNamespace(
    id="0197c1d2-0000-7000-8000-000000000000",
    name="Karen <Kristensen>",
    covers=["Meld flytning"],
    until=DAY,
    state="holds",
    may_end=True,
)
STATES = ("waiting", "holds", "expired", "withdrawn", "declined", "given_back")
NO_POWERS: dict[str, Any] = {
    "given": [],
    "offered": [],
    "held": [],
    "related": [],
    "silent": True,
}
SOME_POWERS: dict[str, Any] = {
    "given": [SimpleNamespace(**(vars(A_POWER) | {"state": state})) for state in STATES],
    "offered": [A_POWER],
    "held": [A_POWER],
    "related": [
        SimpleNamespace(key=f"{number}", acting_for=other)
        for number, other in enumerate(
            SimpleNamespace(name=name, capacity=capacity, born=DAY)
            for name in ("Emil Lund", "")
            for capacity in ("parent", "guardian")
        )
    ],
    "silent": False,
}
REFUSED: dict[str, Any] = {
    "reason": "failed",
    "back": "/",
    "staff": False,
    "level": "high",
    "left_behind": None,
    "minutes": 0,
}
CHECKED: dict[str, Any] = {
    "filling": DONE,
    "rows": [ROW],
    "warnings": {},
    "conflict": False,
    "wait_minutes": 0,
    "register_silent": False,
}
OPEN_SESSIONS = [
    OpenSession(UUID(int=number), browser, system, NOON, NOON, is_here=number == 1)
    for number, (browser, system) in enumerate([("Firefox", "Windows"), ("", "Mac"), ("", "")])
]


def answer_fields(problem: str, files: list[dict[str, Any]]) -> list[Field]:
    """The page where a case is answered, with these files there already."""
    listed = [(each["id"], each["name"], "12 kB") for each in files]
    return [
        Field(TEXT, {TEXT.key: "Her <er> den."}, problem=problem or None),
        Field(case_answer.FILES, {}, options=listed),
    ]
