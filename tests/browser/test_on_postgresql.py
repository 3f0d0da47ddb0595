"""The same service on PostgreSQL: one journey through all of it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.stack import running_stack
from tests.browser.walker import Walker
from tests.browser.walks import moves_alone, saves_receipt
from tests.databases import PostgreSQLDatabases

pytestmark = pytest.mark.browser


def test_ada_moves(
    sit_down: Callable[..., Walker], postgresql_databases: PostgreSQLDatabases, tmp_path: Path
):
    with running_stack(tmp_path, postgresql_databases.empty()) as stack:
        ada = sit_down(stack, "ada")
        reference = moves_alone(ada)
        assert saves_receipt(ada).startswith(b"%PDF-")
        ada.opens(f"/mine-sager/{reference}").waits_to_read("Hos kommunen")
        assert stack.mistakes() == []
