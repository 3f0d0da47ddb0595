"""The demonstration: two municipalities on three hosts, as the settings say."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.municipalities.case_systems import USUAL_KIND, digest_of_token
from app.municipalities.models import (
    FIRST_CASE_SYSTEM,
    CaseSystemRow,
    HostRow,
    MunicipalityRow,
    OfferRow,
)
from app.settings import Settings

FIRST, SECOND = "0657", "0187"
CONTACTS = {
    FIRST: {
        "phone": "70 10 06 57",
        "email": "kommunen@herning.example",
        "dpo_email": "dpo@herning.example",
        "security_email": "sikkerhed@herning.example",
        "mail_from": "selvbetjening@herning.example",
        "alarm_email": "drift@herning.example",
        "postal_address": "Torvet 5, 7400 Herning",
        "website": "https://www.herning.example",
    },
    SECOND: {
        "phone": "70 10 01 87",
        "email": "kommunen@vallensbaek.example",
        "dpo_email": "dpo@vallensbaek.example",
        "mail_from": "selvbetjening@vallensbaek.example",
        "postal_address": "Vallensbæk Stationstorv 100, 2665 Vallensbæk Strand",
        "website": "https://www.vallensbaek.example",
    },
}
OPENING_HOURS = ["Mandag–onsdag kl. 10–15", "Torsdag kl. 10–17", "Fredag kl. 10–13"]
# Pass the check digit and belong to nobody: a real number is configuration, never guessed.
DEMO_CVR = {FIRST: "99000007", SECOND: "99000015"}
THEMES = {FIRST: "borgerdk", SECOND: "vallensbaek"}
DECISIONS = {
    FIRST: {
        "flytning": {"late_fine": 600, "answer_days": 7},
        "adressebeskyttelse": {"answer_days": 3},
        "rotter": {"answer_days": 2},
        "lokaler": {"answer_days": 10},
    },
    SECOND: {
        "flytning": {"answer_days": 14},
        "adressebeskyttelse": {"answer_days": 5},
        "rotter": {"answer_days": 3},
        "lokaler": {"answer_days": 14},
    },
}


HOSTS = {
    FIRST: ("localhost", "127.0.0.1", "herning.localhost"),
    SECOND: ("vallensbaek.localhost",),
}
SYSTEMS = (
    "civil_register_url",
    "company_register_url",
    "address_url",
    "digital_post_url",
    "smtp_url",
)
LOGINS = ("citizen_oidc", "staff_oidc")


def set_up(session: Session, settings: Settings, slugs: list[str]) -> None:
    """Give the two demo municipalities hosts, systems and every form, once.

    After that `municipality set` has the last word, but for two things: addresses that the
    environment names follow it, since `./run` moves them with its ports, and a form that neither
    of the two offers is a new one, which both are given.
    """
    offered = set(
        session.scalars(
            select(OfferRow.form_slug).where(OfferRow.municipality_code.in_((FIRST, SECOND)))
        )
    )
    new = [slug for slug in slugs if slug not in offered]
    for code in (FIRST, SECOND):
        row = session.get_one(MunicipalityRow, code)
        if row.base_url is None:
            _begin(session, row, settings)
            _offer(session, code, slugs)
        else:
            _follow(session, row, settings)
            _offer(session, code, new)
        if code == FIRST and "base_url" in settings.model_fields_set:
            _lead_here(session, code, urlsplit(settings.base_url).hostname or "localhost")


def _begin(session: Session, row: MunicipalityRow, settings: Settings) -> None:
    row.base_url = _base_url(row.code, settings)
    row.contact, row.opening_hours = CONTACTS[row.code], OPENING_HOURS
    row.post_token_digest = digest_of_token(settings.digital_post_token)
    row.cvr, row.theme = DEMO_CVR[row.code], THEMES[row.code]
    row.systems = {name: getattr(settings, name) for name in SYSTEMS} | {
        login: {
            "issuer": getattr(settings, f"{login}_issuer"),
            "client_id": getattr(settings, f"{login}_client_id"),
        }
        for login in LOGINS
    }
    row.secrets = (row.secrets or {}) | {
        login: getattr(settings, f"{login}_client_secret") for login in LOGINS
    }
    session.add(
        CaseSystemRow(
            municipality_code=row.code,
            name=FIRST_CASE_SYSTEM,
            kind=USUAL_KIND,
            url=settings.case_system_url,
            secret=settings.case_system_secret,
            options={},
            events_token_digest=digest_of_token(settings.case_system_events_token),
        )
    )
    for host in HOSTS[row.code]:
        _lead_here(session, row.code, host)


def _follow(session: Session, row: MunicipalityRow, settings: Settings) -> None:
    """Move the addresses that the environment names; a default moves nothing."""
    named = settings.model_fields_set
    if "base_url" in named:
        row.base_url = _base_url(row.code, settings)
    moved: dict[str, Any] = {name: getattr(settings, name) for name in SYSTEMS if name in named}
    for login in LOGINS:
        if f"{login}_issuer" in named:
            issuer = getattr(settings, f"{login}_issuer")
            moved[login] = {**row.systems.get(login, {}), "issuer": issuer}
    row.systems = row.systems | moved
    if "case_system_url" in named:
        session.get_one(CaseSystemRow, (row.code, FIRST_CASE_SYSTEM)).url = settings.case_system_url


def _offer(session: Session, code: str, slugs: Iterable[str]) -> None:
    for slug in slugs:
        if session.get(OfferRow, (code, slug)) is None:
            session.add(
                OfferRow(
                    municipality_code=code,
                    form_slug=slug,
                    decisions=DECISIONS[code].get(slug, {}),
                    texts={},
                    case_system=FIRST_CASE_SYSTEM,
                    case_system_options={},
                    counting={},
                )
            )


def _lead_here(session: Session, code: str, host: str) -> None:
    if session.get(HostRow, host) is None:
        session.add(HostRow(host=host, municipality_code=code))
        session.flush()


def _base_url(code: str, settings: Settings) -> str:
    """The first's own address is the setting; the second is found on the same port."""
    if code == FIRST:
        return settings.base_url
    parts = urlsplit(settings.base_url)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{HOSTS[code][0]}{port}"
