"""What is promised and not done, as figures for Prometheus: counted as they are asked for.

Only kinds, targets, numbers and ages: nobody can be told from them.
"""

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from sqlalchemy.exc import SQLAlchemyError

from app.clock import now
from app.database import database
from app.outbox.undone import by_target_and_age, undone


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
    of_target, down = (
        Gauge(f"hovedindgang_{name}", text, ["target"], registry=registry)
        for name, text in (
            ("oldest_at_target_seconds", "Since the oldest not done there was promised."),
            ("target_down", "1 while the target rests since it does not answer, else 0."),
        )
    )
    at_target = Gauge(
        "hovedindgang_waiting_errands",
        "Promised and not done at a target, by how long ago it was promised.",
        ["target", "age"],
        registry=registry,
    )
    try:
        with database().reading.begin() as session:
            waiting, by_target = undone(session), by_target_and_age(session)
    except SQLAlchemyError:
        return generate_latest(registry)
    answers.set(1)
    for each in waiting:
        number.labels(each.kind).set(each.number)
        given_up.labels(each.kind).set(each.given_up)
        age.labels(each.kind).set((now() - each.oldest).total_seconds())
    for here in by_target:
        of_target.labels(here.target).set((now() - here.oldest).total_seconds())
        down.labels(here.target).set(here.down_since is not None)
        for within, count in here.by_age.items():
            at_target.labels(here.target, within).set(count)
    return generate_latest(registry)
