"""Every page renders with what its routes give it, and is as a page must be."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from app.access_log import Access
from app.auth.everywhere import Place
from app.auth.people import Citizen, Company
from app.auth.roles import ROLE_NAMES
from app.contacts import Contact
from app.errors import LeftBehind
from app.my_data import contact_form
from app.security import content_security_policy
from app.submissions.look_up import REASONS, Asked
from app.templating import TEMPLATES
from tests.citizen import check_page
from tests.pages.samples import (
    BODIL,
    HERNING,
    SILENT,
    Ada,
    EveryKind,
    a_field,
    a_filling,
    found,
    posted,
    rendered,
    step_context,
)

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
SUBMISSION = SimpleNamespace(
    language="da",
    reference="K7FE-TJ4T",
    form_title="Alle slags",
    submitted_at=NOON,
    receipt_made_at=NOON,
    filed_at=NOON,
    filed_as="26/1",
    letter_sent_at=NOON,
    kle="23.05.10",
    shown=[ROW],
    rows=[ROW],
    texts={"what_happens_next": "Vi svarer."},
    applicant={"kind": "citizen", "name": "Ada Holm"},
    acted_by=None,
)
CASES = [
    SimpleNamespace(state=state, submission=SUBMISSION)
    for state in ("received", "waiting", "stuck", "filed")
]
RECEIPT = SimpleNamespace(
    language="da",
    reference="K7FE-TJ4T",
    title="Alle slags",
    form_title="Alle slags",
    authority="Herning Kommune",
    applicant="Ada Holm",
    sender="Ada Holm, logget ind med MitID (betydelig)",
    for_company=False,
    by_another=False,
    belongs_to_citizen=True,
    can_be_unlocked=False,
    sent_moment=NOON,
    sections=[SimpleNamespace(title="Hvem er du?", rows=[SimpleNamespace(**ROW)])],
    what_happens_next="Vi svarer.",
    still_to_do="",
    is_decision=True,
    complaint="Skriv til os.",
)
ERRANDS = [
    SimpleNamespace(
        id=number,
        kind=kind,
        reference="K7FE-TJ4T",
        form_title="Alle slags",
        promised_at=NOON,
        attempts=2,
        last_problem="Intet svar.",
        due_at=NOON,
        gave_up_at=gave_up_at,
    )
    for number, (kind, gave_up_at) in enumerate(
        [("deliver", NOON), ("make_receipt", None), ("send_letter", None)]
    )
]
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
NOTHING_HELD = SimpleNamespace(contact=None, accesses=[], submissions=[], fillings=[])
DONE = a_filling(name="Ada Holm", nickname="Ada", others=True)
HELD = SimpleNamespace(
    contact=Contact("+4520304050", "ada@example.com", NOON),
    accesses=[
        Access(NOON, "Bodil <Bak>", ["caseworker", "frontdesk"], what, "K7FE-TJ4T", "Nysgerrig")
        for what in ("read", "change")
    ],
    submissions=[SUBMISSION],
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
STATES = ("waiting", "holds", "expired", "withdrawn", "declined")
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
PLACES = [
    Place(UUID(int=number), browser, system, NOON, NOON, is_here=number == 1)
    for number, (browser, system) in enumerate([("Firefox", "Windows"), ("", "Mac"), ("", "")])
]

PAGES: list[tuple[str, dict[str, Any]]] = [
    ("auth/logged_out.html", {"ended_by_itself": True, "who": "citizen", "at_longest": False}),
    ("auth/logged_out.html", {"ended_by_itself": True, "who": "citizen", "at_longest": True}),
    ("auth/logged_out.html", {"ended_by_itself": True, "who": "", "at_longest": True}),
    *(
        ("auth/login_refused.html", REFUSED | {"reason": reason})
        for reason in ("denied", "failed", "silent", "expired", "no_cpr", "tries")
    ),
    *(("auth/login_refused.html", REFUSED | {"reason": "often", "minutes": n}) for n in (1, 15)),
    ("auth/cpr.html", {"typed": "", "problem": "", "silent": False}),
    ("auth/cpr.html", {"typed": "010170", "problem": "Skriv alle 10 cifre.", "silent": False}),
    ("auth/cpr.html", {"typed": "0101701234", "problem": "", "silent": True}),
    *(
        ("auth/choose.html", {"people": PEOPLE, "chosen": chosen, "missing": missing, "back": "/"})
        for chosen, missing in ((None, False), (None, True), (1, False))
    ),
    (
        "auth/login_refused.html",
        REFUSED | {"left_behind": LeftBehind("/flytning/dig", "1", {"name": ["<Ada>", "Holm"]})},
    ),
    *(
        ("auth/level_too_low.html", {"level": level, "again": "/log-ind?niveau=high"})
        for level in ("low", "substantial", "high")
    ),
    ("auth/leave_provider.html", {"address": "https://broker.example/end", "fields": {"a": "b"}}),
    ("auth/everywhere.html", {"places": PLACES}),
    ("auth/log_in.html", {"address": "/log-ind?tilbage=/mine-sager&niveau=high"}),
    ("entrance/accessibility.html", {"written_on": DAY, "compared_on": DAY}),
    ("entrance/area.html", {"area": TASK}),
    ("entrance/front.html", FRONT),
    ("entrance/front.html", FRONT | {"query": "gift", "results": [TASK]}),
    ("entrance/front.html", FRONT | {"query": "<xyz>", "results": []}),
    *(("entrance/leave.html", {"virk": virk}) for virk in (True, False)),
    ("entrance/privacy.html", {"forms": [EveryKind], "keep_days": {"alle-slags": 30}}),
    *((f"errors/{number}.html", {"number": "a1b2"}) for number in (400, 403, 404, 408)),
    *((f"errors/{number}.html", {"number": "a1b2"}) for number in (410, 413, 414)),
    *((f"errors/{number}.html", {"number": "a1b2"}) for number in (431, 500, 503)),
    *(
        ("errors/right_ended.html", {"why": why})
        for why in ("withdrawn", "expired", "grown_up", "no_longer")
    ),
    ("errors/other_applicant.html", {"form": EveryKind}),
    ("errors/not_covered.html", {"form": EveryKind, "why": "not_covered"}),
    ("errors/wrong_applicant.html", {"form": EveryKind, "may_choose": True}),
    ("errors/wrong_applicant.html", {"form": EveryKind, "may_choose": False}),
    *(("errors/429.html", {"number": "", "minutes": minutes}) for minutes in (1, 15)),
    (
        "forms/check.html",
        CHECKED | {"warnings": {"name": "Husk det."}, "conflict": True},
    ),
    ("forms/check.html", CHECKED | {"register_silent": True}),
    *(("forms/check.html", CHECKED | {"wait_minutes": minutes}) for minutes in (1, 15)),
    *(
        (
            "forms/start.html",
            {
                "form": EveryKind,
                "offer": HERNING.offers["alle-slags"],
                "open_fillings": open_fillings,
                "logged_in": True,
                "in_the_way": in_the_way,
                "may_choose": False,
            },
        )
        for open_fillings, in_the_way in (
            ([], ""),
            ([DONE], ""),
            ([], "others"),
            ([], "not_covered"),
        )
    ),
    ("forms/step.html", step_context(a_filling(), "dig") | {"conflict": True}),
    ("forms/step.html", step_context(a_filling(), "dig") | {"brought_back": True}),
    ("forms/step.html", step_context(DONE, "resten")),
    ("forms/step.html", step_context(DONE, "resten", posted=LAST, searches=[found()])),
    ("forms/step.html", step_context(DONE, "resten", posted=LAST, searches=[SILENT])),
    *(
        (
            "my_data/show.html",
            {
                "held": held,
                "fields": fields,
                "problems": [],
                "said": said,
                "role_names": ROLE_NAMES,
                "given": powers,
                "received": powers,
            },
        )
        for held, fields, said, powers in (
            (NOTHING_HELD, contact_form.fields(None), "slettet", []),
            (HELD, contact_form.fields(HELD.contact), "gemt", [A_POWER]),
        )
    ),
    ("my_cases/list.html", {"fillings": [], "cases": []}),
    ("my_cases/list.html", {"fillings": [DONE], "cases": CASES}),
    *(
        ("my_cases/show.html", {"case": case, "applicant": "Ada Holm", "sender": ""})
        for case in CASES
    ),
    ("powers/list.html", NO_POWERS),
    ("powers/list.html", SOME_POWERS),
    ("powers/give.html", {"fields": [a_field("cpr"), a_field("date")], "problems": []}),
    ("powers/give.html", {"fields": [a_field("cpr")], "problems": [("cpr", "Skriv det.")]}),
    *(("receipts/show.html", {"receipt": RECEIPT, "made": made}) for made in (True, False)),
    ("receipts/unlock.html", {"reference": "K7FE", "wrong": False, "typed": ""}),
    ("receipts/unlock.html", {"reference": "K7FE", "wrong": True, "typed": "20 <30>"}),
    ("staff/changelog.html", {"days": [(DAY, ["Nyt."])]}),
    ("staff/deliveries.html", {"errands": [], "longest_wait": None, "kle": ()}),
    ("staff/deliveries.html", {"errands": ERRANDS, "longest_wait": "3 dage", "kle": ("23.*",)}),
    ("staff/forms.html", {"forms": [EveryKind], "offered": {"alle-slags"}}),
    ("staff/look_up.html", {"asked": Asked(), "problems": {}, "reasons": REASONS}),
    (
        "staff/look_up.html",
        {
            "asked": Asked("K7 <FE>", "other", "x"),
            "problems": dict.fromkeys(("reference", "reason", "other"), "Skriv <det>."),
            "reasons": REASONS,
        },
    ),
    *(
        (
            "staff/submission.html",
            {
                "case": case,
                "reason": "Nysgerrig & ny",
                "people": {"applicant": "Ada <Holm>", "sender": RECEIPT.sender},
            },
        )
        for case in CASES
    ),
    ("staff/outline.html", {"form": EveryKind, "outline": "Alle slags"}),
    *(
        (
            "staff/statistics.html",
            {
                "first_day": DAY,
                "last_day": DAY,
                "counts": counts,
                "counted_at": NOON,
                "kle": ("*",),
            },
        )
        for counts in ([], [COUNT])
    ),
]


@pytest.mark.parametrize(
    ("template", "context"), PAGES, ids=[f"{i} {page[0]}" for i, page in enumerate(PAGES)]
)
@pytest.mark.parametrize("language", ["da", "en"])
def test_a_page_is_as_a_page_must_be(template: str, context: dict[str, Any], language: str):
    for person in (None, Ada, BODIL):
        state = {
            "person": person,
            "session_ends_at": "2026-11-22T12:00:00+00:00",
            "new_login_at": NOON if person else None,
        }
        page = rendered(template, context, language, **state)
        check_page(page, content_security_policy("abc"))
        assert page.get("lang") == language
        assert page.cssselect("main#main-content"), "the skip link leads somewhere"


def test_no_page_is_forgotten_here():
    pages = {
        path.relative_to(TEMPLATES).as_posix()
        for path in TEMPLATES.rglob("*.html")
        if "{% extends" in path.read_text(encoding="utf-8") and path.stem != "layout"
    }
    assert pages == {template for template, _ in PAGES}


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.stem)
def test_every_template_says_first_what_it_needs(path: Any):
    assert path.read_text(encoding="utf-8").startswith("{#")


def test_an_error_page_stands_also_where_no_municipality_is_known():
    page = rendered("errors/404.html", {"number": ""}, municipality=None)
    check_page(page, content_security_policy("abc"))
    assert "Kommune" not in page.text_content()


def test_our_own_mistake_says_that_answers_are_kept_and_gives_a_number():
    text = rendered("errors/500.html", {"number": "a1b2"}).text_content()
    assert "er gemt" in text
    assert "a1b2" in text


def test_the_authority_stands_on_every_page_also_on_a_small_screen():
    page = rendered("entrance/leave.html", {"virk": False})
    assert page.cssselect(".authority-always")[0].text == "Herning Kommune"


def test_logging_off_and_choosing_a_language_are_posts():
    page = rendered("entrance/leave.html", {"virk": False}, person=Ada)
    forms = {form.get("action"): form.get("method") for form in page.cssselect("header form")}
    assert forms == {"/log-ud": "post", "/sprog": "post"}


def test_what_was_sent_in_danish_is_read_out_in_danish_on_an_english_page():
    page = rendered("receipts/show.html", {"receipt": RECEIPT, "made": True}, "en")
    assert {element.get("lang") for element in page.cssselect("main .answer")} == {"da"}
    frozen = [" ".join(part.text_content().split()) for part in page.cssselect("main [lang=da]")]
    assert {"Alle slags", "Herning Kommune", "Hvem er du?", "Navn", "Vi svarer."} <= set(frozen)
    assert "22 November 2026 at 12.00 (Danish time)" in page.text_content()
    page = rendered("receipts/show.html", {"receipt": RECEIPT, "made": True}, "da")
    assert not page.cssselect("main [lang]")


def test_only_a_session_can_end():
    assert not rendered("entrance/leave.html", {"virk": False}).cssselect("#modal-session")
    page = rendered(
        "entrance/leave.html", {"virk": False}, session_ends_at="2026-11-22T12:00:00+00:00"
    )
    assert page.cssselect("#modal-session[data-ends-at='2026-11-22T12:00:00+00:00']")


def test_the_way_out_to_the_portal_warns_also_without_javascript():
    page = rendered("entrance/leave.html", {"virk": False})
    assert page.cssselect("a.logo[href='/forlad'][aria-label='borger.dk forside']")
