"""A bad day: citizens send while web and workers are killed and everything outside misbehaves.

Each round two report a move, of whom some want an SMS, one attaches a picture to what goes to an
archive, and one asks a case to stop. At its end all is well again, time passes, and it is counted.
"""

import random
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import httpx
from sqlalchemy import delete, func, or_, select, update

from app import contacts, outbox
from app.clock import now
from app.limits import LimitWindow
from app.municipalities import current
from app.municipalities.demo import DEMO_CVR
from app.municipalities.models import CaseSystemRow, OfferRow
from app.outbox.models import Attempt, Errand, Target
from app.standins import persons
from app.submissions.models import Submission
from tests.integrations.archives import a_getorganized_account
from tests.killing.counted import interrupted
from tests.killing.forked import Forked, wait_for
from tests.killing.pressing import Press, Presses
from tests.service import Service
from tests.standins_server import behave
from tests.submissions.uploading import PNG, picture
from tests.submissions.walks import moves_alone, reports_rats

# Grown-ups who can report a move of their own.
CITIZENS = ("ada", "uffe", "olena", "karen", "tage", "victor", "winnie", "lene")
WANT_SMS = CITIZENS[::2]
MOVERS_A_ROUND = 2
SENT_A_ROUND = MOVERS_A_ROUND + 1
SYSTEMS = ("case-system", "getorganized", "digital-post")
ARCHIVE = "0657 archive"
# A lease is renewed every five seconds.
DEAD_FOR = timedelta(seconds=6)
BAD = ("loses_answer", "twice", "broken", "500", "down", "429", "redirect", "slow")
# Errands that are aimed at, whichever has been hit least.
KINDS = ("make_receipt", "deliver", "attach", "tell", "send_letter", "send_sms")
AIMS_SECONDS = 2.0
ALL_IS_DONE_SECONDS = 120


