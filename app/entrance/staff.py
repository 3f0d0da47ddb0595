"""The staff's start page, the forms as a specialist reads them, and what is new."""

from functools import cache
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from app.auth.people import Staff
from app.auth.visitor import CurrentStaff, staff_opening
from app.entrance.changelog import Day, days_in
from app.entrance.tasks import offered
from app.errors import PageNotFound
from app.forms.catalogue import published
from app.forms.outline import outline_of
from app.municipalities.current import CurrentMunicipality
from app.pages import ROOT, go, page

FormsStaff = Annotated[Staff, Depends(staff_opening("/personale/formularer"))]
NewsStaff = Annotated[Staff, Depends(staff_opening("/personale/aendringer"))]

router = APIRouter(prefix="/personale", include_in_schema=False)


@router.get("")
def start(staff: CurrentStaff, municipality: CurrentMunicipality) -> Response:
    """Staff begin at the first page their role opens; the menu leads on."""
    return go(staff.pages(municipality.code)[0])


@router.get("/formularer")
def list_forms(request: Request, staff: FormsStaff, municipality: CurrentMunicipality) -> Response:
    """Every published form, also those the municipality does not offer yet."""
    forms = sorted(published().values(), key=lambda form: form.title)
    return page(request, "staff/forms.html", forms=forms, offered=frozenset(offered(municipality)))


@router.get("/formularer/{slug}")
def show_form(request: Request, slug: str, staff: FormsStaff) -> Response:
    """The outline, in Danish whatever the visitor's language: it is what is approved."""
    form = published().get(slug)
    if form is None:
        raise PageNotFound
    return page(request, "staff/outline.html", form=form, outline=outline_of(form))


@router.get("/aendringer")
def show_changes(request: Request, staff: NewsStaff) -> Response:
    return page(request, "staff/changelog.html", days=changelog())


@cache
def changelog() -> list[Day]:
    """The changelog at the root, read once."""
    return days_in((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
