"""The page that explains the contract names every field there is, and every way to fail."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
from pydantic import BaseModel

from app.registers import answers
from app.standins import addresses, civil_register, company_register, residence
from app.standins.behaviour import MODES

PAGE = Path("docs/registers.md").read_text()
SERVED: list[type[BaseModel]] = [
    civil_register.PersonAnswer,
    civil_register.NameAnswer,
    residence.Residence,
    civil_register.Child,
    civil_register.Ward,
    company_register.CompanyAnswer,
    company_register.ProductionUnitAnswer,
    addresses.Address,
]


@pytest.mark.parametrize("model", SERVED)
def test_every_field_that_is_served_is_explained(model: type[BaseModel]):
    for name in model.model_fields:
        assert re.search(rf"`([a-z_]+\.)?{name}[`.]", PAGE), name


@pytest.mark.parametrize(
    ("read", "served"),
    [
        (answers.Person, civil_register.PersonAnswer),
        (answers.Name, civil_register.NameAnswer),
        (answers.Relative, civil_register.Relative),
        (answers.Child, civil_register.Child),
        (answers.Address, addresses.Address),
        (answers.Address, residence.Residence),
        (answers.Ward, civil_register.Ward),
        (answers.Company, company_register.CompanyAnswer),
        (answers.ProductionUnit, company_register.ProductionUnitAnswer),
    ],
)
def test_we_read_nothing_that_is_not_served(read: type, served: type[BaseModel]):
    assert {field.name for field in fields(read)} <= set(served.model_fields)


def test_every_way_to_fail_is_named():
    assert all(f"`{mode}`" in PAGE for mode in MODES if mode != "bounces")
