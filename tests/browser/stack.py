"""The whole service as it stands on a laptop: `web`, `worker` and `standins`, each a program."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from app.database import Database, open_database
from tests.databases import ROOT
from tests.ports import free_port
from tests.standins_server import behave, start_afresh

PATIENCE_SECONDS = 60.0


@dataclass(frozen=True)
class Stack:
    """A service that runs; `base` is where citizens find it, `standins` the world outside."""

    base: str
    standins: str
    database: Database
    logs: Path

    def misbehaves(self, system: str, mode: str) -> None:
        """From now on a stand-in is »down«, »slow«, …, or »ok« again."""
        behave(self.standins, system, mode)

    def starts_afresh(self) -> None:
        """Every stand-in behaves, and has forgotten its cases and letters."""
        start_afresh(self.standins)

    def case(self, reference: str) -> dict[str, Any]:
        """What the case system was sent under a reference, when it has it."""
        address = f"{self.standins}/case-system/cases.json"

        def found() -> dict[str, Any] | None:
            cases = httpx.get(address, trust_env=False, timeout=10).json()
            return next((case for case in cases if case["event"]["subject"] == reference), None)

        case = wait_for(found, f"the case system has {reference}")
        assert isinstance(case, dict)
        return case

    def mistakes(self) -> list[str]:
        """What the programs have logged as errors of ours, or died of."""
        lines = [line for log in self.logs.glob("*.log") for line in log.read_text().splitlines()]
        return [line for line in lines if _is_mistake(line)]


@contextmanager
def running_stack(folder: Path, database_url: str) -> Iterator[Stack]:
    """Start everything on free ports; `folder` takes the logs and what the stand-ins keep."""
    port, standins_port, mail_port = free_port(), free_port(), free_port()
    base, standins = f"http://localhost:{port}", f"http://localhost:{standins_port}"
    environment = {
        "ENVIRONMENT": "demo",
        "DATABASE_URL": database_url,
        "PORT": str(port),
        "STANDINS_PORT": str(standins_port),
        "STANDINS_MAIL_PORT": str(mail_port),
        "SMTP_URL": f"smtp://localhost:{mail_port}",
        "BASE_URL": base,
        "CITIZEN_OIDC_ISSUER": f"{standins}/idp/citizen",
        "STAFF_OIDC_ISSUER": f"{standins}/idp/staff",
        "CIVIL_REGISTER_URL": f"{standins}/civil-register",
        "COMPANY_REGISTER_URL": f"{standins}/company-register",
        "ADDRESS_URL": f"{standins}/addresses",
        "CASE_SYSTEM_URL": f"{standins}/case-system/events",
        "DIGITAL_POST_URL": f"{standins}/digital-post",
    }
    start = _Starter(folder, environment)
    database = open_database(database_url)
    try:
        start("standins", "--keep-in", str(folder / "standins.db"))
        start("migrate").wait(PATIENCE_SECONDS)
        start("web")
        start("worker")
        for address in (f"{base}/readyz", f"{standins}/livez"):
            wait_for(partial(_answers, address), address, start.check)
        yield Stack(base, standins, database, folder)
    finally:
        start.end()
        database.dispose()


def wait_for(look: Callable[[], Any], what: str, between: Callable[[], None] | None = None) -> Any:
    """What `look` finds once it finds something; fails when nobody would wait any longer."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (found := look()):
        assert time.monotonic() < deadline, f"waited in vain: {what}"
        if between is not None:
            between()
        time.sleep(0.1)
    return found


class _Starter:
    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder, self.environment = folder, environment
        self.programs: dict[str, subprocess.Popen[bytes]] = {}

    def __call__(self, *arguments: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{arguments[0]}.log").open("wb") as log:
            program = subprocess.Popen(
                [sys.executable, "-m", "app", *arguments],
                cwd=ROOT,
                env=os.environ | self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self.programs[arguments[0]] = program
        return program

    def check(self) -> None:
        """Fail with the last words of a program that has ended."""
        for name, program in self.programs.items():
            if program.poll():
                raise RuntimeError((self.folder / f"{name}.log").read_text()[-4000:])

    def end(self) -> None:
        for program in self.programs.values():
            program.terminate()
        for program in self.programs.values():
            try:
                program.wait(20)
            except subprocess.TimeoutExpired:
                program.kill()
                program.wait()


def _answers(address: str) -> bool:
    try:
        return httpx.get(address, trust_env=False, timeout=5).status_code == 200
    except httpx.TransportError:
        return False


def _is_mistake(line: str) -> bool:
    if line.startswith("{"):
        return json.loads(line).get("level") in ("error", "critical")
    return line.startswith(("Traceback", "ERROR", "CRITICAL")) or "Warning:" in line
