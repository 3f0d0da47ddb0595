"""The staff's delivery page: what is promised and not done, and »Prøv igen«."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from app import outbox
from app.auth.visitor import CurrentStaff
from app.database import ReadingSession, RequestSession
from app.errors import PageNotFound
from app.integrations.undelivered import shown, undelivered
from app.municipalities.current import CurrentMunicipality
from app.outbox import Errand
from app.pages import asks_for_fragment, go, page
from app.submissions.models import Submission

router = APIRouter(prefix="/personale/afleveringer", include_in_schema=False)


@router.get("")
def show_deliveries(
    request: Request,
    municipality: CurrentMunicipality,
    staff: CurrentStaff,
    session: ReadingSession,
) -> Response:
    errands = undelivered(session, municipality)
    return page(request, "staff/deliveries.html", errands=errands)


@router.post("/{errand_id}/proev-igen")
def try_again(
    request: Request,
    errand_id: UUID,
    municipality: CurrentMunicipality,
    staff: CurrentStaff,
    session: RequestSession,
) -> Response:
    """Due now, with ten new days to succeed in. Pressed twice, or too late, it does no harm."""
    errand = session.get(Errand, errand_id)
    if errand is None or errand.municipality_code != municipality.code:
        raise PageNotFound
    outbox.try_again(session, errand)
    if not asks_for_fragment(request):
        return go("/personale/afleveringer")
    session.refresh(errand)
    submission = session.get_one(Submission, errand.submission_id)
    changed = shown(errand, submission.reference, submission.form_title)
    return page(request, "staff/deliveries.html", fragment="errand", errand=changed)
