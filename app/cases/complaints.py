"""Until when one may complain about a decision (klagevejledning, forvaltningsloven § 25)."""

from datetime import date, timedelta

from app.cases.working_days import next_working_day
from app.forms.form import Form
from app.forms.known import Known
from app.municipalities.municipality import Offer

USUAL_WEEKS = 4
# The key of a form's own `Decision` about it.
WEEKS = "complaint_weeks"


def last_day_to_complain(shown_on: date, form: type[Form] | None, offer: Offer | None) -> date:
    """The last day, of a decision that could first be read on `shown_on`: as many weeks as the
    municipality has decided for the form, else as the form says, else four."""
    declared = form.decisions.get(WEEKS) if form else None
    known = Known(today=shown_on, decisions=offer.decisions if offer else {})
    weeks = (declared.of(known) if declared else None) or USUAL_WEEKS
    return next_working_day(shown_on + timedelta(weeks=weeks))
