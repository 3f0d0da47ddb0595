"""What is promised and not done, as figures for Prometheus: counted as they are asked for.

Only kinds, numbers and ages: nobody, and no municipality, can be told from them.
"""

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from sqlalchemy.exc import SQLAlchemyError

from app.clock import now
from app.database import database
from app.outbox.undone import undone


def figures_of_errands() -> bytes:
    """The figures in Prometheus' text format. While the database is away they only say so."""
    registry = CollectorRegistry()
    answers = Gauge(
        "hovedindgang_database_answers", "1 if the database answers, 0 if not.", registry=registry
    )
    number, given_up, age = (
        Gauge(f"hovedindgang_{name}", text, ["kind"], registry=registry)
        for name, text in (
            ("undone_errands", "Promised and not done."),
            ("given_up_errands", "Not done, and waiting for a person to look."),
            ("oldest_undone_errand_seconds", "Since the oldest that is not done was promised."),
        )
    )
    try:
        with database().reading.begin() as session:
            waiting = undone(session)
    except SQLAlchemyError:
        return generate_latest(registry)
    answers.set(1)
    for each in waiting:
        number.labels(each.kind).set(each.number)
        given_up.labels(each.kind).set(each.given_up)
        age.labels(each.kind).set((now() - each.oldest).total_seconds())
    return generate_latest(registry)
