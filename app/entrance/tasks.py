"""What a citizen can come for in one municipality: the 39 areas, and every form it offers."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.entrance.areas import SITUATIONS, areas
from app.entrance.own_pages import OWN_PAGES
from app.forms.catalogue import published
from app.forms.form import Form
from app.languages import Translate
from app.municipalities.municipality import Municipality

# Where Danish puts its own letters: after z.
_ORDER = str.maketrans({"æ": "{", "ø": "|", "å": "}"})


@dataclass(frozen=True)
class Task:
    """One thing to come for: an area, called by the form's title where there is one, or a page of
    ours that is looked for like one."""

    slug: str
    title: str
    description: str


def offered(municipality: Municipality) -> dict[str, type[Form]]:
    """The published forms that this municipality offers."""
    return {slug: form for slug, form in published().items() if slug in municipality.offers}


def task_of(municipality: Municipality, slug: str) -> Task | None:
    """One task; None for a slug that is neither an area, a form offered here nor a page of ours."""
    if slug in OWN_PAGES:
        return Task(slug, OWN_PAGES[slug].title, OWN_PAGES[slug].description)
    form, area = offered(municipality).get(slug), areas().get(slug)
    if form is not None:
        return Task(slug, form.title, area.description if area else form.before_you_start.who)
    return None if area is None else Task(slug, area.title, area.description)


def tasks_of(municipality: Municipality, slugs: Iterable[str]) -> list[Task]:
    """The tasks with these slugs, in this order; left out is what there is nothing about."""
    found = (task_of(municipality, slug) for slug in slugs)
    return [task for task in found if task is not None]


def all_tasks(municipality: Municipality, t: Translate) -> list[Task]:
    """Every task, from A to Å in the visitor's language."""
    slugs = dict.fromkeys([*areas(), *offered(municipality)])
    return sorted(
        tasks_of(municipality, slugs), key=lambda task: t(task.title).lower().translate(_ORDER)
    )


def situations_of(municipality: Municipality) -> list[tuple[str, str, list[Task]]]:
    """Slug, title and tasks of each life situation, in the front page's order; forms first."""
    forms = offered(municipality)
    found = []
    for situation, title in SITUATIONS.items():
        slugs = [slug for slug, area in areas().items() if situation in area.situations]
        slugs += [
            slug
            for slug, form in forms.items()
            if slug not in areas() and situation in form.life_situations
        ]
        slugs.sort(key=lambda slug: slug not in forms)
        found.append((situation, title, tasks_of(municipality, slugs)))
    return found
