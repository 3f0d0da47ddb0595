"""Whether something written is a name, and the name of whoever logged in, as people write names."""

import unicodedata

ALLOWED = frozenset(" .-'\u2010\u2011\u2019\u02bc")


def fits(written: str, name: str) -> bool:
    """First and last name are the same, whatever stands between them, and however it is cased."""
    one, other = _words(written), _words(name)
    return len(one) > 1 and len(other) > 1 and (one[0], one[-1]) == (other[0], other[-1])


def is_name(written: str) -> bool:
    """Letters with their marks, hyphens, apostrophes, full stops and spaces, and nothing with which
    a title or a sentence could be put into a name."""
    return all(
        each in ALLOWED or unicodedata.category(each)[0] in "LM" for each in written
    ) and any(each.isalpha() for each in written)


def _words(name: str) -> list[str]:
    return unicodedata.normalize("NFC", name).casefold().split()
