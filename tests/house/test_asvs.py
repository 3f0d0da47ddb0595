"""The table of OWASP ASVS 5.0.0, levels 1 and 2: whole, honest about itself, and shown by tests."""

import ast
import csv
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "docs" / "security" / "asvs.csv"
COLUMNS = ["id", "level", "asks", "answer", "where", "test", "without_test"]
ANSWERS = ("met", "partly", "not met", "does not apply")
BEING_BUILT = "Is being built"
FEWEST_WORDS = 4


def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ROWS = rows()
OURS = [
    path.relative_to(ROOT).as_posix()
    for top in ("app", "docs", "tests")
    for path in (ROOT / top).rglob("*.*")
]


def each(row: dict[str, str]) -> str:
    return row["id"]


@cache
def defined_in(name: str) -> frozenset[str]:
    """The test functions a file defines; none for a file that is not there."""
    path = ROOT / name
    if not path.is_file():
        return frozenset()
    defined = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return frozenset(node.name for node in defined if isinstance(node, ast.FunctionDef))


def test_it_has_every_requirement_of_levels_one_and_two_in_order():
    asked = (TABLE.parent / "asvs-ids.txt").read_text().split("\n")
    assert [f"{row['id']} {row['level']}" for row in ROWS] == [line for line in asked if line]
    assert len(ROWS) == 253
    assert Counter(row["level"] for row in ROWS) == {"1": 70, "2": 183}
    assert list(ROWS[0]) == COLUMNS


@pytest.mark.parametrize("row", ROWS, ids=each)
def test_an_answer_is_one_of_four_and_gives_its_reason(row: dict[str, str]):
    assert row["answer"] in ANSWERS
    assert len(row["where"].split()) >= FEWEST_WORDS or row["test"]
    assert all(value == value.strip() for value in row.values())


@pytest.mark.parametrize("row", ROWS, ids=each)
def test_what_we_say_we_do_is_shown_by_a_test_or_says_why_none_can(row: dict[str, str]):
    if row["answer"] in ("met", "partly"):
        assert bool(row["test"]) != bool(row["without_test"])
        assert row["test"] or len(row["without_test"].split()) >= FEWEST_WORDS
    else:
        assert not row["test"], "a test would show that it is met"


@pytest.mark.parametrize("row", [row for row in ROWS if row["test"]], ids=each)
def test_every_test_that_is_named_is_there(row: dict[str, str]):
    for named in row["test"].split():
        file, _, test = named.partition("::")
        assert test.startswith("test_")
        assert test in defined_in(file), named


@pytest.mark.parametrize("row", ROWS, ids=each)
def test_every_file_function_and_section_that_is_named_is_there(row: dict[str, str]):
    """`events.py`, `sessions.py: log_in_to`, `docs/security/rules.md`, »Keys«."""
    for name, _, thing in re.findall(r"`([\w/.-]+\.(?:py|md|csv))(: ?([\w.]+))?`", row["where"]):
        found = [path for path in OURS if f"/{path}".endswith(f"/{name}")]
        assert found, name
        assert any(thing in (ROOT / path).read_text(encoding="utf-8") for path in found), thing
    for document, section in re.findall(r"`(docs/[^`]+\.md)`, »([^«]+)«", row["where"]):
        headings = re.findall("^## (.*?)(?: ✓)?$", (ROOT / document).read_text(), re.M)
        assert section in headings


@pytest.mark.parametrize("column", ["asks", "where"])
def test_no_sentence_is_copied_from_another_row(column: str):
    counted = Counter(row[column] for row in ROWS)
    assert [text for text, times in counted.items() if times > 1] == []


def test_what_is_being_built_is_not_called_met():
    assert [
        row["id"] for row in ROWS if BEING_BUILT in row["where"] and row["answer"] == "met"
    ] == []
    assert "pending" not in TABLE.read_text(encoding="utf-8")


def test_the_readme_says_the_totals():
    totals = Counter(row["answer"] for row in ROWS)
    said = ", ".join(f"{totals[answer]} {answer}" for answer in ANSWERS)
    assert f"253 requirements: {said}." in (ROOT / "README.md").read_text(encoding="utf-8")
