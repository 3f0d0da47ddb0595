"""What holds for every form we publish, whoever wrote it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

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


def words_of(schema: Any) -> Iterator[str]:
    """Every word of JSON Schema that a schema uses, also inside it; names of answers are none."""
    if isinstance(schema, dict):
        for word, inner in schema.items():
            yield word
            parts = inner.values() if word == "properties" else (inner,)
            for part in parts:
                yield from words_of(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from words_of(part)


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


def test_every_published_schema_is_one_and_lets_nothing_slip():
    """A word that JSON Schema does not know would be passed over in silence."""
    known = set(Draft202012Validator.VALIDATORS) | {"$schema", "title"}
    files = list(SCHEMAS.glob("*.json"))
    assert len(files) >= len(published())
    for file in files:
        schema = json.loads(file.read_text("utf-8"))
        Draft202012Validator.check_schema(schema)
        assert schema["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
        assert set(words_of(schema)) <= known
        validator = Draft202012Validator(schema)
        for key in schema["required"]:
            assert key in schema["properties"]
        assert not validator.is_valid({})
        assert not validator.is_valid({"findes-ikke": "Ada"})


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
