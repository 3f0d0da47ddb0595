"""What holds for every form we publish, whoever wrote it."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from app.forms import catalogue
from app.forms.catalogue import published
from app.forms.form import Form
from app.forms.outline import outline_of
from app.forms.questions import Address, Choice, Choices
from app.forms.schema import schema_of
from app.forms.verify import verify_catalogue

OUTLINES = Path(__file__).parent / "outlines"
SCHEMAS = Path(catalogue.__file__).parent / "schemas"
TEMPLATES = Path(__file__).parents[2] / "templates" / "questions"

every_form = pytest.mark.parametrize("form", published().values(), ids=lambda form: form.slug)


def test_the_catalogue_is_whole_and_every_kind_has_a_template():
    verify_catalogue(published().values(), {file.stem for file in TEMPLATES.glob("*.html")})


def test_each_form_is_found_by_its_slug():
    assert {"flytning", "adressebeskyttelse", "rotter"} <= published().keys()
    assert all(slug == form.slug for slug, form in published().items())


@every_form
def test_the_outline_is_as_approved(form: type[Form]):
    """Changed on purpose? `python -m app outline SLUG` prints the new one, to be approved."""
    assert outline_of(form) == (OUTLINES / f"{form.slug}.txt").read_text("utf-8")


@every_form
def test_a_schema_changes_only_with_the_version(form: type[Form]):
    """A published schema is served for ever: raise the form's version, and add a file for it."""
    file = SCHEMAS / f"{form.slug}-{form.version}.json"
    assert schema_of(form) == json.loads(file.read_text("utf-8"))


def test_every_published_schema_is_one():
    for file in SCHEMAS.glob("*.json"):
        Draft202012Validator.check_schema(json.loads(file.read_text("utf-8")))


def test_no_version_is_skipped_or_lost():
    for form in published().values():
        for version in range(1, form.version + 1):
            assert (SCHEMAS / f"{form.slug}-{version}.json").is_file()


@every_form
def test_the_citizen_is_told_what_happens_next(form: type[Form]):
    assert form.what_happens_next
    assert form.before_you_start.afterwards
    assert form.before_you_start.minutes > 0


@every_form
def test_every_choice_says_for_itself_how_to_answer(form: type[Form]):
    for question in form.questions.values():
        if isinstance(question, Choice | Choices | Address):
            assert question.missing != type(question).when_missing, question.key


@every_form
def test_labels_of_one_form_are_told_apart(form: type[Form]):
    labels = [question.label for question in form.questions.values()]
    assert len(labels) == len(set(labels))
