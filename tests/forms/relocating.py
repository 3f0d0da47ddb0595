"""Answers of a move, and how its form reads them."""

from typing import Any

from app.forms.catalogue.relocation import Relocation
from app.forms.form import Reading
from app.forms.known import Known
from app.forms.posted import Posted
from tests.forms.asking import (
    CARLA,
    KNOWN,
    MOELLEVEJ,
    STOREGADE,
    in_days,
)
from tests.forms.asking import slugs as slugs_of

ALONE: dict[str, Any] = {
    "name": "Ada Holm",
    "old_address": MOELLEVEJ,
    "who": "me",
    "move_date": in_days(9),
    "new_address": STOREGADE,
    "care_of": None,
    "tenure": "tenant",
    "doctor": "keep",
    "about_doctor": True,
    "about_protection": True,
    "phone": None,
    "email": None,
    "truth": True,
}


CARLA_MOVES = ALONE | {
    "who": "child",
    "children": [{"cpr": CARLA["cpr"], "name": "Carla Holm"}],
    "other_parent_informed": "agrees",
    "other_parent_name": "Bo Holm",
    "host_name": "Bo Holm",
}


def picked(person: dict[str, Any]) -> dict[str, Any]:
    return {"cpr": person["cpr"], "name": person["name"]}


def slugs(answers: dict[str, Any]) -> list[str]:
    return slugs_of(Relocation, answers)


def reads(step_slug: str, fields: dict[str, str], known: Known = KNOWN) -> Reading:
    step = next(step for step in Relocation.steps if step.slug == step_slug)
    return step.read(Posted.of(fields), known, {"old_address": MOELLEVEJ})
