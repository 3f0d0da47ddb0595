"""`/fuldmagter`: give a power of attorney, take it back, take one on, and act for another."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.orm import Session

from app import limits
from app.auth.acting_for import ActingFor
from app.auth.people import Citizen
from app.auth.powers import powers, relations
from app.auth.powers.giving import Giving
from app.auth.powers.models import PowerOfAttorney
from app.auth.powers.received import meant_for, received_by
from app.auth.powers.shown import is_named, shown_relation, shown_to_grantor, shown_to_holder
from app.auth.powers.switching import begin_acting, end_acting
from app.auth.visitor import CurrentVisitor, Visitor, WhoeverComes, must_be_sure
from app.clock import today
from app.database import database
from app.errors import LoginNeeded, NotAllowed, PageNotFound, TooMany
from app.forms.messages import InvalidAnswer, Translate
from app.forms.posted import Posted
from app.municipalities.current import CurrentMunicipality
from app.municipalities.municipality import Municipality
from app.pages import go, page, retry_after, translator_of
from app.security import PostedForm
from app.way_back import here

PAGE = "/fuldmagter"
router = APIRouter(prefix=PAGE, include_in_schema=False)


async def citizen_themselves(request: Request, visitor: CurrentVisitor) -> Citizen:
    """The citizen who has logged in, well enough to give away the right to act for them; raises
    `LoginNeeded`, `StepUpNeeded` for too low a login, or `NotAllowed` for a company's people."""
    return _themselves(request, visitor)


def _themselves(request: Request, visitor: Visitor) -> Citizen:
    if visitor.company is not None:
        raise NotAllowed
    if visitor.citizen is None:
        raise LoginNeeded(here(request))
    must_be_sure(visitor, here(request))
    return visitor.citizen


Themselves = Annotated[Citizen, Depends(citizen_themselves)]


@router.get("")
def show_powers(
    request: Request, municipality: CurrentMunicipality, citizen: Themselves
) -> Response:
    """The register is asked while the page is opened, at most two seconds, before the database."""
    related, t = relations.ask(municipality, citizen), translator_of(request)
    with database().reading.begin() as session:
        given = powers.given_by(session, municipality, citizen)
        taken = powers.given_to(session, municipality, citizen)
    meant = meant_for(citizen, taken, known_as=related.name)
    states = {power.id: power.state(today()) for power in meant}
    return page(
        request,
        "powers/list.html",
        given=[shown_to_grantor(power, municipality, t) for power in given],
        offered=[
            shown_to_holder(each, municipality, t) for each in meant if states[each.id] == "waiting"
        ],
        held=[
            shown_to_holder(each, municipality, t) for each in meant if states[each.id] == "holds"
        ],
        related=[shown_relation(municipality, each) for each in related.people],
        silent=related.silent,
    )


@router.get("/giv")
def ask_what_to_give(
    request: Request, municipality: CurrentMunicipality, citizen: Themselves
) -> Response:
    return _giving_page(request, municipality, citizen)


@router.post("/giv")
def give(
    request: Request, municipality: CurrentMunicipality, citizen: Themselves, posted: PostedForm
) -> Response:
    t = translator_of(request)
    reading = Giving(municipality, citizen, t).read(posted)
    problems, given = dict(reading.problems), reading.given
    if given is not None:
        try:
            limits.spend(limits.GIVE_POWER_PER_PERSON, f"{municipality.code} {citizen.cpr}")
        except TooMany as many:
            wait = t(
                "Du har givet mange fuldmagter på kort tid. Vent {minutes} min., og prøv igen."
            )
            problems["holder_cpr"] = InvalidAnswer(wait.format(minutes=many.minutes))
            return _giving_page(request, municipality, citizen, posted, problems, many)
        with database().writing.begin() as session:
            too_many = _too_many(session, municipality, citizen, t)
            if not too_many:
                powers.grant(
                    session,
                    municipality,
                    citizen,
                    given.grantor_name,
                    given.holder,
                    given.scope,
                    given.until,
                )
                return go(PAGE)
        problems["holder_cpr"] = InvalidAnswer(too_many)
    return _giving_page(request, municipality, citizen, posted, problems)


