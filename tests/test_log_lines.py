"""What a program prints is lines of one kind, whoever in it speaks."""

import json
import subprocess
import sys

import pytest

pytestmark = pytest.mark.long

SPEAKING = """
import logging
from app.observing import set_up_logs
from app.registers import addresses

set_up_logs()
addresses.search("http://127.0.0.1:1/addresses", "Dalgasgade 12")
log = logging.getLogger("a.library")
log.info("said too softly")
log.warning("forged\\n{\\"event\\": \\"logged in\\"}")
try:
    raise ValueError("2407900000")
except ValueError:
    log.exception("it broke")
"""


def test_a_library_that_warns_speaks_as_we_do():
    said = subprocess.run(
        [sys.executable, "-c", SPEAKING], capture_output=True, text=True, check=True
    )
    silent, forged, broke = [json.loads(line) for line in said.stdout.splitlines()]
    assert silent["event"].startswith("address register is silent: ")
    assert silent["logger"] == "app.registers.addresses"
    assert forged["event"] == 'forged\n{"event": "logged in"}'
    assert (broke["event"], broke["problem"]) == ("it broke", "ValueError")
    assert {line["timestamp"][-1] for line in (silent, forged, broke)} == {"Z"}
    assert [line["level"] for line in (silent, forged, broke)] == ["warning", "warning", "error"]
    assert "2407900000" not in said.stdout + said.stderr
    assert "Dalgasgade" not in said.stdout + said.stderr
