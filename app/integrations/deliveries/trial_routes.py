"""»Send en prøvesag«: staff see step by step whether a case system is set up right."""

import structlog
from fastapi import APIRouter, Request, Response

from app import limits
from app.auth.people import Staff
from app.errors import TooMany
from app.forms.catalogue import published
from app.forms.form import Form
from app.integrations.deliveries.opening import DeliveriesStaff
from app.integrations.deliveries.trial import Trial, try_out
from app.municipalities.current import CurrentMunicipality
from app.municipalities.municipality import Municipality
from app.pages import page, retry_after, translator_of
from app.security import PostedForm

log = structlog.get_logger()

router = APIRouter()


@router.get("/proeve")
def ask(request: Request, municipality: CurrentMunicipality, staff: DeliveriesStaff) -> Response:
    return _page(request, municipality, staff, {"formular": "", "sagssystem": ""}, {})


@router.post("/proeve")
def send(
    request: Request,
    municipality: CurrentMunicipality,
    staff: DeliveriesStaff,
    posted: PostedForm,
) -> Response:
    """Each is counted: it costs the system at the other end work."""
    asked = {name: posted.one(name) for name in ("formular", "sagssystem")}
    t, problems = translator_of(request), {}
    if asked["formular"] not in {form.slug for form in _forms(municipality, staff)}:
        problems["formular"] = t("Vælg en formular.")
    if asked["sagssystem"] and asked["sagssystem"] not in municipality.case_systems:
        problems["sagssystem"] = t("Vælg et af kommunens sagssystemer.")
    if problems:
        return _page(request, municipality, staff, asked, problems)
    try:
        limits.spend(limits.TRIAL_CASE_PER_PERSON, f"{municipality.code} {staff.uuid}")
    except TooMany as many:
        wait = t("Der er sendt mange prøvesager på kort tid. Vent {minutes} min., og prøv igen.")
        said = {"formular": wait.format(minutes=many.minutes)}
        return _page(request, municipality, staff, asked, said, many=many)
    usual = municipality.offers[asked["formular"]].case_system
    trial = try_out(municipality, asked["formular"], asked["sagssystem"] or usual)
    log.info(
        "trial case sent",
        municipality=municipality.code,
        form=asked["formular"],
        case_system=asked["sagssystem"] or usual,
        trouble=trial.trouble,
    )
    return _page(request, municipality, staff, asked, {}, trial)


def _forms(municipality: Municipality, staff: Staff) -> list[type[Form]]:
    """The forms offered here that the staff's KLE numbers cover."""
    return [
        form
        for slug, form in published().items()
        if slug in municipality.offers and staff.covers(form.filing.kle)
    ]


def _page(
    request: Request,
    municipality: Municipality,
    staff: Staff,
    asked: dict[str, str],
    problems: dict[str, str],
    trial: Trial | None = None,
    many: TooMany | None = None,
) -> Response:
    wrong = 422 if problems else 200
    return page(
        request,
        "staff/trial_case.html",
        status=429 if many else wrong,
        headers=retry_after(many) if many else None,
        forms=_forms(municipality, staff),
        offers=municipality.offers,
        case_systems=list(municipality.case_systems),
        asked=asked,
        problems=problems,
        trial=trial,
        tried_at=municipality.case_systems.get(
            asked["sagssystem"] or _usual(municipality, asked["formular"])
        ),
        kle=staff.kle,
    )


def _usual(municipality: Municipality, form_slug: str) -> str:
    offer = municipality.offers.get(form_slug)
    return offer.case_system if offer else ""
