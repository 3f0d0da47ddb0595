"""Every page, with what its routes give it, in each of its states."""

from itertools import cycle
from typing import Any

from app.auth.roles import ROLE_NAMES
from app.errors import LeftBehind
from app.forms.messages import in_danish
from app.my_data import contact_form
from app.outbox import Errand
from app.submissions.lapsing import deleted_on
from app.submissions.look_up import REASONS, Asked
from app.submissions.post_messages import PostMessage, SentLetter
from tests.pages.complaint_pages import COMPLAINT_PAGES
from tests.pages.delivery_pages import DELIVERY_PAGES
from tests.pages.samples import (
    HERNING,
    SILENT,
    EveryKind,
    a_field,
    a_filling,
    found,
    step_context,
)
from tests.pages.shown import (
    A_POWER,
    ATTACHED,
    ATTACHMENTS,
    CASES,
    CHECKED,
    COUNT,
    DAY,
    DONE,
    FILES,
    FRONT,
    HELD,
    LAST,
    NO_POWERS,
    NOON,
    NOTHING_HELD,
    OPEN_SESSIONS,
    PEOPLE,
    RECEIPT,
    REFUSED,
    SOME_POWERS,
    SUBMISSION,
    SUPPLEMENTED,
    TASK,
    TOLD_WITH,
    answer_fields,
)

# Each way a message may have gone, of each kind of errand.
POST = [
    (
        Errand(kind=kind, about=about),
        PostMessage(number=1, **{"sent_at": NOON, when: NOON}, channel=channel),
    )
    for kind, about in (("send_letter", "acted_by"), ("send_sms", "applicant"))
    for when, channel in (
        ("delivered_at", "digital"),
        ("delivered_at", "paper"),
        ("delivered_at", "nemsms"),
        ("bounced_at", None),
        ("sent_at", None),
    )
]
# What the recipient of a letter may be told of it.
LETTERS = [
    None,
    SentLetter(Errand(), None),
    SentLetter(Errand(done_at=NOON, by_hand={"staff": "Mette <M>", "note": "Sendt."}), POST[0][1]),
    SentLetter(Errand(gave_up_at=NOON), POST[3][1]),
    *(SentLetter(Errand(), message) for _, message in POST[:5]),
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
    ("auth/everywhere.html", {"sessions": OPEN_SESSIONS}),
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
        for why in ("withdrawn", "given_back", "expired", "grown_up", "no_longer")
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
    ("forms/step.html", step_context(ATTACHED, "resten") | {"brought_back": True}),
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
            (NOTHING_HELD, contact_form.fields(None, in_danish), "slettet", []),
            (HELD, contact_form.fields(HELD.contact, in_danish), "gemt", [A_POWER]),
        )
    ),
    ("my_cases/list.html", {"fillings": [], "cases": [], "deleted_on": deleted_on}),
    ("my_cases/list.html", {"fillings": [DONE], "cases": CASES, "deleted_on": deleted_on}),
    *(
        (
            "my_cases/show.html",
            {
                "case": case,
                "usual_days": days,
                "applicant": "Ada Holm",
                "sender": "",
                "letter": letter,
                "attachments": attachments,
                "files": TOLD_WITH,
                "news": news,
            },
        )
        for days, case, attachments, letter, news in zip(
            (None, 0, 1, 2, *[None] * len(CASES)),
            CASES,
            cycle(([], ATTACHMENTS)),
            cycle(LETTERS),
            cycle(("all", "needed", "")),
            strict=False,
        )
    ),
    *(
        (
            "my_cases/answer.html",
            {
                "case": case,
                "fields": answer_fields(problem, listed),
                "problems": [("svar", problem)] if problem else [],
                "sent_elsewhere": not problem,
            },
        )
        for case, problem, listed in (
            (CASES[9], "", []),
            (SUPPLEMENTED, "Skriv et <svar>.", FILES),
            (CASES[-2], "", FILES[:1]),
        )
    ),
    *(
        ("my_cases/withdraw.html", {"submission": SUBMISSION, "with_nobody": alone, **typed})
        for alone, typed in (
            (True, {"reason": "", "problem": ""}),
            (False, {"reason": "<x>", "problem": "Skriv det kortere."}),
        )
    ),
    ("powers/list.html", NO_POWERS),
    ("powers/list.html", SOME_POWERS),
    ("powers/give.html", {"fields": [a_field("cpr"), a_field("date")], "problems": []}),
    ("powers/give.html", {"fields": [a_field("cpr")], "problems": [("cpr", "Skriv det.")]}),
    *(
        ("receipts/show.html", {"receipt": RECEIPT, "made": made, "case": case, "files": TOLD_WITH})
        for made, case in ((True, None), (False, None), *((True, case) for case in CASES))
    ),
    *(
        ("receipts/unlock.html", {"reference": "K7FE", "wrong": wrong, "typed": typed, **written})
        for written in ({"written": ""}, {"written": "Her <er> den."})
        for wrong, typed in ((False, ""), (True, "20 <30>"))
    ),
    ("staff/changelog.html", {"days": [(DAY, ["Nyt."])]}),
    *DELIVERY_PAGES,
    *COMPLAINT_PAGES,
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
                "post": POST,
                "files": TOLD_WITH,
                "attachments": ATTACHMENTS if may_note else [],
                "asked": Asked("K7FE-TJ4T", "other", "Nysgerrig & ny"),
                "may_note_complaints": may_note,
            },
        )
        for case, may_note in zip(CASES, cycle((True, False)), strict=False)
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
