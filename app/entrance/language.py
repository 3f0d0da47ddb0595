"""`/sprog`: choose a language, and stay where you are."""

from datetime import timedelta

from fastapi import APIRouter, Request, Response

from app.errors import BadRequest
from app.languages import LANGUAGES
from app.municipalities.current import CurrentMunicipality
from app.pages import go, language_cookie
from app.security import PostedForm
from app.way_back import local_path

REMEMBERED = timedelta(days=365)

router = APIRouter(include_in_schema=False)


@router.post("/sprog")
def choose_language(
    request: Request, municipality: CurrentMunicipality, posted: PostedForm
) -> Response:
    """`language` is the code, `back` the page to return to; only one of ours."""
    language = posted.one("language")
    if language not in LANGUAGES:
        raise BadRequest
    answer = go(local_path(posted.one("back")))
    answer.set_cookie(
        language_cookie(request),
        language,
        max_age=int(REMEMBERED.total_seconds()),
        secure=municipality.secure,
        httponly=True,
        samesite="lax",
    )
    return answer
