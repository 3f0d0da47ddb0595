"""A municipality as the rest of the program sees it: values, read from its rows."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.forms.form import Form
from app.forms.questions.phone import DENMARK
from app.municipalities.accounts import OidcClient, account_in
from app.municipalities.case_systems import CaseSystemSetup
from app.municipalities.models import CaseSystemRow, HostRow, MunicipalityRow, OfferRow

ALARM_AFTER_MINUTES = 60


@dataclass(frozen=True)
class Offer:
    """A form this municipality offers, with its own decisions about it."""

    form_slug: str
    decisions: Mapping[str, Any]
    texts: Mapping[str, str]
    keep_days: int | None
    case_system: str
    case_system_options: Mapping[str, str]
    counting: Mapping[str, str] = field(default_factory=dict)

    def days_to_keep(self, form: type[Form]) -> int:
        """How long what was sent is kept here once it is filed: as decided, else as the form
        says."""
        return self.keep_days or form.keep_days


@dataclass(frozen=True)
class Municipality:
    """One municipality (kommune): its name, address, systems and the forms it offers."""

    code: str
    name: str
    cvr: str
    base_url: str
    hosts: tuple[str, ...]
    theme: str
    phone: str
    email: str
    dpo_email: str
    security_email: str
    postal_address: str
    website: str
    opening_hours: tuple[str, ...]
    citizen_oidc: OidcClient
    staff_oidc: OidcClient
    civil_register_url: str
    company_register_url: str
    address_url: str
    digital_post_url: str
    post_token_digest: bytes | None = field(repr=False)
    statistics_token: str = field(repr=False)
    smtp_url: str
    smtp_password: str = field(repr=False)
    mail_from: str
    alarm_url: str
    alarm_secret: str = field(repr=False)
    alarm_email: str
    alarm_after_minutes: int
    offers: Mapping[str, Offer]
    case_systems: Mapping[str, CaseSystemSetup]

    @property
    def secure(self) -> bool:
        """Whether its address is https, so that cookies can be locked to it."""
        return urlsplit(self.base_url).scheme == "https"

    @property
    def tel(self) -> str:
        """Its phone as a global number (RFC 3966), without `tel:`; Danish where no + says
        otherwise, empty where there is no number."""
        digits = re.sub("[^0-9]", "", self.phone)
        if not digits:
            return ""
        return f"+{digits}" if "+" in self.phone else DENMARK + digits

    @property
    def post_answers(self) -> bool:
        """Whether the post tells later what became of a message: it can where it has a token."""
        return self.post_token_digest is not None


def read(session: Session, code: str) -> Municipality | None:
    """The municipality with this four-digit code."""
    row = session.get(MunicipalityRow, code)
    return None if row is None else _from_rows(session, row)


def read_by_host(session: Session, host: str) -> Municipality | None:
    """The municipality that this host name (without port) leads to."""
    found = session.get(HostRow, host.lower())
    return None if found is None else read(session, found.municipality_code)


def _from_rows(session: Session, row: MunicipalityRow) -> Municipality:
    hosts = session.scalars(
        select(HostRow.host).where(HostRow.municipality_code == row.code).order_by(HostRow.host)
    )
    offers = session.scalars(
        select(OfferRow).where(OfferRow.municipality_code == row.code).order_by(OfferRow.form_slug)
    )
    case_systems = session.scalars(
        select(CaseSystemRow)
        .where(CaseSystemRow.municipality_code == row.code)
        .order_by(CaseSystemRow.name)
    )
    contact, systems, secrets = row.contact, row.systems, row.secrets or {}
    return Municipality(
        code=row.code,
        name=row.name,
        cvr=row.cvr or "",
        base_url=row.base_url or "",
        hosts=tuple(hosts),
        theme=row.theme,
        phone=contact.get("phone", ""),
        email=contact.get("email", ""),
        dpo_email=contact.get("dpo_email", ""),
        security_email=contact.get("security_email", ""),
        postal_address=contact.get("postal_address", ""),
        website=contact.get("website", ""),
        opening_hours=tuple(row.opening_hours),
        citizen_oidc=account_in(systems, secrets, "citizen_oidc"),
        staff_oidc=account_in(systems, secrets, "staff_oidc"),
        civil_register_url=systems.get("civil_register_url", ""),
        company_register_url=systems.get("company_register_url", ""),
        address_url=systems.get("address_url", ""),
        digital_post_url=systems.get("digital_post_url", ""),
        post_token_digest=row.post_token_digest,
        statistics_token=secrets.get("statistics_token", ""),
        smtp_url=systems.get("smtp_url", ""),
        smtp_password=secrets.get("smtp", ""),
        mail_from=contact.get("mail_from", ""),
        alarm_url=systems.get("alarm_url", ""),
        alarm_secret=secrets.get("alarm", ""),
        alarm_email=contact.get("alarm_email", ""),
        alarm_after_minutes=systems.get("alarm_after_minutes", ALARM_AFTER_MINUTES),
        offers={offer.form_slug: _offer(offer) for offer in offers},
        case_systems={system.name: _case_system(system) for system in case_systems},
    )


def _offer(row: OfferRow) -> Offer:
    return Offer(
        form_slug=row.form_slug,
        decisions=row.decisions,
        texts=row.texts,
        keep_days=row.keep_days,
        case_system=row.case_system,
        case_system_options=row.case_system_options,
        counting=row.counting,
    )


def _case_system(row: CaseSystemRow) -> CaseSystemSetup:
    return CaseSystemSetup(
        name=row.name,
        kind=row.kind,
        url=row.url,
        secret=row.secret or "",
        options=row.options,
        most_at_once=row.most_at_once,
        most_per_minute=row.most_per_minute,
        events_token_digest=row.events_token_digest,
    )
