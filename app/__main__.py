"""The commands: `python -m app web | worker | standins | migrate | …`, as an image starts them.

Each imports what it needs when it runs, so that a small one does not wait for a large one.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from app.settings import UnsafeSettings, refuse_outside_demo, settings

if TYPE_CHECKING:
    from app.forms.form import Form


def main(arguments: Sequence[str]) -> int:
    if not arguments or arguments[0] in ("-h", "--help"):
        print(_usage())
        return 0 if arguments else 2
    name, *rest = arguments
    command = COMMANDS.get(name)
    if command is None:
        print(f"There is no command {name!r}.\n\n{_usage()}", file=sys.stderr)
        return 2
    try:
        return command(rest)
    except Exception as problem:
        sentence = _plainly(problem)
        if sentence is None:
            raise
        print(sentence, file=sys.stderr)
        return 1


def web(arguments: Sequence[str]) -> int:
    """Serve citizens and staff. `--processes N` for more than one on this machine."""
    import uvicorn

    from app.operations.connections import how_to_serve

    options = argparse.ArgumentParser(prog="python -m app web")
    options.add_argument("--processes", type=int, default=1)
    chosen = options.parse_args(arguments)
    found = settings()
    if chosen.processes > 1:
        # Each process would only die of it, and be started anew for ever.
        from app.municipalities.production import refuse_standins

        refuse_standins()
    uvicorn.run(
        "app.main:create_app",
        factory=True,
        host=found.host,
        port=found.port,
        workers=chosen.processes,
        **how_to_serve(found),
    )
    return 0


def worker(arguments: Sequence[str]) -> int:
    """Make receipts, deliver, send letters, count."""
    _no_more(arguments, "worker")
    from app.worker import run

    return run()


def standins(arguments: Sequence[str]) -> int:
    """Play every outside system, for a demonstration. `--list-persons` says who can log in."""
    refuse_outside_demo()
    from app.standins.command import run

    return run(arguments)


def migrate(arguments: Sequence[str]) -> int:
    """Bring the database to the tables this program knows; sets up the demo's municipalities."""
    _no_more(arguments, "migrate")
    from app.operations.schema import migrate

    migrate()
    if settings().demo:
        from app.database import database
        from app.forms.catalogue import published
        from app.municipalities.demo import set_up

        with database().writing.begin() as session:
            set_up(session, settings(), list(published()))
    return 0


def municipality(arguments: Sequence[str]) -> int:
    """Add, set, list, export or import municipalities."""
    from app.municipalities.commands import run

    return run(list(arguments))


def backup(arguments: Sequence[str]) -> int:
    """Copy a SQLite database to a file, while it is in use."""
    from app.commands.backup import run

    return run(arguments)


def move(arguments: Sequence[str]) -> int:
    """Copy a SQLite database to an empty PostgreSQL one."""
    from app.commands.move import run

    return run(arguments)


def verify(arguments: Sequence[str]) -> int:
    """Is the database whole, and do our SECRET_KEYS open it? Asked after a restore."""
    from app.commands.verify import run

    return run(arguments)


def rotate_keys(arguments: Sequence[str]) -> int:
    """Seal anew with the newest of SECRET_KEYS, so that an older one can be taken away."""
    from app.commands.rotate_keys import run

    return run(arguments)


def verify_log(arguments: Sequence[str]) -> int:
    """Is the log of what staff have looked at whole and in order?"""
    from app.commands.verify_log import run

    return run(arguments)


def end_sessions(arguments: Sequence[str]) -> int:
    """Log one person out of a municipality's pages, or everybody; whom is read unseen."""
    from app.commands.end_sessions import run

    return run(arguments)


def outline(arguments: Sequence[str]) -> int:
    """Print a form's outline in Danish, as a specialist approves it."""
    from app.forms.outline import outline_of

    print(outline_of(_form(arguments, "outline")), end="")
    return 0


def schema(arguments: Sequence[str]) -> int:
    """Print the JSON Schema of a form's answers."""
    import json

    from app.forms.schema import schema_of

    print(json.dumps(schema_of(_form(arguments, "schema")), ensure_ascii=False, indent=2))
    return 0


def sbom(arguments: Sequence[str]) -> int:
    """Print the bill of materials of what runs here (CycloneDX)."""
    from app.commands.sbom import run

    return run(arguments)


def texts(arguments: Sequence[str]) -> int:
    """Collect texts for translation into the catalogues; `--check` lists what has none."""
    from app.commands.texts import run

    return run(arguments)


def health(arguments: Sequence[str]) -> int:
    """Is the program of this container well? Name one (web, worker, standins) to ask elsewhere."""
    from app.commands.health import run

    return run(arguments)


def _plainly(problem: Exception) -> str | None:
    """What is wrong with how the program was started, in a sentence; None for a mistake of ours."""
    if isinstance(problem, UnsafeSettings):
        return f"Cannot start: {problem}"
    from sqlalchemy.exc import OperationalError

    from app.sealed import CannotOpen

    if isinstance(problem, CannotOpen):
        return f"SECRET_KEYS: {problem}; a key is missing, or they were changed."
    if isinstance(problem, OperationalError):
        said = str(problem.orig).partition("\n")[0]
        return f"DATABASE_URL: the database does not answer, or was not migrated: {said}"
    return None


def _form(arguments: Sequence[str], command: str) -> "type[Form]":
    from app.forms.catalogue import published

    options = argparse.ArgumentParser(prog=f"python -m app {command}")
    options.add_argument("form", choices=sorted(published()))
    return published()[options.parse_args(arguments).form]


def _no_more(arguments: Sequence[str], command: str) -> None:
    argparse.ArgumentParser(prog=f"python -m app {command}").parse_args(arguments)


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "web": web,
    "worker": worker,
    "standins": standins,
    "migrate": migrate,
    "municipality": municipality,
    "backup": backup,
    "move": move,
    "verify": verify,
    "rotate-keys": rotate_keys,
    "verify-log": verify_log,
    "end-sessions": end_sessions,
    "outline": outline,
    "schema": schema,
    "sbom": sbom,
    "texts": texts,
    "health": health,
}


def _usage() -> str:
    lines = [f"  {name:13} {(each.__doc__ or '').strip()}" for name, each in COMMANDS.items()]
    return "python -m app COMMAND\n\n" + "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
