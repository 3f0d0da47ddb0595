"""Tells whoever has left a draft that it will be deleted, by Digital Post and never on paper.

An errand is about something that was sent, and this is not: what is promised stands on the draft
itself, and goes with it. Asked every minute; what the post cannot take now is tried in an hour.
"""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid5

import structlog
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.clock import now
from app.database import Database
from app.forms.catalogue import published
from app.forms.messages import write_date
from app.integrations.digital_post import sf1601
from app.integrations.digital_post.handing_over import addressed_to
from app.integrations.digital_post.letter import Letter, Link
from app.integrations.outside import Refused, Unavailable
from app.languages import DANISH, translate_to
from app.municipalities.municipality import Municipality, read
from app.receipts.pdf import letter_pdf
from app.submissions.lapsing import deleted_on, is_noticed
from app.submissions.models import Draft
from app.timekeeping import doubt

AT_ONCE = 20
AGAIN_AFTER = timedelta(hours=1)

log = structlog.get_logger()


def send_notices(database: Database) -> bool:
    """Send those that are due; True if there may be more at once. A municipality whose post cannot
    take one now is asked no more for now, and holds up no other."""
    with database.writing.begin() as session:
        drafts = () if doubt(session) else _claim(session)
    silent: set[str] = set()
    for draft in drafts:
        code = draft.municipality_code
        if code in silent:
            continue
        try:
            _tell(database, draft)
        except Unavailable as problem:
            log.warning("notice put off", municipality=code, exc_info=problem)
            silent.add(code)
            continue
        except Refused as problem:
            # Whoever is exempt gets no paper about what they have not sent.
            log.info("notice refused", municipality=code, exc_info=problem)
        _told(database, draft)
    return len(drafts) == AT_ONCE and not silent


def _claim(session: Session) -> Sequence[Draft]:
    """Those to tell of, which nobody else takes meanwhile. Who has come back need not be told."""
    moment = now()
    due = session.scalars(
        select(Draft)
        .where(Draft.notice_due_at <= moment)
        .order_by(Draft.notice_due_at)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    for draft in due:
        draft.notice_due_at = moment + AGAIN_AFTER if is_noticed(draft) else None
    return [draft for draft in due if draft.notice_due_at is not None]


def _tell(database: Database, draft: Draft) -> None:
    """Hand the letter to the post; raises `Unavailable` or `Refused`."""
    with database.reading.begin() as session:
        municipality = read(session, draft.municipality_code)
    assert municipality is not None
    if draft.form_slug in published() and draft.form_slug in municipality.offers:
        sf1601.send(municipality.digital_post_url, letter_of(draft, municipality))


def _told(database: Database, draft: Draft) -> None:
    with database.writing.begin() as session:
        session.execute(
            update(Draft)
            .where(Draft.id == draft.id, Draft.notice_promised_at == draft.notice_promised_at)
            .values(notice_due_at=None)
        )


def letter_of(draft: Draft, municipality: Municipality) -> Letter:
    """The letter to whoever began the draft, whomever it is for. To a company it does not say what
    was begun: colleagues do not see that. A draft has no language, so it is in Danish."""
    t = translate_to(DANISH)
    promised = draft.notice_promised_at
    assert promised is not None
    by_citizen = draft.acted_by is not None and draft.acted_by["kind"] == "citizen"
    person = draft.acted_by if by_citizen and draft.acted_by else draft.applicant
    is_company = person["kind"] == "company"
    title = "" if is_company else t(published()[draft.form_slug].title)
    address = f"{municipality.base_url}/mine-sager"
    return Letter(
        message_id=UUID(bytes=uuid5(draft.id, f"notice {promised}").bytes, version=4),
        reference="",
        title=t("Det, du er begyndt på, bliver slettet"),
        notification=t("Noget, du er begyndt på hos {municipality}, bliver snart slettet.").format(
            municipality=municipality.name
        ),
        language=DANISH,
        created_at=promised,
        addressed=addressed_to(municipality, person),
        about=None,
        links=(Link(t("Mine sager"), "SELVBETJENING", address),),
        filename=t("bliver-slettet.pdf"),
        pdf=letter_pdf(
            "letters/draft.html",
            DANISH,
            form_title=title,
            municipality=municipality,
            address=address,
            promised=promised,
            deleted_on=write_date(deleted_on(draft), t),
            for_another=by_citizen,
            for_company=is_company,
        ),
        digital_only=True,
    )
