"""The staff's start page, the forms as a specialist reads them, and what is new."""

from functools import cache

from fastapi import APIRouter, Request, Response

from app.auth.visitor import CurrentStaff
from app.entrance.changelog import Day, days_in
from app.entrance.tasks import offered
from app.errors import PageNotFound
from app.forms.catalogue import published
from app.forms.outline import outline_of
from app.municipalities.current import CurrentMunicipality
from app.pages import ROOT, go, page

router = APIRouter(prefix="/personale", include_in_schema=False)


@router.get("")
def start(staff: CurrentStaff) -> Response:
    """Staff begin where the figures are; the menu leads on."""
    return go("/personale/statistik")


@router.get("/formularer")
def list_forms(
    request: Request, staff: CurrentStaff, municipality: CurrentMunicipality
) -> Response:
    """Every published form, also those the municipality does not offer yet."""
    forms = sorted(published().values(), key=lambda form: form.title)
    return page(request, "staff/forms.html", forms=forms, offered=frozenset(offered(municipality)))


@router.get("/formularer/{slug}")
def show_form(request: Request, slug: str, staff: CurrentStaff) -> Response:
    """The outline, in Danish whatever the visitor's language: it is what is approved."""
    form = published().get(slug)
    if form is None:
        raise PageNotFound
    return page(request, "staff/outline.html", form=form, outline=outline_of(form))


@router.get("/aendringer")
def show_changes(request: Request, staff: CurrentStaff) -> Response:
    return page(request, "staff/changelog.html", days=changelog())


@cache
def changelog() -> list[Day]:
    """The changelog at the root, read once."""
    return days_in((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
