"""What `docs/security/rules.md` says we have decided is what the program does."""

import ast
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app import bounds, security
from app.auth import asking as provider_asking
from app.auth import cpr_match_tries, sessions, under_way
from app.cases import timeline
from app.database import Base
from app.every_table import every_table
from app.forms import posted
from app.integrations import outside
from app.integrations.case_events import told
from app.municipalities.case_systems import KINDS
from app.municipalities.changing import SECRETS, VALUES
from app.municipalities.connecting import CASE_SYSTEM_SECRETS
from app.receipts import address, opening
from app.registers import places
from app.sealed import SealedBytes, SealedJSON
from app.settings import Settings
from app.submissions import lapsing, left_behind

ROOT = Path(__file__).parents[2]
RULES = (ROOT / "docs" / "security" / "rules.md").read_text(encoding="utf-8")
LEVELS = {"debug", "info", "warning", "error", "exception", "critical"}
# Whom a row is about, and what they wrote: by name of the column.
PERSONAL = re.compile("name|cpr|person|identit|applicant|acted|acting_for|answer|shown|text|login$")
# Names of things, digests, and texts that a municipality wrote for everybody to read.
NOT_PERSONAL = {
    "case_systems.name",
    "municipalities.name",
    "offered_forms.texts",
    "submissions.form_title",
    "targets.answered_at",
    "targets.name",
}


def section(heading: str) -> str:
    found = re.search(rf"^## {heading}(?: ✓)?\n(.*?)(?=^## |\Z)", RULES, re.M | re.S)
    assert found, heading
    return found[1]


def in_backticks(text: str) -> set[str]:
    return set(re.findall("`([^`]+)`", text))


def test_every_table_has_its_class():
    every_table()
    told = in_backticks(section("What we hold, and how it is kept"))
    assert {table.name for table in Base.metadata.sorted_tables} - told == set()


def test_whoever_is_in_a_row_lies_sealed():
    every_table()
    open_columns = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if PERSONAL.search(column.name)
        and not column.name.endswith("_digest")
        and not isinstance(column.type, SealedJSON | SealedBytes)
    }
    assert open_columns - NOT_PERSONAL == set()


def test_every_secret_stands_among_the_keys():
    keys = section("Keys")
    for setting in ("SECRET_KEYS", "METRICS_TOKEN"):
        assert setting.lower() in Settings.model_fields
        assert setting in in_backticks(keys)
    # By kind, in words: what proves us to a provider, to a case system, and whoever reads figures.
    words = {
        "_oidc": "client secrets",
        "signing_key": "to sign",
        "decryption_key": "to decrypt",
        "case_system": "case system secrets",
        "token": "tokens",
        "alarm": "alarm secrets",
        "smtp": "mail passwords",
    }
    for secret in (*SECRETS, *CASE_SYSTEM_SECRETS):
        (kind,) = [said for part, said in words.items() if secret.endswith(part)]
        assert kind in keys, secret


def test_everybody_we_call_is_written_down():
    called = {name for name in VALUES if name.endswith(("_url", ".issuer"))} - {"base_url"}
    options = {f"option.{name}" for kind in KINDS.values() for name in kind.addresses}
    told = in_backticks(section("Whom we speak with"))
    assert called | options | {"--case-system … url", "DATABASE_URL"} <= told
    assert not {name for name in told - options if name.endswith("_url") and name not in VALUES}


def test_every_line_of_the_log_is_written_down():
    said = {event for path in (ROOT / "app").rglob("*.py") for event in events_of(path)}
    told = in_backticks(section("What is written down"))
    unsaid = {event for event in said if not any(event.startswith(name) for name in told)}
    assert unsaid == set(), "give it a row in docs/security/rules.md"
    rows = re.findall(r"^\| (`.*?) \|", section("What is written down"), re.M)
    unheard = {
        name
        for name in in_backticks("\n".join(rows))
        if not any(event.startswith(name) for event in said)
    }
    assert unheard == set(), "nothing says it any more"


def events_of(path: Path) -> Iterator[str]:
    """The events a module logs; of one that ends with what went wrong, the beginning."""
    if "standins" in path.parts:
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and node.args and is_log(node.func):
            first = node.args[0]
            if isinstance(first, ast.Constant):
                yield str(first.value).removesuffix(": %s")


def is_log(function: ast.expr) -> bool:
    """`log.info(…)`, or what notes an event given to it."""
    if isinstance(function, ast.Attribute):
        return ast.unparse(function.value) == "log" and function.attr in LEVELS
    return isinstance(function, ast.Name) and function.id == "_note"


@pytest.mark.parametrize(
    ("said", "is_so", "must_be"),
    [
        ("30 minutes of silence", sessions.longest_idle(), timedelta(minutes=30)),
        ("after 8 hours", sessions.longest(), timedelta(hours=8)),
        ("random key of 256 bits", sessions.KEY_BYTES * 8, 256),
        ("logins under way 10 minutes", under_way.AT_MOST, timedelta(minutes=10)),
        ("five misses in 15 minutes", opening.MOST_TRIES, 5),
        ("five misses in 15 minutes", opening.TRIES_COUNT_FOR, timedelta(minutes=15)),
        ("one receipt, one day", address.OPENS_FOR, timedelta(days=1)),
        ("openings are forgotten after a day", opening.KEEP, timedelta(days=1)),
        ("three tries in 15 minutes", cpr_match_tries.MOST, 3),
        ("three tries in 15 minutes", cpr_match_tries.WITHIN, timedelta(minutes=15)),
        ("an address 8 KiB", bounds.MOST_ADDRESS_BYTES, 8 * 1024),
        ("100 headers", bounds.MOST_HEADERS, 100),
        ("a body 1 MiB (a form 256 KiB) in 30 seconds", bounds.MOST_BODY_BYTES, 1024**2),
        ("a body 1 MiB (a form 256 KiB) in 30 seconds", security.MOST_FORM_BYTES, 256 * 1024),
        ("a body 1 MiB (a form 256 KiB) in 30 seconds", bounds.BODY_SECONDS, 30),
        ("an event of a case 14 MiB", bounds.MOST_EVENT_BYTES, 14 * 1024**2),
        ("PDF of at most 10 MiB", told.MOST_DOCUMENT_BYTES, 10 * 1024**2),
        ("500 events of a case", timeline.MOST_EVENTS, 500),
        ("500 fields", security.MOST_FIELDS, 500),
        ("20 000 characters in a field", posted.LONGEST, 20_000),
        ("200 values of one name", posted.MOST, 200),
        ("16 KiB at most, and only what is about", left_behind.MOST_BYTES, 16 * 1024),
        ("60 days until an open draft", lapsing.KEEP_DRAFTS, timedelta(days=60)),
        ("two seconds in all, 20 at once", places.AT_MOST_IN_ALL, 20),
        ("of them 10 for one question", places.AT_MOST_AT_ONE, 10),
        ("five seconds in all", provider_asking.BUDGET_SECONDS, 5),
        ("ten seconds in all, 64 KiB", outside.BUDGET_SECONDS, 10),
        ("ten seconds in all, 64 KiB", outside.MOST_ANSWER_BYTES, 64 * 1024),
    ],
)
def test_the_limits_are_as_written(said: str, is_so: object, must_be: object):
    assert said in " ".join(RULES.split())
    assert is_so == must_be
