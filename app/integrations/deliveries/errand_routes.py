"""One errand for staff: what became of every attempt, and what a person can do about it."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.auth.people import Staff
from app.database import RequestSession, database
from app.errors import PageNotFound
from app.forms.posted import Posted
from app.integrations.case_systems.replies import LONGEST_CASE_NUMBER
from app.integrations.deliveries import mending
from app.integrations.deliveries.errands import WholeErrand, opened, theirs, whole
from app.integrations.deliveries.lists import ShownErrand, is_under_way
from app.integrations.deliveries.opening import PAGE, PRESSED, DeliveriesStaff
from app.integrations.deliveries.targets import name_in_words
from app.languages import Translate
from app.municipalities import current
from app.municipalities.current import CurrentMunicipality
from app.municipalities.municipality import Municipality
from app.outbox import try_again as try_errands_again
from app.pages import asks_for_fragment, go, page, translator_of
from app.security import PostedForm
from app.submissions.looks import note_access

LONGEST_NOTE = 1000
# How much is moved.
THIS, ALL, FORM = "denne", "alle", "formularen"
# What the page says was done; as addresses name it.
TRIED, MOVED, DONE, TOO_LATE = "proeves-igen", "flyttet", "gjort", "for-sent"
CORRECTED = "rettet"

router = APIRouter()


@router.get("/{errand_id}")
def show_errand(
    request: Request,
    errand_id: UUID,
    municipality: CurrentMunicipality,
    staff: DeliveriesStaff,
    nu: str = "",
) -> Response:
    return _page(request, municipality, staff, errand_id, said=nu)


@router.post("/{errand_id}/proev-igen")
def try_again(
    request: Request,
    errand_id: UUID,
    municipality: CurrentMunicipality,
    staff: DeliveriesStaff,
    session: RequestSession,
    posted: PostedForm,
) -> Response:
    """Due now, with ten new days to succeed in, unless we are at it. Pressed twice, or too late, it
    does no harm."""
    errand, submission = theirs(session, municipality, staff, errand_id, held=True)
    too_late = errand.done_at is not None or is_under_way(errand)
    if not too_late:
        note_access(session, staff, submission, "change", PRESSED)
    try_errands_again(session, [errand.id])
    if asks_for_fragment(request):
        session.refresh(errand)
        changed = ShownErrand(errand, submission.reference, submission.form_title)
        return page(
            request,
            "staff/deliveries.html",
            fragment="errand",
            errand=changed,
            target_names={changed.target: name_in_words(changed.target, translator_of(request))},
        )
    if posted.one("fra") == "aerinde":
        return go(f"{PAGE}/{errand_id}?nu={TOO_LATE if too_late else TRIED}")
    return go(PAGE)


@router.post("/{errand_id}/flyt")
def move(
    request: Request,
    errand_id: UUID,
    municipality: CurrentMunicipality,
    staff: DeliveriesStaff,
    posted: PostedForm,
) -> Response:
    """To another case system: this case, all of its form that stand in the same place, or the form
    itself with them, from now on."""
    with database().reading.begin() as session:
        found = whole(session, municipality, staff, errand_id)
    if not found.can_be_moved:
        return go(f"{PAGE}/{errand_id}?nu={TOO_LATE}")
    problems = _wrong_move(posted, municipality, staff, found, translator_of(request))
    if problems:
        return _page(request, municipality, staff, errand_id, posted, problems)
    case_system, how_much = posted.one("sagssystem"), posted.one("hvor-meget")
    with database().writing.begin() as session:
        if how_much == FORM:
            slug = found.submission.form_slug
            mending.send_form_to(session, municipality, slug, case_system)
        moved = mending.move(session, municipality, staff, found, case_system)
    if how_much == FORM:
        current.forget()
    if how_much != THIS:
        moved += mending.move_all(database(), municipality, staff, found, case_system)
    return go(f"{PAGE}/{errand_id}?nu={MOVED if moved else TOO_LATE}")


@router.post("/{errand_id}/gjort-i-haanden")
def done_by_hand(
    request: Request,
    errand_id: UUID,
    municipality: CurrentMunicipality,
    staff: DeliveriesStaff,
    posted: PostedForm,
) -> Response:
    """One of the staff has done it, and says how and under which case number."""
    with database().writing.begin() as session:
        found = whole(session, municipality, staff, errand_id, held=True)
        problems = _wrong_note(posted, found, translator_of(request))
        late = not found.can_be_done_by_hand
        if not late and not problems:
            note, case_number = posted.one("note"), posted.one("sagsnummer")
            late = not mending.done_by_hand(session, staff, found, note, case_number)
    if problems and not late:
        return _page(request, municipality, staff, errand_id, posted, problems)
    return go(f"{PAGE}/{errand_id}?nu={TOO_LATE if late else DONE}")


@router.post("/{errand_id}/sagsnummer")
def correct_case_number(
    request: Request,
    errand_id: UUID,
    municipality: CurrentMunicipality,
    staff: DeliveriesStaff,
    posted: PostedForm,
) -> Response:
    """Whoever made the case by hand had mistyped its number."""
    with database().writing.begin() as session:
        found = whole(session, municipality, staff, errand_id, held=True)
        if not found.has_number_by_hand:
            raise PageNotFound
        problems = _wrong_number(posted.one("sagsnummer"), translator_of(request))
        if not problems:
            mending.correct_case_number(session, staff, found, posted.one("sagsnummer"))
    if problems:
        return _page(request, municipality, staff, errand_id, posted, problems)
    return go(f"{PAGE}/{errand_id}?nu={CORRECTED}")


def _wrong_move(
    posted: Posted,
    municipality: Municipality,
    staff: Staff,
    found: WholeErrand,
    t: Translate,
) -> dict[str, str]:
    chosen, problems = posted.one("sagssystem"), {}
    if chosen not in municipality.case_systems or chosen == found.target:
        problems["sagssystem"] = t("Vælg det sagssystem, sagen skal sendes til.")
    if posted.one("hvor-meget") not in _how_much(staff, municipality, found):
        problems["hvor-meget"] = t("Vælg, hvor meget der skal sendes dertil.")
    return problems


def _wrong_note(posted: Posted, found: WholeErrand, t: Translate) -> dict[str, str]:
    note, case_number = posted.one("note"), posted.one("sagsnummer")
    problems = _wrong_number(case_number, t) if found.needs_case_number else {}
    if not note:
        problems["note"] = t("Skriv, hvad du har gjort.")
    elif len(note) > LONGEST_NOTE:
        problems["note"] = t("Skriv det kortere, med højst 1000 tegn.")
    return problems


def _wrong_number(case_number: str, t: Translate) -> dict[str, str]:
    if not case_number:
        return {"sagsnummer": t("Skriv det sagsnummer, sagen har fået i sagssystemet.")}
    if len(case_number) > LONGEST_CASE_NUMBER:
        return {"sagsnummer": t("Skriv et sagsnummer på højst 120 tegn.")}
    return {}


def _how_much(staff: Staff, municipality: Municipality, found: WholeErrand) -> list[str]:
    """What they may choose to move; where the form goes from now on only administrators say."""
    routes = "administrator" in staff.roles and found.submission.form_slug in municipality.offers
    return [THIS, ALL, FORM] if routes else [THIS, ALL]


def _page(
    request: Request,
    municipality: Municipality,
    staff: Staff,
    errand_id: UUID,
    posted: Posted | None = None,
    problems: dict[str, str] | None = None,
    said: str = "",
) -> Response:
    with database().writing.begin() as session:
        found = opened(session, municipality, staff, errand_id)
    names = ("sagssystem", "hvor-meget", "sagsnummer", "note")
    return page(
        request,
        "staff/delivery.html",
        status=422 if problems else 200,
        errand=found,
        target_name=name_in_words(found.target, translator_of(request)),
        case_systems=[name for name in municipality.case_systems if name != found.target],
        how_much=_how_much(staff, municipality, found),
        asked={name: posted.one(name) if posted else "" for name in names},
        problems=problems or {},
        said=said,
    )
