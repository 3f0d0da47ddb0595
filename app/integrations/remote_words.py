"""What a system outside said of why it did not do as we asked, without what may be personal.

Systems quote what they were sent. Numbers that could be a person's and all words of the submission
itself are taken out; since nobody can be sure of more, what is left is sealed where it is kept.
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from app.submissions.models import Submission

MOST_CHARACTERS = 300
LEFT_OUT = "…"
# A CPR or CVR number, a phone number, an account: six figures or more, however they are grouped.
_NUMBER = re.compile(r"\d(?:[\s.\-/]?\d){5,}")
_EMAIL = re.compile(r"\S+@\S+")
_TAG = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.I | re.S)
_WORD = re.compile(r"\w[\w'’-]*")
# As RFC 9457, OAuth 2.0 (RFC 6749) and many others call it.
_FIELDS = ("title", "detail", "error", "error_description", "message", "Message")


def impersonal(words: str, submission: Submission) -> str:
    """What was said, as far as it is about nobody: at most 300 characters on one line."""
    told = _EMAIL.sub(LEFT_OUT, _NUMBER.sub(LEFT_OUT, _plain(words)))
    theirs = words_of(submission)
    told = _WORD.sub(lambda word: LEFT_OUT if word[0].casefold() in theirs else word[0], told)
    told = re.sub(rf"{LEFT_OUT}(\W?{LEFT_OUT})+", LEFT_OUT, told)
    return told if len(told) <= MOST_CHARACTERS else told[: MOST_CHARACTERS - 1] + LEFT_OUT


def words_of(submission: Submission) -> frozenset[str]:
    """Every word that stands in the submission, but the shortest, which name nobody."""
    kept = (
        submission.applicant,
        submission.acted_by,
        submission.answers,
        submission.case_title,
        [row["value"] for row in submission.rows],
    )
    found = (word.casefold() for text in _texts_in(kept) for word in _WORD.findall(text))
    return frozenset(word for word in found if len(word) > 2)


def _plain(words: str) -> str:
    """The sentence in it, whether it came as JSON, as a page or as text."""
    try:
        said = json.loads(words)
    except (ValueError, RecursionError):
        said = None
    if isinstance(said, Mapping):
        words = ". ".join(str(said[name]) for name in _FIELDS if isinstance(said.get(name), str))
    return " ".join(_TAG.sub(" ", words).split())


def _texts_in(kept: Any) -> Iterable[str]:
    if isinstance(kept, Mapping):
        kept = list(kept.values())
    if isinstance(kept, str):
        yield kept
    elif isinstance(kept, list | tuple):
        for each in kept:
            yield from _texts_in(each)
