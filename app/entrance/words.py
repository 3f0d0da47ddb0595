"""From what people type to the words we look up: uninflected, æøå in any spelling."""

import re
import unicodedata

import snowballstemmer

_WORD = re.compile(r"[^\W_]+(?:[-.'’][^\W_]+)*")
_LETTERS_ONLY = re.compile(r"[\W_]+")


def words_in(text: str) -> list[str]:
    """The words of a text in small letters, hyphenated ones whole and in parts."""
    found = []
    for word in _WORD.findall(unicodedata.normalize("NFC", text).lower()):
        parts = [part for part in _LETTERS_ONLY.split(word) if part]
        found.extend(parts if len(parts) > 1 else [])
        found.append("".join(parts))
    return found


# Words that say that somebody asks, not what about.
EMPTY_WORDS = frozenset(
    words_in(
        """
        af alle alt at bare behøver blive bliver da de dem den denne der deres det dig din dine dit
        do du efter eller en er et fik for fordi fra få får gerne gør gøre har have havde han her
        hjemmeside hos hun hvad hvem hvilken hvilke hvis hvor hvordan hvorfor hvornår i ikke ind
        information jeg jer jeres kan kom komme kommer kommune kommunen kunne man med men mig min
        mine mit må nu når og også om op os over på skal skulle som til tak ud under var ved vi vil
        ville være vores
        a about am an and are can do does for from get have how i in is it me municipality my need
        of on or our out please the there to want we what when where which who with would you your
        """
    )
)
# Words that fit most tasks, and count only when nothing better was typed.
COMMON_WORDS = frozenset(
    words_in(
        """
        anmelde ansøg ansøge ansøgning bestil bestille find finde give hjælp lave meld melde ny nye
        nyt send sende søg søge tilladelse
        application apply give help report
        """
    )
)


def telling_words(text: str) -> list[str]:
    """The words that say what it is about; common ones only where there are no others."""
    words = [word for word in words_in(text) if len(word) > 1 and word not in EMPTY_WORDS]
    return [word for word in words if word not in COMMON_WORDS] or words


def danish(word: str) -> str:
    """The word without its Danish ending: »flytter«, »flytte« and »flyttet« are all `flyt`."""
    return fold(_stem("danish", word))


def english(word: str) -> str:
    """The word without its English ending."""
    return fold(_stem("english", word))


def _stem(language: str, word: str) -> str:
    # A stemmer keeps the word it works on in itself, so threads must not share one.
    stemmed: str = snowballstemmer.stemmer(language).stemWord(word)
    return stemmed


def fold(word: str) -> str:
    """One spelling for æ, ae and ä, for ø, oe, o and ö, and for å, aa and a; no other accents."""
    word = word.replace("æ", "ae").replace("ø", "o").replace("å", "a").replace("ä", "ae")
    plain = unicodedata.normalize("NFKD", word)
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return plain.replace("oe", "o").replace("aa", "a")