def _too_many(session: Session, municipality: Municipality, citizen: Citizen, t: Translate) -> str:
    """Why they may not give another; empty where they may."""
    if not powers.may_give_more_today(session, municipality, citizen):
        return t("Du har givet for mange fuldmagter det sidste døgn. Prøv igen i morgen.")
    if not powers.may_give_more(session, municipality, citizen):
        return t("Du har givet for mange fuldmagter. Træk nogle tilbage, før du giver flere.")
    return ""


@router.post("/{power_id}/traek-tilbage")
def withdraw(power_id: UUID, municipality: CurrentMunicipality, citizen: Themselves) -> Response:
    with database().writing.begin() as session:
        powers.withdraw(session, municipality, citizen, power_id)
    return go(PAGE)


@router.post("/{power_id}/accepter")
def accept(power_id: UUID, municipality: CurrentMunicipality, citizen: Themselves) -> Response:
    _must_be_meant(municipality, citizen, power_id)
    with database().writing.begin() as session:
        powers.accept(session, power_id)
    return go(PAGE)


@router.post("/{power_id}/afvis")
def decline(power_id: UUID, municipality: CurrentMunicipality, citizen: Themselves) -> Response:
    _must_be_meant(municipality, citizen, power_id)
    with database().writing.begin() as session:
        powers.decline(session, power_id)
    return go(PAGE)


@router.post("/{power_id}/sig-fra")
def give_back(power_id: UUID, municipality: CurrentMunicipality, citizen: Themselves) -> Response:
    """Whoever acts by it just now is told at their next click that they do no more."""
    _must_be_meant(municipality, citizen, power_id)
    with database().writing.begin() as session:
        powers.give_back(session, power_id)
    return go(PAGE)


@router.post("/handl")
def act_for(
    request: Request,
    municipality: CurrentMunicipality,
    visitor: CurrentVisitor,
    citizen: Themselves,
    posted: PostedForm,
) -> Response:
    """Begin to act for the one the button named, if that holds now."""
    kind, _, named = posted.one("who").partition(":")
    if kind == "relation":
        found = _related(municipality, citizen, named)
    else:
        found = _by_power(municipality, citizen, named)
    assert visitor.session_id is not None
    begin_acting(visitor.session_id, found)
    return go("/mine-sager")


@router.post("/stop")
def act_for_oneself(request: Request, visitor: WhoeverComes) -> Response:
    _themselves(request, visitor)
    end_acting(request, visitor)
    return go(PAGE)


def _by_power(municipality: Municipality, citizen: Citizen, named: str) -> ActingFor:
    power = _must_be_meant(municipality, citizen, _uuid(named))
    if power.state(today()) != "holds":
        raise PageNotFound
    grantor, holder = power.people["grantor"], power.people["holder"]
    proven = {
        "how": "power_of_attorney",
        "power_of_attorney": str(power.id),
        "level": grantor["level"],
        "at": power.granted_at.isoformat(),
    }
    # As the login has it, and as the grantor wrote it only where the login keeps it back.
    own_name = citizen.name or holder["name"]
    return ActingFor("power_of_attorney", grantor["cpr"], grantor["name"], own_name, None, proven)


def _related(municipality: Municipality, citizen: Citizen, named: str) -> ActingFor:
    for each in relations.ask(municipality, citizen).people:
        if is_named(municipality, each, named):
            return each
    raise PageNotFound


def _must_be_meant(municipality: Municipality, citizen: Citizen, power_id: UUID) -> PowerOfAttorney:
    """The power, if it was written for them; else there is no such page."""
    for power in received_by(municipality, citizen):
        if power.id == power_id:
            return power
    raise PageNotFound


def _giving_page(
    request: Request,
    municipality: Municipality,
    citizen: Citizen,
    posted: Posted | None = None,
    problems: dict[str, InvalidAnswer] | None = None,
    many: TooMany | None = None,
) -> Response:
    giving = Giving(municipality, citizen, translator_of(request))
    fields = giving.fields(posted, problems or {})
    links = [
        (field.question.key + field.problem_field, field.problem)
        for field in fields
        if field.problem is not None
    ]
    return page(
        request,
        "powers/give.html",
        status=429 if many else 422 if links else 200,
        headers=retry_after(many) if many else None,
        fields=fields,
        problems=links,
    )


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise PageNotFound from None
