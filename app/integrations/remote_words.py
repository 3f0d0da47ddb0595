"""What a system outside said of why it did not do as we asked, without what may be personal.

Systems quote what they were sent. Numbers that could be a person's and all words of the submission
itself are taken out, but the small ones that every sentence is made of: without »ikke« it would say
the opposite. Since nobody can be sure of more, what is left is sealed where it is kept.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from app.submissions.models import Submission

MOST_CHARACTERS = 300
LEFT_OUT = "…"
# A CPR or CVR number, a phone number, an account: six figures or more, however they are grouped.
_NUMBER = re.compile(r"\d(?:[\s.\-/]?\d){5,}")
# Each looks at no character twice, however long what was said is and whatever it is made of.
_EMAIL = re.compile(r"(?<!\S)\S+?@\S+")
_TAG = re.compile(r"<(script|style)\b.*?(?:</\1>|\Z)|<[^<>]*>", re.I | re.S)
_WORD = re.compile(r"\w[\w'’-]*")
# As RFC 9457, OAuth 2.0 (RFC 6749), OData and many others call it.
_FIELDS = frozenset(
    ("title", "detail", "error", "error_description", "message", "fejl", "besked", "value")
)
# They name nobody and nothing, whoever writes them.
_SMALL_WORDS = """
    aldrig alle allerede alt anden andet andre at blev bliver både da de deler dem den denne
    der deres det dette disse dog du efter eller en end endnu er et fejl findes flere for fordi fra
    før gyldig gyldige gyldigt ham han hans har have havde hendes her hos hun hvad hver hvis hvor
    hvordan hvornår hvorfor ikke ind ingen intet ja jeg kan kun kunne kræves lige mangler med meget
    mellem men mere mig min mit mod må nej nogen noget nogle nu når og også om op over på samme sig
    sin sit skal skulle som så til ud uden under ved vi vil ville vores være været
    and are but cannot could does for from has have invalid into is missing must not only required
    should than that the their them there these this too unknown was were when which while will
    with without would you your
"""
_SMALL = frozenset(_SMALL_WORDS.split())


def impersonal(words: str, submission: Submission) -> str:
    """What was said, as far as it is about nobody: at most 300 characters on one line."""
    told = _EMAIL.sub(LEFT_OUT, _NUMBER.sub(LEFT_OUT, _plain(words)))
    theirs = words_of(submission)
    told = _WORD.sub(lambda word: LEFT_OUT if word[0].casefold() in theirs else word[0], told)
    told = re.sub(rf"{LEFT_OUT}(\W?{LEFT_OUT})+", LEFT_OUT, told)
    return told if len(told) <= MOST_CHARACTERS else told[: MOST_CHARACTERS - 1] + LEFT_OUT


def words_of(submission: Submission) -> frozenset[str]:
    """Every word that stands in the submission, but the shortest and the small."""
    kept = (
        submission.applicant,
        submission.acted_by,
        submission.answers,
        submission.case_title,
        [row["value"] for row in submission.rows],
    )
    found = (word.casefold() for text in _texts_in(kept) for word in _WORD.findall(text))
    return frozenset(word for word in found if len(word) > 2) - _SMALL


def _plain(words: str) -> str:
    """The sentence in it, whether it came as JSON, as a page or as text."""
    try:
        said = json.loads(words)
    except (ValueError, RecursionError):
        said = None
    if isinstance(said, Mapping):
        found = list(_said_in(said)) or list(_texts_in(said))
        words = ". ".join(dict.fromkeys(found))
    return " ".join(_TAG.sub(" ", words).split())


def _said_in(said: Any, deepest: int = 8) -> Iterator[str]:
    """What stands under a name that a reason usually has, however deep."""
    if isinstance(said, list) and deepest:
        for each in said:
            yield from _said_in(each, deepest - 1)
    elif isinstance(said, Mapping) and deepest:
        for name, value in said.items():
            if isinstance(value, str) and name.casefold() in _FIELDS:
                yield value
            else:
                yield from _said_in(value, deepest - 1)


def _texts_in(kept: Any, deepest: int = 32) -> Iterable[str]:
    if isinstance(kept, Mapping):
        kept = list(kept.values())
    if isinstance(kept, str):
        yield kept
    elif isinstance(kept, list | tuple) and deepest:
        for each in kept:
            yield from _texts_in(each, deepest - 1)
