"""Opening a receipt without login: the reference, and the thing only the sender knows."""

import hmac
from collections.abc import Mapping
from typing import Any

from app.clock import today
from app.forms.form import Form
from app.forms.known import Known
from app.forms.messages import InvalidAnswer
from app.sealed import digest, digests


def proof_digests(form: type[Form], answers: Mapping[str, Any], reference: str) -> list[str]:
    """Digests of the answers that open the receipt, each bound to this reference."""
    return [
        digest(bound(reference, str(answers[question.key]))).hex()
        for question in form.proof
        if answers.get(question.key)
    ]


def opens(form: type[Form], kept: list[str], reference: str, typed: str) -> bool:
    """Whether what was typed is one of the answers that open this receipt."""
    candidates = [
        found.hex()
        for answer in _understood(form, typed)
        for found in digests(bound(reference, answer))
    ]
    return any(hmac.compare_digest(one, other) for one in kept for other in candidates)


def _understood(form: type[Form], typed: str) -> list[str]:
    """What was typed, as each of the questions would have understood it."""
    answers = []
    for question in form.proof:
        try:
            answers.append(str(question.understand(typed, Known(today=today()))))
        except InvalidAnswer:
            continue
    return answers


def bound(reference: str, answer: str) -> str:
    """What the digest of a proof is made of."""
    return f"proof {reference} {answer.casefold()}"
