"""The front page: find your task in your own words, or by life situation."""

from fastapi import APIRouter, Request, Response

from app import limits
from app.auth.visitor import CurrentVisitor
from app.entrance.own_pages import OWN_PAGES
from app.entrance.search import MOST_LETTERS, find
from app.entrance.tasks import all_tasks, offered, situations_of, tasks_of
from app.municipalities.current import CurrentMunicipality
from app.pages import page, translator_of

router = APIRouter(include_in_schema=False)


@router.get("/")
def front_page(
    request: Request, municipality: CurrentMunicipality, _: CurrentVisitor, soeg: str = ""
) -> Response:
    """`results` is the block that htmx asks for while somebody types."""
    query = " ".join(soeg.split())[:MOST_LETTERS]
    if query:
        limits.spend_search(request)
    return page(
        request,
        "entrance/front.html",
        fragment="results",
        query=query,
        results=tasks_of(municipality, find(query)) if query else None,
        situations=situations_of(municipality),
        areas=all_tasks(municipality, translator_of(request)),
        offered=frozenset(offered(municipality)) | OWN_PAGES.keys(),
    )
