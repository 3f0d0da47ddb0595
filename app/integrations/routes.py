"""The staff's delivery page: what is promised and not done, and »Prøv igen«."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from app import outbox
from app.auth.people import Staff
from app.auth.roles import StaffPage
from app.auth.visitor import staff_opening
from app.database import ReadingSession, RequestSession
from app.errors import PageNotFound
from app.integrations.undelivered import longest_wait, shown, undelivered
from app.municipalities.current import CurrentMunicipality
from app.outbox import Errand
from app.pages import asks_for_fragment, go, page, translator_of
from app.submissions.look_up import note_access
from app.submissions.models import Submission

PAGE: StaffPage = "/personale/afleveringer"
# As the citizen reads it in the access log.
PRESSED = "Vi prøver igen at gøre det, vi har lovet dig i sagen"
DeliveriesStaff = Annotated[Staff, Depends(staff_opening(PAGE))]

router = APIRouter(prefix=PAGE, include_in_schema=False)


@router.get("")
def show_deliveries(
    request: Request,
    municipality: CurrentMunicipality,
    staff: DeliveriesStaff,
    session: ReadingSession,
) -> Response:
    return page(
        request,
        "staff/deliveries.html",
        errands=undelivered(session, municipality, staff),
        longest_wait=longest_wait(session, municipality, staff, translator_of(request)),
        kle=staff.kle,
    )


@router.post("/{errand_id}/proev-igen")
def try_again(
    request: Request,
    errand_id: UUID,
    municipality: CurrentMunicipality,
    staff: DeliveriesStaff,
    session: RequestSession,
) -> Response:
    """Due now, with ten new days to succeed in. Pressed twice, or too late, it does no harm."""
    errand = session.get(Errand, errand_id)
    if errand is None or errand.municipality_code != municipality.code:
        raise PageNotFound
    submission = session.get_one(Submission, errand.submission_id)
    if not staff.covers(submission.kle):
        raise PageNotFound
    if errand.done_at is None:
        note_access(session, staff, submission, "change", PRESSED)
    outbox.try_again(session, [errand.id])
    if not asks_for_fragment(request):
        return go(PAGE)
    session.refresh(errand)
    changed = shown(errand, submission.reference, submission.form_title)
    return page(request, "staff/deliveries.html", fragment="errand", errand=changed)
