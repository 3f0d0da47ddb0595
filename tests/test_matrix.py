"""Who gets what: every route asked by nobody, two citizens, a company and every role of staff.

The table is read and approved in `matrix.csv`; MATRIX=write writes it anew, to be read again.
"""

import os

import pytest

from tests.matrix import TABLE, table
from tests.service import Service, service, standins

__all__ = ["service", "standins"]

pytestmark = pytest.mark.long


def test_everybody_gets_what_the_table_says_and_nothing_else(service: Service):
    found = table(service)
    if os.environ.get("MATRIX") == "write":
        TABLE.write_text(found, encoding="utf-8")
    # Line by line, so that a difference names its route.
    assert found.splitlines() == TABLE.read_text(encoding="utf-8").splitlines()
