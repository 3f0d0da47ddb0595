"""`python -m app municipality add | set | token | list | export | import`: municipalities as
operations keep them.

A secret is read from standard input, never from the command line, where everybody on the machine
could see it. In an export it is sealed with our own keys: an installation with the same
SECRET_KEYS opens it, nobody else does.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.database import database
from app.municipalities import current
from app.municipalities.changing import (
    SECRETS,
    Refusal,
    add_host,
    row_of,
    take_host,
    value,
)
from app.municipalities.connecting import (
    CASE_SYSTEM_SECRETS,
    case_system_of,
    case_system_value,
    new_events_token,
    new_post_token,
    withdraw,
)
from app.municipalities.given_secrets import given
from app.municipalities.models import HostRow, MunicipalityRow, OfferRow
from app.municipalities.offering import offer_of, offer_value
from app.municipalities.production import staying_fit, unfit
from app.municipalities.transfer import bring_in, refuse_malformed, written_out


def run(arguments: list[str]) -> int:
    """Do one command; 0 when done, 1 with a sentence when refused, and then nothing is changed."""
    chosen = _parsed(arguments)
    try:
        with database().writing.begin() as session:
            chosen.does(session, chosen)
    except Refusal as refusal:
        print(f"Refused: {refusal}", file=sys.stderr)
        return 1
    current.forget()
    return 0


def add(session: Session, chosen: argparse.Namespace) -> None:
    """Add what is none of the 98, or put any into service on its hosts."""
    row = session.get(MunicipalityRow, chosen.code)
    if row is None:
        if not chosen.name:
            raise Refusal(f"{chosen.code} is none of the 98; --name adds it.")
        row = MunicipalityRow(
            code=_code(chosen.code), name=chosen.name, contact={}, opening_hours=[], systems={}
        )
        session.add(row)
        session.flush()
    elif chosen.name:
        row.name = chosen.name
    with staying_fit(session, row.code):
        if chosen.base_url:
            value(row, "base_url", chosen.base_url)
        _lead_to(session, row, chosen.host)
    print(f"{row.code} {row.name}: {row.base_url or 'not in service'}")


def set_(session: Session, chosen: argparse.Namespace) -> None:
    """Change what a municipality has decided, or, with --form, about one form."""
    row = row_of(session, chosen.code)
    with staying_fit(session, row.code):
        for host in chosen.without_host:
            take_host(session, row, host)
            if urlsplit(row.base_url or "").hostname == host.lower():
                row.base_url = None
        _lead_to(session, row, chosen.host)
        _change(session, row, chosen)
    print(f"{row.code} {row.name}: changed")


def _lead_to(session: Session, row: MunicipalityRow, hosts: Sequence[str]) -> None:
    """Let hosts lead to it; where it has no address of its own, that is on the first of them."""
    for host in hosts:
        add_host(session, row, host)
    of_row = HostRow.municipality_code == row.code
    left = session.scalars(select(HostRow.host).where(of_row).order_by(HostRow.host)).all()
    for host in (*hosts, *left)[:1]:
        row.base_url = row.base_url or f"https://{host.lower()}"


def _change(session: Session, row: MunicipalityRow, chosen: argparse.Namespace) -> None:
    if chosen.case_system and chosen.withdraw:
        withdraw(session, case_system_of(session, row, chosen.case_system, new=False))
    elif chosen.case_system:
        system = case_system_of(session, row, chosen.case_system, new=True)
        for name, text in map(_assignment, chosen.values):
            case_system_value(system, name, text)
        for name in chosen.secret:
            system.secret = given(name, CASE_SYSTEM_SECRETS)
    elif chosen.form and chosen.withdraw:
        session.delete(offer_of(session, row, chosen.form, new=False))
    elif chosen.form:
        offer = offer_of(session, row, chosen.form, new=True)
        for name, text in map(_assignment, chosen.values):
            offer_value(session, offer, name, text)
        for name in chosen.secret:
            given(name, ())
    else:
        for name, text in map(_assignment, chosen.values):
            value(row, name, text)
        for name in chosen.secret:
            row.secrets = (row.secrets or {}) | {name: given(name, SECRETS)}


def token(session: Session, chosen: argparse.Namespace) -> None:
    """Make the bearer token by which a case system reports what becomes of its cases, or the post
    what became of a message; it is shown once, and the one before it opens nothing any more."""
    row = row_of(session, chosen.code)
    if chosen.digital_post and chosen.withdraw:
        row.post_token_digest = None
        print(f"{row.code} {row.name}: a message that the post has taken is done")
        return
    if chosen.withdraw:
        raise Refusal("only that of --digital-post can be withdrawn.")
    if chosen.digital_post:
        print(new_post_token(row))
        return
    print(new_events_token(case_system_of(session, row, chosen.case_system, new=False)))


def list_(session: Session, chosen: argparse.Namespace) -> None:
    """Those in service, with hosts and forms; every one with --all."""
    for row in session.scalars(select(MunicipalityRow).order_by(MunicipalityRow.code)):
        of_row = HostRow.municipality_code == row.code
        hosts = session.scalars(select(HostRow.host).where(of_row).order_by(HostRow.host)).all()
        if not hosts and not chosen.all:
            continue
        slugs = session.scalars(
            select(OfferRow.form_slug)
            .where(OfferRow.municipality_code == row.code)
            .order_by(OfferRow.form_slug)
        ).all()
        print(f"{row.code}  {row.name}  {' '.join(hosts) or '-'}  {' '.join(slugs) or '-'}")


def export(session: Session, chosen: argparse.Namespace) -> None:
    """Write municipalities to standard output as JSON; all in service when none is named."""
    codes = chosen.codes or session.scalars(
        select(HostRow.municipality_code).distinct().order_by(HostRow.municipality_code)
    )
    found = [written_out(session, row_of(session, code)) for code in codes]
    json.dump({"municipalities": found}, sys.stdout, ensure_ascii=False, indent=2, sort_keys=True)
    print()


def import_(session: Session, chosen: argparse.Namespace) -> None:
    """Make municipalities as a file from `export` says: all of them, or none."""
    try:
        text = sys.stdin.read() if chosen.file == "-" else Path(chosen.file).read_text("utf-8")
        found = list(json.loads(text)["municipalities"])
    except (OSError, ValueError, KeyError, TypeError):
        raise Refusal(f"{chosen.file} is no file from export.") from None
    for written in found:
        _bring_in(session, written, without_secrets=chosen.without_secrets)


def _bring_in(session: Session, written: Any, *, without_secrets: bool) -> None:
    """One that is not whole yet, and was not in service, waits for its hosts until it is."""
    refuse_malformed(written)
    code = written["code"]
    of_row = HostRow.municipality_code == code
    served = session.scalar(select(HostRow.host).where(of_row).limit(1)) is not None
    with staying_fit(session, code):
        row = bring_in(session, written, without_secrets=without_secrets)
        session.flush()
        wrong = [] if served else unfit(session, code)
        if wrong:
            session.execute(delete(HostRow).where(of_row))
            print("\n".join([*wrong, f"Then: municipality set {code} --host …"]))
    print(f"{row.code} {row.name}: brought in{', not in service' if wrong else ''}")


def _parsed(arguments: list[str]) -> argparse.Namespace:
    parser = _parser()
    chosen, more = parser.parse_known_args(arguments)
    # argparse takes what stands together; »set 0657 --form flytning keep_days=60« is fair too.
    if any(each.startswith("-") for each in more) or (more and "values" not in chosen):
        parser.error(f"not understood: {' '.join(more)}")
    if more:
        chosen.values += more
    return chosen


def _parser() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(
        prog="python -m app municipality", description="Municipalities, as operations keep them."
    )
    verbs = options.add_subparsers(required=True, metavar="COMMAND")

    adding = verbs.add_parser("add", help=add.__doc__)
    adding.add_argument("code", help="four digits, such as 0657")
    adding.add_argument("--host", action="append", default=[], help="a host name of theirs")
    adding.add_argument(
        "--base-url", help="their own address; https on the first host if not given"
    )
    adding.add_argument("--name", help="with »Kommune«, as it stands on every page")
    adding.set_defaults(does=add)

    setting = verbs.add_parser("set", help=set_.__doc__)
    setting.add_argument("code")
    setting.add_argument("values", nargs="*", metavar="NAME=VALUE", help="an empty value removes")
    setting.add_argument("--host", action="append", default=[], help="one more host name")
    setting.add_argument("--without-host", action="append", default=[], help="one less")
    setting.add_argument("--form", metavar="SLUG", help="values and secrets are about this form")
    setting.add_argument(
        "--case-system", metavar="NAME", help="values and secrets are about this case system"
    )
    setting.add_argument(
        "--withdraw", action="store_true", help="offer that form, have that case system, no more"
    )
    setting.add_argument(
        "--secret",
        action="append",
        default=[],
        metavar="NAME",
        help=f"read it from standard input: {', '.join(SECRETS)}, or with --case-system "
        f"{', '.join(CASE_SYSTEM_SECRETS)}",
    )
    setting.set_defaults(does=set_)

    making = verbs.add_parser("token", help=token.__doc__)
    making.add_argument("code")
    whose = making.add_mutually_exclusive_group(required=True)
    whose.add_argument("--case-system", metavar="NAME")
    whose.add_argument(
        "--digital-post", action="store_true", help="of the gateway that brings the post's answers"
    )
    making.add_argument(
        "--withdraw", action="store_true", help="it has none: the post gives no answers here"
    )
    making.set_defaults(does=token)

    listing = verbs.add_parser("list", help=list_.__doc__)
    listing.add_argument("--all", action="store_true", help="also those without a host")
    listing.set_defaults(does=list_)

    exporting = verbs.add_parser("export", help=export.__doc__)
    exporting.add_argument("codes", nargs="*")
    exporting.set_defaults(does=export)

    importing = verbs.add_parser("import", help=import_.__doc__)
    importing.add_argument("file", help="a file from export; - for standard input")
    importing.add_argument(
        "--without-secrets", action="store_true", help="keep the secrets that are here already"
    )
    importing.set_defaults(does=import_)
    return options


def _assignment(argument: str) -> tuple[str, str]:
    name, equals, text = argument.partition("=")
    if not equals:
        raise Refusal(f"{argument!r} is not NAME=VALUE.")
    return name.strip(), text.strip()


def _code(code: str) -> str:
    if len(code) != 4 or not (code.isascii() and code.isdigit()):
        raise Refusal("a municipality's code is four digits, such as 0657.")
    return code
