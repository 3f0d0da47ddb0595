"""The forms we publish: one file each in this folder, found by being there."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from app.forms.form import Form
from app.forms.verify import verify_catalogue


@cache
def published() -> Mapping[str, type[Form]]:
    """Every form by its slug; raises BrokenForm when one of them is."""
    forms = [
        form
        for module in iter_modules(__path__)
        for form in vars(import_module(f"{__name__}.{module.name}")).values()
        if isinstance(form, type) and issubclass(form, Form) and form is not Form
    ]
    verify_catalogue(forms)
    return MappingProxyType({form.slug: form for form in forms})
