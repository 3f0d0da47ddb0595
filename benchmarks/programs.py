"""Programs started for a measurement, and ended after it whatever happens."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Stopwatch, family_of, megabytes

ROOT = Path(__file__).parent.parent
PATIENCE_SECONDS = 60.0


@dataclass(frozen=True)
class Program:
    """A web program that answers; `first_page_seconds` is from nothing to its first page."""

    port: int
    pid: int
    first_page_seconds: float

    @property
    def processes(self) -> list[int]:
        """The process itself, and those it has started to serve and to watch."""
        return family_of(self.pid)

    @property
    def megabytes(self) -> list[float]:
        """What each of them holds, the largest first."""
        return sorted((megabytes(pid) for pid in self.processes), reverse=True)


def environment_for(database_url: str, port: int, outside: int) -> dict[str, str]:
    """The demo's settings with everything outside at one port; `synchronous=FULL` as always."""
    world = f"http://127.0.0.1:{outside}"
    return {
        "ENVIRONMENT": "demo",
        "DATABASE_URL": database_url,
        "PORT": str(port),
        "BASE_URL": f"http://localhost:{port}",
        "CITIZEN_OIDC_ISSUER": world,
        "STAFF_OIDC_ISSUER": world,
        "CIVIL_REGISTER_URL": world,
        "COMPANY_REGISTER_URL": world,
        "ADDRESS_URL": world,
        "CASE_SYSTEM_URL": f"{world}/events",
        "DIGITAL_POST_URL": world,
        # Each citizen says an address of their own, as behind a proxy.
        "TRUSTED_PROXIES": "127.0.0.1",
    }


def run(environment: Mapping[str, str], *arguments: str) -> str:
    """Run a program to its end; what it printed."""
    return subprocess.run(
        _command(arguments),
        cwd=ROOT,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=PATIENCE_SECONDS * 5,
    ).stdout


@contextmanager
def serving(
    environment: Mapping[str, str], port: int, first_page: str, *arguments: str
) -> Iterator[Program]:
    """Start a web program and wait for its first page, whatever that answers."""
    with Stopwatch() as watch:
        started = _start(environment, arguments)
        try:
            _wait_for_page(started, port, first_page)
        except BaseException:
            _end(started)
            raise
    try:
        yield Program(port, started.pid, watch.seconds)
    finally:
        _end(started)


@contextmanager
def working(environment: Mapping[str, str], number: int, *arguments: str) -> Iterator[list[int]]:
    """Start the same program so many times, of which nobody asks anything; their ids."""
    started: list[subprocess.Popen[bytes]] = []
    try:
        for _ in range(number):
            started.append(_start(environment, arguments))
        yield [each.pid for each in started]
    finally:
        for each in started:
            _end(each)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _start(environment: Mapping[str, str], arguments: tuple[str, ...]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        _command(arguments),
        cwd=ROOT,
        env=os.environ | environment,
        stdin=subprocess.DEVNULL,
        # A line is written for each request, as in production, and read by nobody.
        stdout=subprocess.DEVNULL,
    )


def _command(arguments: tuple[str, ...]) -> list[str]:
    return [sys.executable, "-m", *arguments]


def _wait_for_page(program: subprocess.Popen[bytes], port: int, path: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    asked = f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n".encode()
    while program.poll() is None and time.monotonic() < deadline:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
                connection.sendall(asked)
                if connection.recv(4096).startswith(b"HTTP/1.1 "):
                    return
        except ConnectionRefusedError:
            time.sleep(0.02)
    raise RuntimeError(f"nothing answered at port {port}")


def _end(started: subprocess.Popen[bytes]) -> None:
    family = family_of(started.pid) if started.poll() is None else []
    started.terminate()
    try:
        started.wait(20)
    except subprocess.TimeoutExpired:
        for pid in family:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        started.wait()
