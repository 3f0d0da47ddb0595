"""Which forms a power of attorney may cover, and what it covers in words."""

from collections.abc import Iterable

from app.auth.powers.scope import AREA, Scope, area_in_words, area_of
from app.forms.catalogue import published
from app.forms.form import Form
from app.forms.messages import Translate
from app.municipalities.municipality import Municipality


def options_in(municipality: Municipality, t: Translate) -> dict[str, str]:
    """What can be ticked: each form offered here, and each area of them, new forms included."""
    forms = [form for form in _coverable() if form.slug in municipality.offers]
    return {form.slug: t(form.title) for form in forms} | {
        f"{AREA}{number}": area_in_words(titles, t) for number, titles in _areas(forms, t).items()
    }


def in_words(covered: Scope, municipality: Municipality, t: Translate) -> list[str]:
    """As it was ticked. An area is called by the forms offered here today; where there is none any
    more, by all there are."""
    if covered.everything:
        return [t("Alle opgaver her, som man skal logge ind til")]
    here = _areas((form for form in _coverable() if form.slug in municipality.offers), t)
    areas = _areas(_coverable(), t) | here
    titles = [t(form.title) for slug, form in published().items() if slug in covered.forms]
    return titles + [area_in_words(areas.get(number, []), t) for number in sorted(covered.areas)]


def _coverable() -> list[type[Form]]:
    return [form for form in published().values() if _may_be_covered(form)]


def _may_be_covered(form: type[Form]) -> bool:
    """Whether a power of attorney can say anything about the form."""
    asks_for_login = form.login != "none" and "citizen" in form.applicants
    return asks_for_login and all(each.capacity != "power_of_attorney" for each in form.not_sent_by)


def _areas(forms: Iterable[type[Form]], t: Translate) -> dict[str, list[str]]:
    """The titles of these forms by KLE main group."""
    areas: dict[str, list[str]] = {}
    for form in forms:
        areas.setdefault(area_of(form.filing.kle), []).append(t(form.title))
    return areas
