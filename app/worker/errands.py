"""Doing one errand: which work follows which kind, and what its end means."""

from collections.abc import Callable, Collection, Mapping

import structlog

from app import outbox
from app.database import Database
from app.integrations.counting.completed import count
from app.integrations.deliver import attach, deliver
from app.integrations.limits import limits_of_targets
from app.integrations.mail_news import mail_news
from app.integrations.outside import Refused, Unavailable, within
from app.integrations.remote_words import impersonal
from app.integrations.send_letter import send_letter
from app.integrations.send_news import send_news, send_news_sms
from app.integrations.send_sms import send_sms
from app.integrations.tell import tell
from app.outbox import ending
from app.outbox.models import Errand
from app.outbox.outcomes import Done, HandedOver, NoLonger, NotYet
from app.outbox.targets import Limit
from app.receipts.make import make_receipt
from app.submissions.models import Submission

Work = Callable[[Database, Errand], Done | HandedOver]

ERRANDS: dict[str, Work] = {
    outbox.RECEIPT: make_receipt,
    outbox.DELIVER: deliver,
    outbox.ATTACH: attach,
    outbox.TELL: tell,
    outbox.LETTER: send_letter,
    outbox.SMS: send_sms,
    outbox.COUNT: count,
    outbox.NEWS: send_news,
    outbox.NEWS_SMS: send_news_sms,
    outbox.NEWS_MAIL: mail_news,
}

# All that one errand asks outside, however many calls it is: less than whoever is stuck is given.
LONGEST_SECONDS = 240.0

log = structlog.get_logger()


def run_next(database: Database, kinds: Collection[str] = tuple(ERRANDS)) -> bool:
    """Do one errand that is due; False when there is nothing to do."""
    limits = limits_of_targets(database)
    with database.writing.begin() as session:
        found = outbox.claim(session, kinds, limits=limits)
    for errand in found:
        do(database, errand, limits)
    return bool(found)


def do(database: Database, errand: Errand, limits: Mapping[str, Limit]) -> None:
    """Do an errand that was claimed, and write down how it ended. No transaction is open while a
    system outside is asked."""
    limit = limits.get(errand.target, Limit())
    try:
        with within(LONGEST_SECONDS):
            done = ERRANDS[errand.kind](database, errand)
        with database.writing.begin() as session:
            done.keep(session)
            end = ending.hand_over if isinstance(done, HandedOver) else ending.tick_off
            end(session, errand, limit)
    except NotYet as reason:
        with database.writing.begin() as session:
            ending.postpone(session, errand, str(reason))
    except NoLonger as reason:
        with database.writing.begin() as session:
            ending.let_go(session, errand, str(reason))
    except Unavailable as problem:
        _note("errand put back", errand, problem)
        said, wait = _said(database, errand, problem.words), problem.retry_after
        outcome = "unavailable" if problem.reached else "unreached"
        with database.writing.begin() as session:
            ending.put_back(session, errand, str(problem), wait=wait, outcome=outcome, said=said)
    except Refused as problem:
        _note("errand refused", errand, problem)
        said = _said(database, errand, problem.words)
        with database.writing.begin() as session:
            ending.give_up(session, errand, str(problem), said=said, limit=limit)
    except Exception as problem:
        _note("errand failed", errand, problem)
        # Only its kind: what an exception says may quote what a citizen wrote.
        told = f"Der skete en uventet fejl hos os ({type(problem).__name__})."
        with database.writing.begin() as session:
            ending.put_back(session, errand, told, outcome="failed")


def _said(database: Database, errand: Errand, words: str) -> str:
    """The target's own words, without the submission's."""
    if not words:
        return ""
    with database.reading.begin() as session:
        return impersonal(words, session.get_one(Submission, errand.submission_id))


def _note(what: str, errand: Errand, problem: Exception) -> None:
    log.warning(
        what,
        errand=str(errand.id),
        kind=errand.kind,
        attempts=errand.attempts,
        municipality=errand.municipality_code,
        exc_info=problem,
    )
