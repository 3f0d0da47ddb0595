"""A machine we decide over, with a copy of the project on it: what it has and what it lacks."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.ports import free_port

ROOT = Path(__file__).parents[2]
TOOLS = [
    "awk",
    "bash",
    "cat",
    "cmp",
    "cp",
    "df",
    "dirname",
    "env",
    "grep",
    "id",
    "mkdir",
    "mktemp",
    "rm",
    "sleep",
    "tail",
]

# Plays the virtual environment's Python: a program for each part of the service.
PYTHON = f"""#!{sys.executable}
import http.server, os, pathlib, sys, time
house = pathlib.Path(__file__).parents[2]
what = " ".join(sys.argv[1:])
with (house / "asked").open("a") as asked:
    asked.write(what + "\\n")
fails = house / "fails"
if fails.exists() and fails.read_text() in what:
    sys.exit("broken on purpose")
if what == "-m app standins --list-persons":
    print("Ada Holm")
elif what.startswith("-m app ") and not what.endswith("migrate"):
    part = sys.argv[3]
    # Whole or not there: somebody reads it as soon as it is.
    (house / f"{{part}}.new").write_text(str(os.getpid()))
    (house / f"{{part}}.new").rename(house / f"{{part}}.pid")
    if part == "worker":
        time.sleep(0.3 if (house / "worker-dies").exists() else 600)
        sys.exit(3)
    port = int(os.environ["PORT" if part == "web" else "STANDINS_PORT"])
    answers = http.server.BaseHTTPRequestHandler
    http.server.ThreadingHTTPServer(("127.0.0.1", port), answers).serve_forever()
"""


class Machine:
    """A copy of the project where everything is installed, on a machine we decide over."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tools = folder / "tools"
        for name in (
            "run",
            "test",
            "audit",
            "setup.sh",
            "requirements.txt",
            "requirements-dev.txt",
            "package-lock.json",
        ):
            shutil.copy(ROOT / name, folder)
        self.tools.mkdir()
        for tool in TOOLS:
            (self.tools / tool).symlink_to(str(shutil.which(tool)))
        self.program(".venv/bin/python", PYTHON)
        (folder / "node_modules").mkdir()
        for lock in ("requirements.txt", "requirements-dev.txt"):
            shutil.copy(ROOT / lock, folder / f".venv/installed-{lock}")
        for kind in ("runtime", "dev"):
            shutil.copy(ROOT / "package-lock.json", folder / f"node_modules/installed-{kind}.json")
        self.port, self.standins_port = free_port(), free_port()
        self.mail_port = free_port()

    def program(self, path: str, text: str) -> None:
        program = self.folder / path
        program.parent.mkdir(parents=True, exist_ok=True)
        program.unlink(missing_ok=True)
        program.write_text(text)
        program.chmod(0o755)

    def tool(self, name: str, *lines: str) -> None:
        """Put a program of our own on the PATH."""
        self.program(f"tools/{name}", "\n".join(("#!/usr/bin/env bash", *lines)))

    def without_packages(self) -> None:
        """A Debian where none of our packages is installed."""
        self.tool("dpkg-query", "exit 1")

    def python_fails(self, what: str) -> None:
        """Let the virtual environment's Python fail where it is asked for this."""
        (self.folder / "fails").write_text(what)

    def asked(self) -> str:
        return (self.folder / "asked").read_text()

    def start(self, *command: str, **environment: str) -> subprocess.Popen[str]:
        program, *rest = command or ("run",)
        ports = {
            "PORT": str(self.port),
            "STANDINS_PORT": str(self.standins_port),
            "STANDINS_MAIL_PORT": str(self.mail_port),
        }
        # A shell that is started with Ctrl-C ignored, as one is behind `&`, can never heed it.
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            return subprocess.Popen(
                [self.folder / program, *rest],
                env={"PATH": str(self.tools)} | ports | environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        finally:
            signal.signal(signal.SIGINT, before)

    def refuses(self, *command: str, **environment: str) -> str:
        """Run until it gives up; what it said on the way out."""
        with self.start(*command, **environment) as run:
            _, said = run.communicate(timeout=60)
        assert run.returncode == 1, said
        assert "Cannot go on: " in said
        return said

    @contextmanager
    def running(self) -> Iterator[subprocess.Popen[str]]:
        with self.start() as run:
            try:
                assert run.stdout is not None
                assert any(line.startswith("Ctrl-C") for line in run.stdout), "it did not open"
                deadline = time.monotonic() + 60
                while len(list(self.folder.glob("*.pid"))) < 3:
                    assert time.monotonic() < deadline, "a part did not start"
                    time.sleep(0.01)
                yield run
            finally:
                run.terminate()

    def left_behind(self) -> list[str]:
        """The parts that still run."""
        return [path.stem for path in self.folder.glob("*.pid") if is_running(path)]


def is_running(pid_file: Path) -> bool:
    try:
        os.kill(int(pid_file.read_text()), 0)
    except ProcessLookupError:
        return False
    return True
