"""CPR match: a login without a CPR number waits until the broker has said yes to one that is typed.

A private broker does not tell the number, only whether it is the person's. The match is made within
fifteen minutes of the login (MitID's own rule).
"""

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from typing import Any

from fastapi import Request
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.auth.asking import YES_OR_NO, Conversation, ProviderSilent
from app.auth.client_authentication import proof_of
from app.auth.cookies import cookie_of
from app.auth.cpr_match_models import CprMatchWaiting
from app.auth.people import Citizen, Login, from_kept, to_keep
from app.auth.sessions import digest_of, name_of_login, name_of_sid
from app.auth.way_on import WayOn
from app.clock import now
from app.municipalities.accounts import OidcClient
from app.municipalities.municipality import Municipality
from app.sealed import digest

AT_MOST = timedelta(minutes=15)
COOKIE = "cpr-match"
UNKNOWN_THERE = 404


class WaitedTooLong(Exception):
    """The broker no longer knows of the login: it must begin again."""


@dataclass(frozen=True)
class Waiting:
    """A login that waits, and where it leads; the person's `cpr` is empty."""

    person: Citizen
    issuer: str
    on: WayOn
    names: Mapping[str, str] = field(repr=False)

    def login_of(self, cpr: str) -> Login:
        """The login, now that the number is the person's."""
        return Login((replace(self.person, cpr=cpr),), issuer=self.issuer, **self.names)


def let_wait(session: Session, municipality: Municipality, login: Login, on: WayOn) -> str:
    """Keep a login whose only identity has no CPR number; gives the key for the browser."""
    key = secrets.token_urlsafe(32)
    (person,) = login.identities
    kept = {name: value for name, value in asdict(login).items() if name != "identities"}
    session.add(
        CprMatchWaiting(
            key_digest=digest_of(key),
            municipality_code=municipality.code,
            login=kept | {"person": to_keep(person), "on": on.to_keep()},
            login_digest=digest(name_of_login(login.issuer, login.subject)),
            sid_digest=digest(name_of_sid(login.issuer, login.sid)) if login.sid else None,
        )
    )
    return key


def key_in(request: Request, municipality: Municipality) -> str:
    """The key the browser shows, whether or not anything waits; empty for none."""
    return cookie_of(request, municipality, COOKIE)


def find_waiting(session: Session, municipality: Municipality, key: str) -> Waiting | None:
    """The login that waits for this browser, if it still does."""
    kept = session.scalars(
        select(CprMatchWaiting.login).where(
            CprMatchWaiting.key_digest == digest_of(key),
            CprMatchWaiting.municipality_code == municipality.code,
            CprMatchWaiting.started_at > now() - AT_MOST,
        )
    ).one_or_none()
    return None if kept is None else _waiting(kept)


def end_waiting(session: Session, key: str) -> bool:
    """Let it wait no more; False for one that did not, since another answer came first."""
    ended = session.scalars(
        delete(CprMatchWaiting)
        .where(CprMatchWaiting.key_digest == digest_of(key))
        .returning(CprMatchWaiting.key_digest)
    )
    return ended.one_or_none() is not None


def is_theirs(account: OidcClient, uuid: str, cpr: str) -> bool:
    """The broker's own answer, yes or no, whether the number is the person's.

    Raises `WaitedTooLong`, or `ProviderSilent` for anything but an answer.
    """
    proof = proof_of(account)
    answer = Conversation().post(
        account.cpr_match_url,
        answers=YES_OR_NO | {UNKNOWN_THERE},
        json={"uuid": uuid, "cpr": cpr} | proof.fields,
        auth=proof.auth,
    )
    if answer.status_code == UNKNOWN_THERE:
        raise WaitedTooLong
    try:
        said = answer.json() if answer.is_success else None
    except (ValueError, RecursionError):
        said = None
    match = said.get("match") if isinstance(said, dict) else None
    if not isinstance(match, bool):
        raise ProviderSilent(f"match: no answer, status {answer.status_code}")
    return match


def _waiting(kept: dict[str, Any]) -> Waiting:
    person = from_kept(kept["person"])
    assert isinstance(person, Citizen)
    names = {name: kept[name] for name in ("subject", "sid", "id_token")}
    return Waiting(
        person=person, issuer=kept["issuer"], on=WayOn.from_kept(kept["on"]), names=names
    )
