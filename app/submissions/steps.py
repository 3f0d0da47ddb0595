"""The pages of a form: each step, and the search for addresses."""

import re
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response

from app import limits
from app.auth.visitor import CurrentVisitor
from app.database import database
from app.errors import PageNotFound, TooMany
from app.forms.form import Reading, Step, already_begun
from app.forms.posted import Posted
from app.forms.questions.question import Words
from app.forms.questions.upload import Problems
from app.municipalities.current import CurrentMunicipality
from app.pages import go, language_of, page, retry_after, translator_of
from app.security import PostedForm
from app.submissions import drafts, sending
from app.submissions.address_search import look_up_picked, search_for, searches_for
from app.submissions.attaching import attach, take_away
from app.submissions.current import current_filling, posted_filling, read_again, revision_of
from app.submissions.drafts import AlreadyAbout
from app.submissions.fields import AddressSearch, fields_of, problem_links
from app.submissions.filling import Filling
from app.submissions.left_behind import take_up
from app.submissions.receiving import ReceivedStep
from app.submissions.slugs import FORM

router = APIRouter(include_in_schema=False)
router.include_router(sending.router)


@router.get(FORM + "/{step_slug}")
def show_step(request: Request) -> Response:
    filling = current_filling(request)
    step = _step_asked_for(request, filling)
    if step is None:
        return go(filling.next_address)
    typed = take_up(request, filling)
    if typed is not None:
        filling = filling.with_addresses(look_up_picked(filling.municipality, step, typed))
        return _step_page(request, filling, step, posted=typed, brought_back=True)
    return _step_page(request, filling, step, problems=filling.outgrown(step))


@router.post(FORM + "/{step_slug}")
def save_step(request: Request, received: ReceivedStep) -> Response:
    posted = received.posted
    filling = posted_filling(request, posted)
    step = _step_asked_for(request, filling)
    if step is None:
        return go(filling.next_address)

    filling, revision, wrong_files = attach(filling, received, revision_of(posted))

    action, _, key = posted.one("_action").partition(":")
    if action == "search":
        return _search_page(request, filling, step, posted, key)

    if action == "remove":
        filling, _ = take_away(filling, key, revision)
        return _without_one(request, filling, step, posted, wrong_files)

    filling = filling.with_addresses(look_up_picked(filling.municipality, step, posted))
    later = action == "later" and filling.belongs_to_citizen
    reading = filling.read_unfinished(step, posted) if later else filling.read(step, posted)
    reading.problems.update(wrong_files)
    if reading.problems and not later:
        return _refused(request, filling, step, posted, reading)

    answers = filling.answers_with(reading)
    try:
        kept = answers == filling.draft.answers or _keep(
            filling, step, answers, reading.answers, revision
        )
    except AlreadyAbout:
        problems = {question.key: already_begun() for question in [filling.form.about] if question}
        return _step_page(
            request, filling, step, status=422, posted=posted, problems=problems, later=later
        )
    if not kept:
        newest = read_again(filling)
        # Two presses on one button say the same: nobody has a conflict with themselves.
        if newest.answers_with(reading) != newest.draft.answers:
            return _step_page(request, newest, step, status=409, posted=posted, conflict=True)
        answers = newest.draft.answers
    if later and request.headers.get("sign-of-life") == "no":
        return _kept_by_itself(read_again(filling))
    if reading.problems:
        return _refused(request, read_again(filling), step, posted, reading, later=True)
    if later:
        return go("/mine-sager")
    again = action == "add"
    return go(filling.address_of(step.slug) if again else filling.next_address_with(answers))


def _search_page(
    request: Request, filling: Filling, step: Step, posted: Posted, key: str
) -> Response:
    """The page with what was found for one of its address questions; whoever has searched too
    often types the address."""
    status, headers = 200, {}
    try:
        limits.spend_search(request)
        searches = searches_for(filling.municipality, step, posted, [key])
    except TooMany as many:
        searches = [AddressSearch(key, None)]
        status, headers = 429, retry_after(many)
    return _step_page(
        request, filling, step, status=status, headers=headers, posted=posted, searches=searches
    )


