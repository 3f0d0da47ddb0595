"""The health check of an image that can be any of three programs: it asks which one it is."""

import argparse
from collections.abc import Sequence
from pathlib import Path

import httpx

from app import heartbeat
from app.settings import settings

PROGRAMS = ("web", "worker", "standins")
PATIENCE_SECONDS = 3.0


def run(arguments: Sequence[str]) -> int:
    """0 when well, 1 when not, with a sentence."""
    options = argparse.ArgumentParser(prog="python -m app health")
    options.add_argument("program", nargs="?", choices=PROGRAMS)
    program = options.parse_args(arguments).program or _program_of_this_container()
    problem = _problem_of(program)
    # A worker that waits for its database is well: to start it again would help nobody.
    waits = heartbeat.troubles() if program == "worker" and not problem else ""
    print(f"{program}: {problem or 'ok'}{waits and f', but {waits}'}")
    return 1 if problem else 0


def _program_of_this_container() -> str:
    """What process 1 was started as; elsewhere than in a container, the web."""
    try:
        words = Path("/proc/1/cmdline").read_bytes().decode().split("\0")
    except OSError:
        return "web"
    return next((word for word in words if word in PROGRAMS), "web")


def _problem_of(program: str) -> str | None:
    if program == "worker":
        return heartbeat.problem()
    port = settings().port if program == "web" else settings().standins_port
    path = "/readyz" if program == "web" else "/"
    try:
        answer = httpx.get(f"http://127.0.0.1:{port}{path}", timeout=PATIENCE_SECONDS)
    except httpx.HTTPError as problem:
        return f"does not answer ({type(problem).__name__})"
    said = "; ".join(answer.text.split("\n")).strip("; ")
    return None if answer.is_success else f"answers {answer.status_code}: {said}"
