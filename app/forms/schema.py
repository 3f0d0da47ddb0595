"""The shape of a form's answers as JSON Schema (draft 2020-12), served to case systems for ever.

It holds no wording: a label may be put better without a new version.
"""

from typing import Any

from app.forms.form import Form


def schema_of(form: type[Form]) -> dict[str, Any]:
    asked = [question for step in form.steps for question in step.questions if question.asks]
    always = [
        question.key
        for step in form.steps
        if step.only_if is None
        for question in step.questions
        if question.asks
    ]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{form.slug} {form.version}",
        "type": "object",
        "properties": {question.key: question.schema() for question in asked},
        "required": always,
        "additionalProperties": False,
    }