@dataclass
class BadDay:
    """One service under attack; what happens is by `chance`, so that a day can be had again."""

    service: Service
    programs: Forked
    port: int
    workers: int
    chance: random.Random
    kills: Counter[str] = field(default_factory=Counter)

    def begins(self) -> None:
        self.presses = Presses(self.port)
        self.pictures = 0
        _there_is_an_archive(self.service)
        _some_want_sms(self.service)
        self.web = self._new_web()
        # The post answers later, through whichever web is there then.
        here = {DEMO_CVR["0657"]: f"http://127.0.0.1:{self.port}"}
        httpx.post(f"{self.service.standins}/digital-post/answers-to", json=here, timeout=60)
        self.crews = [self.programs.starts("worker") for _ in range(self.workers)]

    def passes(self, rounds: int) -> None:
        """So many rounds, and up to as many again until an errand of each kind was hit."""
        self.rounds = 0
        while self.rounds < rounds or (self._missed() and self.rounds < 2 * rounds):
            self._passes_a_round(before_commit=self.rounds % 4 == 0)
            self.rounds += 1

    def _missed(self) -> set[str]:
        return set(KINDS) - set(interrupted(self.service))

    def _passes_a_round(self, *, before_commit: bool) -> None:
        for system in SYSTEMS:
            mode = self.chance.choice((*BAD, "ok", "ok"))
            behave(
                self.service.standins, system, mode, count=self.chance.randint(1, 3), seconds=0.2
            )
        ready = [*self._movers(), self._reporter(), *self._who_stops()]
        if before_commit:
            self.programs.kills(self.web)
            self.web = self._new_web(armed=True)
        began = now()
        self._time_passes()
        threads = self.presses.begin(ready)
        if before_commit:
            self.programs.is_gone(self.web, within_seconds=60)
            self.kills["web before COMMIT"] += 1
            self.web = self._new_web()
        self._aims(began)
        time.sleep(self.chance.uniform(0, 0.25))
        self._kills_one()
        for thread in threads:
            thread.join()

    def _movers(self) -> list[Press]:
        keys = self.chance.sample(CITIZENS, MOVERS_A_ROUND)
        return [Press.send(moves_alone(self.service.citizen(key))) for key in keys]

    def _reporter(self) -> Press:
        pictures = [picture("rotte.jpg"), picture("hul.png", PNG)][: self.chance.randint(1, 2)]
        self.pictures += len(pictures)
        return Press.send(reports_rats(self.service.browser(), *pictures))

    def _who_stops(self) -> list[Press]:
        """Somebody whose case is there, and who has not asked it to stop."""
        with self.service.database.reading.begin() as session:
            moves = session.scalars(
                select(Submission)
                .where(
                    Submission.form_slug == "flytning",
                    Submission.filed_at.is_not(None),
                    Submission.withdrawal_asked_at.is_(None),
                )
                .order_by(Submission.id)
                .limit(1)
            ).all()
        return [
            Press.ask_to_stop(self.service.citizen(_key_of(move)), move.reference) for move in moves
        ]

    def _aims(self, began: datetime) -> None:
        """All workers die at once while one is at an errand of the kind that was hit least."""
        hit = interrupted(self.service)
        kind = min(KINDS, key=lambda each: (hit.get(each, 0), self.chance.random()))
        deadline = time.monotonic() + AIMS_SECONDS
        while not self._is_under_way(kind, began) and time.monotonic() < deadline:
            time.sleep(0.002)
        for crew in range(self.workers):
            self._kills_a_worker(crew)

    def _is_under_way(self, kind: str, began: datetime) -> bool:
        with self.service.database.reading.begin() as session:
            found = session.scalars(
                select(Errand.id)
                .join(Attempt, Attempt.errand_id == Errand.id)
                .where(
                    Errand.kind == kind,
                    Errand.leased_until.is_not(None),
                    Attempt.outcome.is_(None),
                    Attempt.began_at >= began,
                )
                .limit(1)
            )
            return found.first() is not None

    def _kills_one(self) -> None:
        """Whoever it is and whatever they are at."""
        if self.chance.random() < 0.5:
            self._kills_a_worker(self.chance.randrange(self.workers))
            return
        self.programs.kills(self.web)
        self.kills["web"] += 1
        self.web = self._new_web()

    def _kills_a_worker(self, crew: int) -> None:
        self.programs.kills(self.crews[crew])
        self.kills["worker"] += 1
        self.crews[crew] = self.programs.starts("worker")

    def _new_web(self, *, armed: bool = False) -> int:
        web = self.programs.starts("web", self.port, armed=armed)
        wait_for(self.port)
        return web

    def _time_passes(self) -> None:
        """Leases run out, and what waits is due again; also what somebody still is at.

        Not so at the archive, which opens a case each time it is asked to: two at once, of whom
        neither finds the other's, are kept apart by the lease alone.
        """
        alive = Errand.leased_until > now() + outbox.LEASE - DEAD_FOR
        with self.service.database.writing.begin() as session:
            session.execute(
                update(Errand)
                .where(Errand.done_at.is_(None))
                .where(or_(Errand.target != ARCHIVE, Errand.leased_until.is_(None), ~alive))
                .values(due_at=now(), leased_until=None, gave_up_at=None)
            )
            session.execute(update(Target).values(rests_until=None, next_at=None, most_now=None))
            # Each citizen sends more in an hour than one does.
            session.execute(delete(LimitWindow))

    def ends(self) -> None:
        """All behave again; until nothing is left to do."""
        for system in SYSTEMS:
            behave(self.service.standins, system, "ok")
        deadline = time.monotonic() + ALL_IS_DONE_SECONDS
        while undone := self._undone():
            assert time.monotonic() < deadline, f"{undone} errands are not done"
            self._time_passes()
            time.sleep(0.5)

    def _undone(self) -> int:
        with self.service.database.reading.begin() as session:
            undone = select(func.count()).select_from(Errand).where(Errand.done_at.is_(None))
            return session.scalar(undone) or 0


def _key_of(move: Submission) -> str:
    """Which test person sent it."""
    return next(key for key in CITIZENS if persons.by_key(key).cpr == move.applicant["cpr"])


def _there_is_an_archive(service: Service) -> None:
    """Herning sends reports of rats to GetOrganized, and the rest where it did."""
    account = a_getorganized_account(service.standins)
    with service.database.writing.begin() as session:
        session.add(
            CaseSystemRow(
                municipality_code="0657",
                name="archive",
                kind="getorganized",
                url=account.url,
                secret=account.secret,
                options=dict(account.options),
            )
        )
        session.flush()
        session.get_one(OfferRow, ("0657", "rotter")).case_system = "archive"
    current.forget()


def _some_want_sms(service: Service) -> None:
    with service.database.writing.begin() as session:
        for key in WANT_SMS:
            cpr = persons.by_key(key).cpr
            contacts.keep(session, "0657", cpr, phone="+4520304050", email="", sms=True)
