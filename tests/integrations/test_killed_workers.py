"""A worker is killed (SIGKILL) at the worst moments: nothing is lost, nothing happens twice."""

import os
import signal
import subprocess
import sys
import time

import httpx
import pytest
from sqlalchemy import func, select

from app import worker
from app.files import File
from app.outbox.models import Attempt, Errand
from tests.integrations.served import fall_due, the_errand, the_submission
from tests.service import Service
from tests.standins_server import behave
from tests.submissions.walks import moves_alone

pytestmark = pytest.mark.long

# A worker that runs one errand, and is killed where `{module}.{name}` would have been called.
KILLED_AT = """
import importlib, os, signal, sys
from app import worker
from app.database import database
from app.every_table import every_table

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

kind, module, name = sys.argv[1:]
every_table()
setattr(importlib.import_module(module), name, die)
worker.run_next(database(), [kind])
"""


def killed_at(kind: str, module: str, name: str) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED_AT, kind, module, name], timeout=60)
    assert done.returncode == -signal.SIGKILL


def kept(service: Service, path: str) -> int:
    return len(httpx.get(f"{service.standins}/{path}").json())


def the_outcomes(service: Service) -> list[str | None]:
    """What came of each attempt at the delivery; None of one that was cut off."""
    with service.database.reading.begin() as session:
        return list(
            session.scalars(
                select(Attempt.outcome)
                .join(Errand, Errand.id == Attempt.errand_id)
                .where(Errand.kind == "deliver")
                .order_by(Attempt.number)
            )
        )


def after_the_lease(service: Service, kind: str) -> None:
    """The errand is nobody's until its lease runs out; then another worker does it."""
    assert not worker.run_next(service.database, [kind])
    fall_due(service.database)
    assert worker.run_next(service.database, [kind])
    assert the_errand(service.database, kind).done_at is not None


@pytest.mark.parametrize(
    ("module", "name", "cases"),
    [
        ("app.worker.errands", "do", 0),
        ("app.integrations.case_systems.events", "to_structured_event", 0),
        ("app.integrations.case_systems.events", "_case_number", 1),
        ("app.integrations.deliver", "filed", 1),
        ("app.outbox.ending", "tick_off", 1),
    ],
    ids=[
        "when it is claimed",
        "before it is sent",
        "after it is sent",
        "before the answer is kept",
        "before it is ticked off",
    ],
)
def test_killed_while_delivering(served: Service, module: str, name: str, cases: int):
    moves_alone(served.citizen("ada")).sends()
    killed_at("deliver", module, name)
    assert kept(served, "case-system/cases.json") == cases
    assert the_submission(served.database).filed_as is None
    after_the_lease(served, "deliver")
    (case,) = httpx.get(f"{served.standins}/case-system/cases.json").json()
    assert the_submission(served.database).filed_as == case["case_number"]
    assert the_outcomes(served) == [None, "done"]


def test_killed_after_the_letter_was_taken(committed_service: Service):
    moves_alone(committed_service.citizen("ada")).sends()
    worker.run_next(committed_service.database, ["make_receipt"])
    killed_at("send_letter", "app.integrations.digital_post.hear", "_sent")
    assert not worker.run_next(committed_service.database, ["send_letter"])
    fall_due(committed_service.database)
    assert worker.run_next(committed_service.database, ["send_letter"])
    assert the_errand(committed_service.database, "send_letter").handed_over_at is not None
    assert kept(committed_service, "digital-post/messages.json") == 1
    assert the_submission(committed_service.database).letter_sent_at is not None


def test_killed_after_the_receipt_was_made(committed_service: Service):
    moves_alone(committed_service.citizen("ada")).sends()
    killed_at("make_receipt", "app.outbox.ending", "tick_off")
    assert the_submission(committed_service.database).receipt_file_id is None
    after_the_lease(committed_service, "make_receipt")
    with committed_service.database.reading.begin() as session:
        assert session.scalar(select(func.count()).select_from(File)) == 1
    assert the_submission(committed_service.database).receipt_file_id is not None


def test_the_program_itself_is_killed_while_the_case_system_thinks(served: Service):
    moves_alone(served.citizen("ada")).sends()
    behave(served.standins, "case-system", "slow", count=1, seconds=30)
    program = subprocess.Popen([sys.executable, "-m", "app", "worker"])
    try:
        deadline = time.monotonic() + 60
        while kept(served, "case-system/cases.json") == 0:
            assert time.monotonic() < deadline
            time.sleep(0.05)
    finally:
        os.kill(program.pid, signal.SIGKILL)
        program.wait()
    assert the_submission(served.database).filed_as is None
    after_the_lease(served, "deliver")
    assert kept(served, "case-system/cases.json") == 1
