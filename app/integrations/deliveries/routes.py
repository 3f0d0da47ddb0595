"""The page of deliveries: how each target does, the lists, the search, and »Prøv igen« for many."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app import limits
from app.auth.people import Staff
from app.database import RequestSession, database
from app.errors import PageNotFound, TooMany
from app.integrations.deliveries import errand_routes, mending, trial_routes
from app.integrations.deliveries.lists import LISTED, State, listed, of_reference
from app.integrations.deliveries.opening import PAGE, DeliveriesStaff
from app.integrations.deliveries.targets import (
    ShownTarget,
    longest_wait,
    name_in_words,
    targets_of,
)
from app.municipalities.current import CurrentMunicipality
from app.municipalities.municipality import Municipality
from app.outbox import by_people, target_of
from app.pages import go, page, retry_after, translator_of
from app.security import PostedForm
from app.submissions.look_up import NOT_FOUND
from app.submissions.reference import tidy_reference

router = APIRouter(include_in_schema=False)
pages = APIRouter(prefix=PAGE)


@pages.get("")
def show_deliveries(
    request: Request,
    municipality: CurrentMunicipality,
    staff: DeliveriesStaff,
    tilstand: str = "",
    modtager: str = "",
    efter: str = "",
    igen: str = "",
) -> Response:
    return _page(request, municipality, staff, tilstand, modtager, efter, tried=igen)


@pages.post("/soeg")
def search(
    request: Request,
    municipality: CurrentMunicipality,
    staff: DeliveriesStaff,
    posted: PostedForm,
) -> Response:
    """By POST, so that no reference stands in an address; counted, since one may be guessed."""
    asked, t = posted.one("reference"), translator_of(request)
    found, problems, many = [], {}, None
    if not asked:
        problems["reference"] = t("Skriv referencenummeret.")
    else:
        try:
            limits.spend(limits.LOOK_UP_PER_PERSON, f"{municipality.code} {staff.uuid}")
        except TooMany as too_many:
            many = too_many
            wait = t("Der er slået for mange op på kort tid. Vent {minutes} min., og prøv igen.")
            problems["reference"] = wait.format(minutes=many.minutes)
    if not problems and (reference := tidy_reference(asked)):
        with database().reading.begin() as session:
            found = list(of_reference(session, municipality, staff, reference))
    if not problems and not found:
        problems["reference"] = t(NOT_FOUND)
    if problems:
        return _page(request, municipality, staff, asked=asked, problems=problems, many=many)
    return page(
        request,
        "staff/delivery_search.html",
        errands=found,
        target_names=_names(request, [each.target for each in found]),
    )


@pages.post("/proev-igen")
def try_again(
    request: Request,
    municipality: CurrentMunicipality,
    staff: DeliveriesStaff,
    posted: PostedForm,
) -> Response:
    """Those that were chosen, or all that wait for a person at one target."""
    if target := posted.one("alle"):
        tried = mending.try_all_again(database(), municipality, staff, target)
        return go(f"{PAGE}?igen={tried}")
    chosen = [found for each in posted.all("aerinde") if (found := _id(each)) is not None]
    if not chosen:
        t = translator_of(request)
        said = t("Vælg mindst én, eller tryk »Prøv igen« ved den, det gælder.")
        return _page(
            request,
            municipality,
            staff,
            posted.one("tilstand"),
            posted.one("modtager"),
            posted.one("efter"),
            problems={"aerinder": said},
        )
    with database().writing.begin() as session:
        tried = mending.try_these_again(session, municipality, staff, chosen)
    return go(f"{PAGE}?igen={tried}")


@pages.post("/modtagere/{target}/proev-nu")
def try_target_now(
    target: str,
    municipality: CurrentMunicipality,
    staff: DeliveriesStaff,
    session: RequestSession,
) -> Response:
    """Somebody says that it should be up again. It concerns no citizen, so none is told."""
    if target not in {each.name for each in targets_of(session, municipality, staff)}:
        raise PageNotFound
    by_people.try_target_now(session, target_of(municipality.code, target))
    return go(PAGE)


def _page(
    request: Request,
    municipality: Municipality,
    staff: Staff,
    state: str = "",
    target: str = "",
    after: str = "",
    *,
    tried: str = "",
    asked: str = "",
    problems: dict[str, str] | None = None,
    many: TooMany | None = None,
) -> Response:
    with database().reading.begin() as session:
        targets = targets_of(session, municipality, staff)
        target = target if target in {each.name for each in targets} else ""
        chosen = _state(state, targets, target)
        errands = listed(session, municipality, staff, chosen, target, _id(after))
    t, wrong = translator_of(request), 422 if problems else 200
    context: dict[str, Any] = {
        "targets": targets,
        "target_names": _names(request, [each.name for each in targets]),
        "longest_wait": longest_wait(targets, t),
        "counts": _counts(targets, target),
        "states": LISTED,
        "state": chosen,
        "target": target,
        "after": after if _id(after) else "",
        "tried": int(tried) if tried.isdecimal() and len(tried) < 7 else None,
        "asked": asked,
        "problems": problems or {},
        "kle": staff.kle,
    }
    return page(
        request,
        "staff/deliveries.html",
        status=429 if many else wrong,
        headers=retry_after(many) if many else None,
        errands=errands.errands,
        next_after=errands.after,
        **context,
    )


def _state(named: str, targets: list[ShownTarget], target: str) -> State:
    """As named; else the first that holds anything, since what needs a person comes first."""
    if named in LISTED:
        return State(named)
    counts = _counts(targets, target)
    return next((each for each in LISTED if counts.get(each)), State.STUCK)


def _counts(targets: list[ShownTarget], target: str) -> dict[State, int]:
    """How many there are in each state; what was done by hand is not counted."""
    chosen = [each.counts for each in targets if not target or each.name == target]
    return {
        State.STUCK: sum(each.stuck for each in chosen),
        State.WAITING: sum(each.waiting for each in chosen),
        State.HANDED_OVER: sum(each.handed_over for each in chosen),
    }


def _names(request: Request, names: list[str]) -> dict[str, str]:
    t = translator_of(request)
    return {name: name_in_words(name, t) for name in names}


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


router.include_router(trial_routes.router, prefix=PAGE)
router.include_router(pages)
router.include_router(errand_routes.router, prefix=PAGE)
