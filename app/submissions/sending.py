"""The last page of a form: every answer once more, and »Send«."""

from collections.abc import Mapping

from fastapi import APIRouter, Request, Response

from app import limits
from app.auth.powers.right import must_still_hold
from app.database import database
from app.errors import TooMany
from app.pages import go, language_of, page, retry_after, translator_of
from app.security import PostedForm
from app.submissions.current import current_filling, posted_filling, read_again, revision_of
from app.submissions.drafts import AFTER_SILENCE
from app.submissions.filling import Filling
from app.submissions.register import may_still_act
from app.submissions.slugs import FORM
from app.submissions.submit import NotReady, submit

router = APIRouter(include_in_schema=False)


@router.get(FORM + "/kontroller")
def check_answers(request: Request) -> Response:
    filling = current_filling(request)
    if not filling.journey.complete:
        return go(filling.next_address)
    return _check_page(request, filling)


@router.post(FORM + "/kontroller")
def send_answers(request: Request, posted: PostedForm) -> Response:
    filling = posted_filling(request, posted)
    revision, t, language = revision_of(posted), translator_of(request), language_of(request)
    try:
        limits.spend(
            limits.SUBMIT_PER_PERSON,
            filling.draft.acting_digest.hex(),
            (limits.SUBMIT_PER_ADDRESS, limits.address_of(request)),
        )
    except TooMany as many:
        minutes, headers = many.minutes, retry_after(many)
        return _check_page(request, filling, status=429, headers=headers, wait_minutes=minutes)
    if not may_still_act(filling):
        headers = {"Retry-After": str(int(AFTER_SILENCE.total_seconds()))}
        return _check_page(request, filling, status=503, headers=headers, register_silent=True)
    try:
        with database().writing.begin() as session:
            must_still_hold(session, filling.who.acted_by)
            submission = submit(session, filling, revision, t, language)
    except NotReady:
        newest = read_again(filling)
        if not newest.journey.complete:
            return go(newest.next_address)
        return _check_page(request, newest, status=409, conflict=True)
    return go(f"/kvittering/{submission.reference}")


def _check_page(
    request: Request,
    filling: Filling,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    conflict: bool = False,
    wait_minutes: int = 0,
    register_silent: bool = False,
) -> Response:
    return page(
        request,
        "forms/check.html",
        status=status,
        headers=headers,
        wait_minutes=wait_minutes,
        register_silent=register_silent,
        filling=filling,
        rows=filling.rows(translator_of(request), language_of(request)),
        warnings=filling.warnings(translator_of(request)),
        conflict=conflict,
    )
