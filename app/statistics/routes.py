"""The staff's page of figures, and the same figures per day as CSV for other systems."""

import csv
import hmac
from dataclasses import astuple
from datetime import date, timedelta
from io import StringIO
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.security import HTTPBearer

from app.auth.people import Staff
from app.auth.roles import StaffPage
from app.auth.visitor import CurrentVisitor, Visitor, staff_opening
from app.bearer import token_in
from app.clock import today
from app.database import ReadingSession
from app.forms.catalogue import published
from app.forms.dates import understand_date
from app.forms.messages import InvalidAnswer
from app.limits import limit_calls
from app.municipalities.current import CurrentMunicipality
from app.municipalities.municipality import Municipality
from app.pages import page
from app.problems import described, problem
from app.statistics.channels import CHANNELS
from app.statistics.figures import EVERY_KLE, FormCount, by_day, by_form, counted_at

PAGE: StaffPage = "/personale/statistik"
USUAL_DAYS = 30
A_DATE = {"format": "date"}
CSV_HEADER = ("day", "municipality_code", "form", "kle", "channel", "activations", "transactions")

# Told in the OpenAPI; `_refused` judges it, since a staff login does as well.
TOKEN = HTTPBearer(auto_error=False, scheme_name="token", description="Of the municipality")

router = APIRouter()


@router.get(PAGE, include_in_schema=False)
def show_statistics(
    request: Request,
    staff: Annotated[Staff, Depends(staff_opening(PAGE))],
    municipality: CurrentMunicipality,
    session: ReadingSession,
    fra: str = "",
    til: str = "",
) -> Response:
    first, last = _period(fra, til)
    code = municipality.code
    return page(
        request,
        "staff/statistics.html",
        first_day=first,
        last_day=last,
        counts=[_shown(count) for count in by_form(session, code, first, last, staff.kle)],
        counted_at=counted_at(session, code, first, last),
        kle=staff.kle,
    )


@router.get(
    "/api/v1/statistics/daily.csv",
    tags=["statistics"],
    summary="Activations and transactions per day, form, KLE number and channel",
    response_class=Response,
    responses={
        200: {
            "content": {"text/csv": {"schema": {"type": "string"}}},
            "description": "RFC 4180 with a header row, in UTF-8; no person is in it.",
        },
        401: described("Neither a bearer token nor a staff login"),
        403: described("Logged in, but without a role here that opens the figures"),
        422: described("A day that is none, or the last before the first"),
        429: described("Too many calls without a token; see Retry-After"),
    },
    dependencies=[Depends(TOKEN)],
)
def daily_csv(
    municipality: CurrentMunicipality,
    visitor: CurrentVisitor,
    session: ReadingSession,
    request: Request,
    first: Annotated[
        str, Query(alias="from", description="29 days before `to`", json_schema_extra=A_DATE)
    ] = "",
    last: Annotated[str, Query(alias="to", description="today", json_schema_extra=A_DATE)] = "",
) -> Response:
    """The figures of the municipality whose host is asked. Today's are as of now. With the token
    all of them, with a staff login those of the KLE numbers it covers."""
    if (refused := _refused(request, visitor, municipality)) is not None:
        return refused
    try:
        until = date.fromisoformat(last) if last else today()
        since = date.fromisoformat(first) if first else _days_before(until)
    except ValueError:
        return problem(422, "Not a day", "`from` and `to` are days written as YYYY-MM-DD.")
    if since > until:
        return problem(422, "Not a period", "`from` is after `to`.")
    # Whoever comes by the token was let through above, whether or not they have logged in too.
    kle = EVERY_KLE if visitor.staff is None or token_in(request) is not None else visitor.staff.kle
    written = StringIO()
    lines = csv.writer(written)  # RFC 4180 by default: comma, CRLF, quotes where needed
    lines.writerow(CSV_HEADER)
    lines.writerows(map(astuple, by_day(session, municipality.code, since, until, kle)))
    name = f"{municipality.code}-{since}-{until}.csv"
    return Response(
        written.getvalue(),
        media_type="text/csv; charset=utf-8; header=present",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _refused(request: Request, visitor: Visitor, municipality: Municipality) -> Response | None:
    """Why these figures are not for the caller; None when they are."""
    if (token := token_in(request)) is not None:
        right = municipality.statistics_token
        if right and hmac.compare_digest(token.encode(), right.encode()):
            return None
        limit_calls(request)
        return _who_are_you('Bearer error="invalid_token"', "The token is not ours.")
    limit_calls(request)
    if visitor.person is None:
        return _who_are_you("Bearer", "Log in as staff, or send a bearer token.")
    if visitor.staff is None or not visitor.staff.may_open(PAGE, municipality.code):
        return problem(403, "Forbidden", "The figures are for this municipality's strategists.")
    return None


def _who_are_you(challenge: str, detail: str) -> Response:
    return problem(401, "Unauthorized", detail, headers={"WWW-Authenticate": challenge})


def _period(first: str, last: str) -> tuple[date, date]:
    """The days between which to count, as staff type dates, in either order; what cannot be read
    is as good as not typed."""
    until = _day(last) or today()
    since = _day(first) or _days_before(until)
    return min(since, until), max(since, until)


def _day(typed: str) -> date | None:
    try:
        return understand_date(typed, today())
    except InvalidAnswer:
        return None


def _days_before(last: date) -> date:
    return last - timedelta(days=min(USUAL_DAYS - 1, last.toordinal() - 1))


def _shown(count: FormCount) -> dict[str, Any]:
    form = published().get(count.form_slug)
    return {
        "title": count.form_slug if form is None else form.title,
        "kle": count.kle,
        "channel": CHANNELS.get(count.channel, count.channel),
        "activations": count.activations,
        "transactions": count.transactions,
        "completion": count.completion,
    }
