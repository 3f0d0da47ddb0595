"""Starts the stand-ins, as `python -m app standins`, or says who can log in at them.

They know nothing of the service's settings; what they share with it, they read from the same
variables of the environment.
"""

import argparse
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn

from app.standins.login.clients import Client
from app.standins.login.professional import professionals
from app.standins.main import (
    DEMO_CASE_SYSTEM_SECRET,
    DEMO_CLIENTS,
    DEMO_EVENTS_TOKEN,
    DEMO_POST_TOKEN,
    create_app,
)
from app.standins.persons import everyone
from app.standins.staff import colleagues


def run(arguments: Sequence[str]) -> int:
    """Serve until told to stop; 0 when stopped as it should be."""
    options = argparse.ArgumentParser(prog="python -m app standins")
    options.add_argument("--list-persons", action="store_true", help="say who can log in, and stop")
    options.add_argument(
        "--keep-in",
        type=Path,
        default=Path("var/standins.db") if Path("var").is_dir() else None,
        help="SQLite file for cases and letters (without: var/standins.db, or memory)",
    )
    options.add_argument(
        "--file-server",
        type=Path,
        metavar="FOLDER",
        help="serve this folder by SFTP too, as somebody's file drop",
    )
    chosen = options.parse_args(arguments)
    if chosen.list_persons:
        print(list_of_persons())
        return 0
    with _file_server(chosen.file_server):
        _serve(chosen.keep_in)
    return 0


@contextmanager
def _file_server(folder: Path | None) -> Iterator[None]:
    """Serve the folder, where there is one, and say how a municipality is set up to use it."""
    if folder is None:
        yield
        return
    from app.standins.file_server import PASSWORD, USERNAME, serving_folder  # slow to begin with

    with serving_folder(folder.absolute()) as server:
        print(
            f"python -m app municipality set 0657 --case-system arkiv kind=filedrop "
            f"url=sftp://127.0.0.1:{server.port}/drop option.username={USERNAME} "
            f"'option.host_key={server.host_key}' --secret case_system <<< {PASSWORD}",
            flush=True,
        )
        yield


def _serve(keep_in: Path | None) -> None:
    host = os.environ.get("HOST", "127.0.0.1")
    uvicorn.run(
        create_app(
            case_system_secret=os.environ.get("CASE_SYSTEM_SECRET", DEMO_CASE_SYSTEM_SECRET),
            events_token=os.environ.get("CASE_SYSTEM_EVENTS_TOKEN", DEMO_EVENTS_TOKEN),
            clients=DEMO_CLIENTS | clients_in(os.environ),
            keep_in=keep_in,
            mail_at=(host, int(os.environ.get("STANDINS_MAIL_PORT", "8002"))),
            receipts_to=(
                os.environ.get("SF2900_RECEIPTS_URL", ""),
                os.environ.get("SF2900_RECEIPTS_TOKEN", ""),
            ),
            post_token=os.environ.get("DIGITAL_POST_TOKEN", DEMO_POST_TOKEN),
            post_answers_to=municipalities_at(os.environ.get("BASE_URL", "http://localhost:8000")),
        ),
        host=host,
        port=int(os.environ.get("STANDINS_PORT", "8001")),
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=2,
    )


def clients_in(environment: Mapping[str, str]) -> dict[str, Client]:
    """The service's accounts at the login providers, where the environment names them."""
    return {
        environment[f"{kind}_OIDC_CLIENT_ID"]: Client(
            secret=environment[f"{kind}_OIDC_CLIENT_SECRET"]
        )
        for kind in ("CITIZEN", "STAFF")
        if f"{kind}_OIDC_CLIENT_ID" in environment and f"{kind}_OIDC_CLIENT_SECRET" in environment
    }


def municipalities_at(base_url: str) -> dict[str, str]:
    """Where the two municipalities of the demonstration are, by CVR number: the second on the same
    port as the first."""
    port = urlsplit(base_url).port
    second = "http://vallensbaek.localhost" + (f":{port}" if port else "")
    return {"99000007": base_url, "99000015": second}


def list_of_persons() -> str:
    """Everybody who can log in, one a line, in Danish."""
    citizens = [p for p in everyone().values() if p.has_login and not p.refused]
    lines = ["Testpersoner, du kan logge ind som:"]
    lines += [f"  {person.name} ({person.cpr}): {person.why}" for person in citizens]
    lines += [f"  {each.name}: {each.why}" for each in professionals().values()]
    lines += ["", "Medarbejdere:"]
    lines += [f"  {each.name}, {each.municipality}: {each.why}" for each in colleagues().values()]
    return "\n".join(lines)
