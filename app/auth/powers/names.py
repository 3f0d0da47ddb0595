"""Whether a name somebody wrote is the name of whoever logged in, as people write names."""

import unicodedata


def fits(written: str, name: str) -> bool:
    """First and last name are the same, whatever stands between them, and however it is cased."""
    one, other = _words(written), _words(name)
    return len(one) > 1 and len(other) > 1 and (one[0], one[-1]) == (other[0], other[-1])


def _words(name: str) -> list[str]:
    return unicodedata.normalize("NFC", name).casefold().split()
