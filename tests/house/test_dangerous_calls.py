"""Nothing in the service runs, unpacks or believes what it was given as code, command or markup."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "app").rglob("*.py"))
TEMPLATES = sorted([*(ROOT / "templates").rglob("*.html"), *(ROOT / "app").rglob("*.html")])
# Code made of text, commands of the system, formats that build objects, weak chance, weak hashes.
CALLS = {"eval", "exec", "compile", "__import__", "Markup", "md5", "sha1", "system", "popen"}
IMPORTS = {"marshal", "pickle", "shelve", "subprocess", "yaml", "markupsafe", "memcache", "ldap3"}
OF_CHANCE = {"random"}
# How long a worker waits before it tries again: nobody gains by guessing that.
WHERE_CHANCE_MAY_BE_WEAK = {"app/outbox/ending.py", "app/outbox/targets.py"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


def called(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield node.func.id, node
            elif isinstance(node.func, ast.Attribute) and is_of_a_module(node.func.value):
                yield node.func.attr, node


def is_of_a_module(value: ast.expr) -> bool:
    """`os.system`, `hashlib.md5`; not `re.compile`, which compiles no code."""
    return isinstance(value, ast.Name) and value.id in {"os", "hashlib", "builtins", "markupsafe"}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_module_runs_what_it_was_given(path: Path):
    tree = ast.parse(path.read_text())
    assert IMPORTS & set(imported(tree)) == set()
    assert CALLS & {name for name, _ in called(tree)} == set()
    if name_of(path) not in WHERE_CHANCE_MAY_BE_WEAK:
        assert OF_CHANCE & set(imported(tree)) == set()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_statement_or_pattern_is_put_together_of_what_was_given(path: Path):
    """`text()` and `exec_driver_sql()` for the database, and regular expressions, take what stands
    in the code, or what another constant of the module puts there in capitals."""
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in {"text", "exec_driver_sql"} or is_a_pattern(node.func):
                assert all(name.isupper() for name in put_in(node.args[0])), ast.unparse(node)


def put_in(part: ast.AST) -> Iterator[str]:
    """The names whose values become part of the text; one that only chooses does not."""
    if isinstance(part, ast.Name):
        yield part.id
    left_out = part.test if isinstance(part, ast.IfExp) else None
    for each in ast.iter_child_nodes(part):
        if each is not left_out:
            yield from put_in(each)


def is_a_pattern(function: ast.expr) -> bool:
    return (
        isinstance(function, ast.Attribute)
        and isinstance(function.value, ast.Name)
        and function.value.id == "re"
    )


UNESCAPED = re.compile(
    r"\|\s*safe\b|autoescape\s+false|javascript:|\bstyle="
    r"|\bon(click|change|submit|load|error|focus|blur|input|key\w+|mouse\w+)="
)


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_no_template_turns_escaping_off_nor_holds_a_script(path: Path):
    assert not UNESCAPED.search(path.read_text())
