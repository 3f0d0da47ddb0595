"""A bad day: citizens send while web and workers are killed and everything outside misbehaves.

At its end all is well again, time passes, and then it is counted: what was sent, receipted, filed,
written to citizens and counted is the same, and nothing twice.
"""

import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import httpx
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app import facts
from app.clock import now
from app.facts import Fact
from app.files import File
from app.limits import LimitWindow
from app.municipalities.demo import DEMO_CVR
from app.outbox.models import Errand, Target
from app.submissions.models import Submission
from tests.citizen import Browser
from tests.killing.forked import Forked, wait_for
from tests.service import Service
from tests.standins_server import behave
from tests.submissions.walks import moves_alone

# Grown-ups who can report a move of their own.
CITIZENS = ("ada", "uffe", "olena", "karen", "tage", "victor", "winnie", "lene")
BAD = ("loses_answer", "twice", "broken", "500", "down", "429", "redirect", "slow")
SENDERS_A_ROUND = 3
ALL_IS_DONE_SECONDS = 120


@dataclass
class Counted:
    """What there is of each at the end; one submission has one of each."""

    sent: int
    submissions: int
    transactions: int
    receipts: int
    cases: int
    filed: int
    letters: int

    def numbers(self) -> set[int]:
        return set(vars(self).values())


@dataclass
class BadDay:
    """One service under attack; what happens is by `chance`, so that a day can be had again."""

    service: Service
    programs: Forked
    port: int
    workers: int
    chance: random.Random
    references: list[str] = field(default_factory=list)
    kills: Counter[str] = field(default_factory=Counter)

    def begins(self) -> None:
        self.web = self._new_web()
        # The post answers later, through whichever web is there then.
        here = {DEMO_CVR["0657"]: f"http://127.0.0.1:{self.port}"}
        httpx.post(f"{self.service.standins}/digital-post/answers-to", json=here, timeout=60)
        self.crews = [self.programs.starts("worker") for _ in range(self.workers)]

    def passes(self, rounds: int) -> None:
        for _ in range(rounds):
            self._passes_a_round()

    def _passes_a_round(self) -> None:
        for system in ("case-system", "digital-post"):
            mode = self.chance.choice((*BAD, "ok", "ok"))
            behave(
                self.service.standins, system, mode, count=self.chance.randint(1, 3), seconds=0.2
            )
        keys = self.chance.sample(CITIZENS, SENDERS_A_ROUND)
        ready = [moves_alone(self.service.citizen(key)) for key in keys]
        senders = [
            threading.Thread(target=self._presses_until_sent, args=(each,)) for each in ready
        ]
        for sender in senders:
            sender.start()
        for _ in range(2):
            time.sleep(self.chance.uniform(0, 0.25))
            self._kills_one()
        for sender in senders:
            sender.join()
        self._time_passes()

    def _presses_until_sent(self, browser: Browser) -> None:
        """The connection breaks, the citizen presses again; some press twice at once."""
        fields = {each: browser.value(each) for each in ("draft", "revision")}
        cookies = {"session": browser.client.cookies["session"]}
        while True:
            try:
                answer = httpx.post(
                    f"http://127.0.0.1:{self.port}/flytning/kontroller",
                    data=fields,
                    cookies=cookies,
                    headers={"sec-fetch-site": "same-origin", "host": "localhost"},
                    timeout=30,
                )
            except httpx.TransportError:
                time.sleep(0.02)
                continue
            place = answer.headers.get("location", "")
            if answer.status_code == 303 and place.startswith("/kvittering/"):
                self.references.append(place.removeprefix("/kvittering/"))
                return
            assert answer.status_code == 503, (answer.status_code, place)

    def _kills_one(self) -> None:
        who = self.chance.choice(("web", *["worker"] * 3))
        self.kills[who] += 1
        if who == "web":
            self.programs.kills(self.web)
            self.web = self._new_web()
            return
        crew = self.chance.randrange(self.workers)
        self.programs.kills(self.crews[crew])
        self.crews[crew] = self.programs.starts("worker")

    def _new_web(self) -> int:
        web = self.programs.starts("web", self.port)
        wait_for(self.port)
        return web

    def _time_passes(self) -> None:
        """Leases run out, and what waits is due again; also what somebody still is at."""
        with self.service.database.writing.begin() as session:
            session.execute(
                update(Errand)
                .where(Errand.done_at.is_(None))
                .values(due_at=now(), leased_until=None, gave_up_at=None)
            )
            session.execute(update(Target).values(rests_until=None, next_at=None, most_now=None))
            # Each citizen sends more in an hour than one does.
            session.execute(delete(LimitWindow))

    def ends(self) -> None:
        """All behave again; until nothing is left to do."""
        for system in ("case-system", "digital-post"):
            behave(self.service.standins, system, "ok")
        deadline = time.monotonic() + ALL_IS_DONE_SECONDS
        while self._undone():
            assert time.monotonic() < deadline, f"{self._undone()} errands are not done"
            self._time_passes()
            time.sleep(0.5)

    def _undone(self) -> int:
        with self.service.database.reading.begin() as session:
            return _number(session, Errand, Errand.done_at.is_(None))

    def counted(self) -> Counted:
        cases = self._kept("case-system/cases.json")
        letters = self._kept("digital-post/messages.json")
        with self.service.database.reading.begin() as session:
            filed = session.execute(select(Submission.id, Submission.filed_as)).all()
            return Counted(
                sent=len(set(self.references)),
                submissions=len(filed),
                transactions=_number(session, Fact, Fact.kind == facts.TRANSACTION),
                receipts=_number(session, File),
                cases=len(cases),
                filed=len(
                    {(str(row.id), row.filed_as) for row in filed}
                    & {(case["id"], case["case_number"]) for case in cases}
                ),
                letters=len({letter["message_uuid"] for letter in letters}),
            )

    def _kept(self, path: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = httpx.get(
            f"{self.service.standins}/{path}", timeout=60
        ).json()
        return found


def _number(session: Session, table: type[Any], *those: Any) -> int:
    return session.scalar(select(func.count()).select_from(table).where(*those)) or 0
