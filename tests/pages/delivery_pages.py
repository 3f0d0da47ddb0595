"""The staff's pages about deliveries in each of their states, as their routes give them."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from app.integrations.deliveries.errands import WholeErrand
from app.integrations.deliveries.lists import LISTED, ShownErrand, State
from app.integrations.deliveries.targets import Counts, Health, ShownTarget
from app.integrations.deliveries.trial import Trial, Trouble
from app.outbox.models import Attempt, Errand
from app.submissions.models import Submission
from tests.pages.samples import EveryKind
from tests.pages.shown import NOON

NAMES = {
    "records": "records",
    "receipts": "Vores egne kvitteringer",
    "digital-post": "Digital Post",
    "counting": "Tælleren",
    "mail": "Mailserveren",
}
KINDS = {
    "deliver": "records",
    "make_receipt": "receipts",
    "send_letter": "digital-post",
    "send_sms": "digital-post",
    "count": "counting",
    "send_news": "digital-post",
    "send_news_sms": "digital-post",
    "mail_news": "mail",
}
TROUBLES: tuple[Trouble, ...] = (
    "not_set_up",
    "no_answer",
    "no_such_address",
    "secret",
    "not_usable",
    "busy",
    "broken",
    "no_case_number",
)
HEALTH: tuple[Health, ...] = ("unused", "well", "unsteady", "down", "returning")


def an_errand(number: int = 0, kind: str = "deliver", **values: Any) -> Errand:
    """A promise that has been tried twice."""
    errand = Errand(
        id=UUID(int=number),
        kind=kind,
        target=f"0657 {KINDS.get(kind, 'records')}",
        promised_at=NOON,
        due_at=NOON,
        attempts=2,
        last_problem="Intet <svar>.",
    )
    for name, value in values.items():
        setattr(errand, name, value)
    return errand


BY_HAND = {"staff": "Mette <M>", "note": "Sendt <selv>."}
STATES = [
    an_errand(0, gave_up_at=NOON),
    an_errand(1, "make_receipt"),
    an_errand(2, "send_letter", leased_until=NOON),
    an_errand(3, handed_over_at=NOON),
    an_errand(4, "attach", done_at=NOON, by_hand=BY_HAND),
    an_errand(5, done_at=NOON),
    an_errand(6, done_at=NOON, dropped_at=NOON),
    *(
        an_errand(7 + number, kind, about=about, handed_over_at=NOON)
        for number, (kind, about) in enumerate(
            [
                ("send_letter", "acted_by"),
                ("send_sms", "applicant"),
                ("send_sms", "acted_by"),
                ("tell", ""),
                ("count", ""),
                ("send_news", "3"),
                ("send_news_sms", "3"),
                ("mail_news", "3"),
                ("another", ""),
            ]
        )
    ),
]
ERRANDS = [ShownErrand(each, "K7FE-TJ4T", "Alle slags") for each in STATES]
TARGETS = [
    ShownTarget(
        name=f"{health}-{resting}",
        is_known=True,
        counts=Counts((1, 2, 3, 4), stuck, 1, NOON),
        health=health,
        down_since=NOON,
        rests_until=NOON if resting else None,
        last_problem="Intet <svar>.",
    )
    for health in HEALTH
    for resting, stuck in ((0, 0), (1, 2))
]
GONE = ShownTarget("gone", False, Counts(), "unused")
ATTEMPTS = [
    Attempt(
        number=number,
        began_at=NOON,
        ended_at=NOON + timedelta(seconds=number) if outcome else None,
        outcome=outcome,
        problem="Intet <svar>.",
        said='{"title": "<b>"}',
    )
    for number, outcome in enumerate(
        ("done", "handed_over", "unavailable", "refused", "failed", None)
    )
]
OVERVIEW: dict[str, Any] = {
    "targets": [],
    "target_names": NAMES,
    "longest_wait": None,
    "states": LISTED,
    "state": State.STUCK,
    "counts": dict.fromkeys(LISTED[:3], 0),
    "target": "",
    "errands": [],
    "after": "",
    "next_after": None,
    "tried": None,
    "asked": "",
    "problems": {},
    "kle": (),
}
BUSY: dict[str, Any] = OVERVIEW | {
    "targets": [*TARGETS, GONE],
    "target_names": NAMES | {each.name: each.name for each in [*TARGETS, GONE]},
    "longest_wait": "3 dage",
    "target": TARGETS[0].name,
    "errands": ERRANDS,
    "after": UUID(int=7),
    "next_after": UUID(int=8),
    "kle": ("23.*",),
}


def one(errand: Errand, **more: Any) -> tuple[str, dict[str, Any]]:
    """The page of one errand."""
    submission = Submission(form_slug="alle-slags", filed_as="26/<1>")
    whole = WholeErrand(
        errand,
        "K7FE-TJ4T",
        "Alle slags",
        submission,
        more.pop("attempts", []),
        others=ERRANDS[:3],
        attached=2,
    )
    context: dict[str, Any] = {
        "errand": whole,
        "target_name": NAMES[whole.target],
        "case_systems": ["permits"],
        "how_much": ["denne", "alle", "formularen"],
        "asked": dict.fromkeys(("sagssystem", "hvor-meget", "sagsnummer", "note"), ""),
        "problems": {},
        "said": "",
    }
    return ("staff/delivery.html", context | more)


def trial(of: Trial | None, **more: Any) -> tuple[str, dict[str, Any]]:
    """The page of a trial case."""
    context: dict[str, Any] = {
        "forms": [EveryKind],
        "offers": {"alle-slags": SimpleNamespace(case_system="records")},
        "case_systems": ["records"],
        "asked": {"formular": "alle-slags", "sagssystem": "records"},
        "problems": {},
        "trial": of,
        "tried_at": SimpleNamespace(name="records", url="https://records.example") if of else None,
        "kle": ("23.*",),
    }
    return ("staff/trial_case.html", context | more)


WRONG = {
    "asked": {"sagssystem": "permits", "hvor-meget": "alle", "sagsnummer": "2 <6>", "note": "<x>"},
    "problems": dict.fromkeys(("sagssystem", "hvor-meget", "sagsnummer", "note"), "Skriv <det>."),
}
DELIVERY_PAGES: list[tuple[str, dict[str, Any]]] = [
    ("staff/deliveries.html", OVERVIEW),
    ("staff/deliveries.html", BUSY | {"tried": 3}),
    ("staff/deliveries.html", BUSY | {"tried": 0, "state": State.WAITING}),
    (
        "staff/deliveries.html",
        BUSY
        | {
            "state": State.BY_HAND,
            "asked": "K7 <FE>",
            "problems": dict.fromkeys(("reference", "aerinder"), "Skriv <det>."),
        },
    ),
    ("staff/delivery_search.html", {"errands": ERRANDS, "target_names": NAMES}),
    *(one(each) for each in STATES),
    one(STATES[0], attempts=ATTEMPTS, **WRONG),
    one(STATES[0], case_systems=[]),
    one(an_errand(done_at=NOON, by_hand=BY_HAND), said="rettet"),
    one(an_errand(done_at=NOON, by_hand=BY_HAND), **WRONG),
    *(
        one(each, said=said)
        for each in (STATES[0], STATES[5])
        for said in ("proeves-igen", "flyttet", "gjort", "for-sent", "<nonsense>")
    ),
    trial(None),
    trial(None, forms=[]),
    trial(None, problems=dict.fromkeys(("formular", "sagssystem"), "Vælg <det>.")),
    trial(Trial("K7FE-TJ4T", 0.2, "S <1>")),
    trial(Trial("K7FE-TJ4T", 12.3)),
    *(trial(Trial("K7FE-TJ4T", 0.2, "", each, "Nej.", "<b>")) for each in TROUBLES),
]