def _without_one(
    request: Request, filling: Filling, step: Step, posted: Posted, problems: Problems
) -> Response:
    """The page as it was sent, once a file is taken away; nothing else on it is judged yet."""
    return _step_page(
        request,
        filling,
        step,
        status=422 if problems else 200,
        posted=posted,
        problems=problems,
    )


def _kept_by_itself(filling: Filling) -> Response:
    """For the page that saves itself before the session ends: what it must say when somebody
    sends it after all."""
    revision = str(filling.draft.revision)
    return Response(status_code=204, headers={"Draft-Revision": revision})


def _refused(
    request: Request,
    filling: Filling,
    step: Step,
    posted: Posted,
    reading: Reading,
    *,
    later: bool = False,
) -> Response:
    """The page with what is wrong on it; `later`, the rest of it is kept and stands there so."""
    return _step_page(
        request,
        filling,
        step,
        status=422,
        posted=_as_kept(filling, step, posted, reading) if later else posted,
        later=later,
        problems=reading.problems,
        searches=searches_for(filling.municipality, step, posted, list(reading.problems)),
    )


def _as_kept(filling: Filling, step: Step, posted: Posted, reading: Reading) -> Posted:
    """What stands in the fields: as typed where it could not be read, elsewhere as it is kept. The
    ticks that were posted would be wrong, since people are numbered by what is kept."""
    words: Words = {}
    for question in step.questions:
        answer = filling.draft.answers.get(question.key)
        wrong = question.key in reading.problems
        words |= question.typed(posted) if wrong else question.words(answer, filling.known)
    return Posted.of(words)


def _keep(
    filling: Filling,
    step: Step,
    answers: dict[str, Any],
    changed: dict[str, Any],
    revision: int,
) -> bool:
    """Keep these answers; False when another tab or device has changed the draft meanwhile."""
    if filling.draft.revision != revision:
        return False
    origins = filling.origins_of(answers, changed)
    about = filling.about(answers) if filling.form.about in step.questions else None
    with database().writing.begin() as session:
        return drafts.save(session, filling.draft, answers, origins, about)


search_router = APIRouter(include_in_schema=False)
ADDRESS_KEY = re.compile("[a-z][a-z0-9_]{0,60}")


@search_router.post("/adresser")
def find_addresses(
    request: Request, municipality: CurrentMunicipality, _: CurrentVisitor, posted: PostedForm
) -> Response:
    """Addresses for what was typed so far, as the fragment of the address question. By POST, so
    that no address stands in anybody's log."""
    key = posted.one("key")
    if not ADDRESS_KEY.fullmatch(key):
        raise PageNotFound
    limits.spend_search(request)
    search = search_for(municipality, key, posted.one(key))
    return page(request, "questions/address_found.html", key=key, search=search)


def _step_page(
    request: Request,
    filling: Filling,
    step: Step,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    conflict: bool = False,
    later: bool = False,
    brought_back: bool = False,
    posted: Posted | None = None,
    **what_happened: Any,
) -> Response:
    fields = fields_of(
        filling,
        step,
        translator_of(request),
        language_of(request),
        posted=posted,
        **what_happened,
    )
    return page(
        request,
        "forms/step.html",
        status=status,
        headers=headers,
        filling=filling,
        step=step,
        fields=fields,
        problems=problem_links(fields),
        conflict=conflict,
        later=later,
        brought_back=brought_back,
    )


def _step_asked_for(request: Request, filling: Filling) -> Step | None:
    """The step the address names; None for one that cannot be shown yet, or not any more. Any
    other address is not a page."""
    slug = request.path_params["step_slug"]
    step = filling.journey.step(slug)
    if step is None and all(slug != each.slug for each in filling.form.steps):
        raise PageNotFound
    return step
