"""Who opens the pages about deliveries: operations and administrators, each for their own KLE."""

from typing import Annotated

from fastapi import Depends

from app.auth.people import Staff
from app.auth.roles import StaffPage
from app.auth.visitor import staff_opening

PAGE: StaffPage = "/personale/afleveringer"
DeliveriesStaff = Annotated[Staff, Depends(staff_opening(PAGE))]

# As citizens read them in the access log.
OPENED = "Vi ser efter, hvordan det går med det, vi har lovet dig i sagen"
PRESSED = "Vi prøver igen at gøre det, vi har lovet dig i sagen"
MOVED = "Vi sender sagen til et andet af vores sagssystemer"
DONE_BY_HAND = "Vi har selv gjort det, vi har lovet dig i sagen"
CORRECTED = "Vi retter sagsnummeret på din sag"
REASONS = (OPENED, PRESSED, MOVED, DONE_BY_HAND, CORRECTED)
