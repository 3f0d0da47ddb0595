"""Which of the staff's pages each role opens: the one table that routes, menu and API go by."""

from typing import Literal

StaffPage = Literal[
    "/personale/statistik",
    "/personale/afleveringer",
    "/personale/opslag",
    "/personale/klager",
    "/personale/formularer",
    "/personale/aendringer",
]

ROLES = frozenset(
    {"assistant", "frontdesk", "caseworker", "strategist", "operations", "administrator"}
)
# As the menu shows them; what lies below a page goes with it, and the figures as CSV with the page
# of figures.
OPENED_BY: dict[StaffPage, frozenset[str]] = {
    "/personale/statistik": frozenset({"strategist", "administrator"}),
    "/personale/afleveringer": frozenset({"operations", "administrator"}),
    "/personale/opslag": frozenset({"caseworker", "frontdesk", "administrator"}),
    "/personale/klager": frozenset({"caseworker", "administrator"}),
    "/personale/formularer": ROLES,
    "/personale/aendringer": ROLES,
}
# As citizens read who has looked at their data.
ROLE_NAMES = {
    "assistant": "hjælper ved selvbetjening",
    "frontdesk": "borgerservice",
    "caseworker": "sagsbehandler",
    "strategist": "kanalstrateg",
    "operations": "driftsansvarlig",
    "administrator": "administrator",
}
