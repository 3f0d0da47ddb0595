"""`/{slug}`: before you start on a form, or what there is to know where there is no form here."""

from fastapi import APIRouter, Request, Response

from app.auth.visitor import CurrentVisitor
from app.entrance.areas import areas
from app.entrance.tasks import offered
from app.errors import PageNotFound
from app.municipalities.current import CurrentMunicipality
from app.pages import page
from app.submissions.slugs import FORM
from app.submissions.start import start_page

router = APIRouter(include_in_schema=False)


@router.get(FORM)
def show_task(
    request: Request, slug: str, municipality: CurrentMunicipality, visitor: CurrentVisitor
) -> Response:
    form = offered(municipality).get(slug)
    if form is not None:
        return start_page(request, form, municipality, visitor)
    answer = area_page(request, slug)
    if answer is None:
        raise PageNotFound
    return answer


def area_page(request: Request, slug: str) -> Response | None:
    """What an area is, who answers and how to reach them; None for a slug that is no area."""
    area = areas().get(slug)
    return None if area is None else page(request, "entrance/area.html", area=area)
