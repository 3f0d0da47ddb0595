"""`/forlad`: tells that you leave this service before you do, where there is no JavaScript.

It leads to borger.dk, or from a form for companies to virk.dk, and nowhere else: our name cannot be
lent to another's address.
"""

from fastapi import APIRouter, Request, Response

from app.auth.visitor import CurrentVisitor
from app.pages import page

router = APIRouter(include_in_schema=False)


@router.get("/forlad")
def leaving_page(request: Request, _: CurrentVisitor, til: str = "") -> Response:
    return page(request, "entrance/leave.html", virk=til == "virk")
