"""What the service says of itself: what we hold and why, and how accessible it is."""

from datetime import date

from fastapi import APIRouter, Request, Response

from app.auth.visitor import CurrentVisitor
from app.entrance.tasks import offered
from app.municipalities.current import CurrentMunicipality
from app.pages import page

# Of the accessibility statement (decision (EU) 2018/1523): when it was first written, and when
# what it says was last compared with the service.
WRITTEN_ON = date(2026, 11, 22)
COMPARED_ON = date(2026, 11, 22)

router = APIRouter(include_in_schema=False)


@router.get("/privatliv")
def privacy_page(
    request: Request, municipality: CurrentMunicipality, _: CurrentVisitor
) -> Response:
    """GDPR articles 13 and 14, per form; the municipality is the controller (dataansvarlig)."""
    forms = offered(municipality)
    return page(
        request,
        "entrance/privacy.html",
        forms=list(forms.values()),
        keep_days={
            slug: municipality.offers[slug].days_to_keep(form) for slug, form in forms.items()
        },
    )


@router.get("/tilgaengelighed")
def accessibility_page(request: Request, _: CurrentVisitor) -> Response:
    return page(
        request, "entrance/accessibility.html", written_on=WRITTEN_ON, compared_on=COMPARED_ON
    )
