"""Finds the area a citizen means: inflected, compounded, misspelt, in Danish or English.

Nothing that is searched for is stored or logged.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from math import log

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from app.entrance.areas import Area, areas
from app.entrance.own_pages import OWN_PAGES, OwnPage
from app.entrance.words import danish, english, fold, telling_words, words_in
from app.forms.catalogue import published
from app.forms.form import Form
from app.languages import translate_to

MOST_LETTERS = 200
MOST_WORDS = 12
MOST_RESULTS = 8
# What scores less than this share of the best is not what was meant.
WORTH_SHOWING = 0.3

# How strongly a word leads to an area, by where it stands; PART_OF_PHRASE is one of several.
TITLE, WORDS, PART_OF_PHRASE, KLE, DESCRIPTION = 3.0, 2.0, 1.2, 1.0, 0.7
WHOLE_PHRASE = 5.0

Stem = Callable[[str], str]


def find(text: str) -> list[str]:
    """The slugs of the areas, forms and pages that `text` may mean, the likeliest first."""
    return index().find(text)


@cache
def index() -> "Index":
    """The index over every area, published form and page of ours, built when first asked for."""
    found = Index()
    forms = published()
    for area in areas().values():
        found.add_area(area)
    for form in forms.values():
        found.add_form(form)
    for page in OWN_PAGES.values():
        found.add_page(page)
    found.finish()
    return found


@dataclass
class Index:
    """Which terms lead to which slugs, and how strongly."""

    weights: dict[str, dict[str, float]] = field(default_factory=lambda: defaultdict(dict))
    phrases: dict[frozenset[str], set[str]] = field(default_factory=lambda: defaultdict(set))
    slugs: dict[str, None] = field(default_factory=dict)
    terms: list[str] = field(default_factory=list)

    def add_area(self, area: Area) -> None:
        self._add_title(area.slug, area.title)
        self._add_phrases(area.slug, (*area.words, *area.misspellings), danish)
        self._add_phrases(area.slug, area.english, english)
        self._add_sentence(area.slug, area.kle_title, KLE, danish)
        self._add_sentence(area.slug, area.description, DESCRIPTION, danish)

    def add_form(self, form: type[Form]) -> None:
        self._add_title(form.slug, form.title)
        self._add_phrases(form.slug, form.search_words, danish)

    def add_page(self, page: OwnPage) -> None:
        self._add_title(page.slug, page.title)
        self._add_phrases(page.slug, page.words, danish)
        self._add_phrases(page.slug, page.english, english)

    def finish(self) -> None:
        self.terms = sorted(self.weights)

    def find(self, text: str) -> list[str]:
        words = telling_words(text[:MOST_LETTERS])[:MOST_WORDS]
        scores: dict[str, float] = defaultdict(float)
        met: dict[str, int] = defaultdict(int)
        for word in words:
            for slug, score in self._of_word(word).items():
                scores[slug] += score
                met[slug] += 1
        for slug in self._of_phrases(text[:MOST_LETTERS]):
            scores[slug] += WHOLE_PHRASE
        for slug in scores:
            scores[slug] *= 0.5 + 0.5 * met[slug] / max(len(words), 1)
        least = WORTH_SHOWING * max(scores.values(), default=0)
        ranked = [slug for slug in self.slugs if scores.get(slug, 0) > least]
        return sorted(ranked, key=lambda slug: -scores[slug])[:MOST_RESULTS]

    def _add_title(self, slug: str, title: str) -> None:
        self.slugs[slug] = None
        self._add_sentence(slug, title, TITLE, danish)
        self._add_sentence(slug, translate_to("en")(title), TITLE, english)

    def _add_sentence(self, slug: str, text: str, weight: float, stem: Stem) -> None:
        for word in telling_words(text):
            self._add(slug, word, weight, stem)

    def _add_phrases(self, slug: str, phrases: Iterable[str], stem: Stem) -> None:
        """Search words; each word of a longer phrase says less than the phrase does."""
        for phrase in phrases:
            words = words_in(phrase)
            for word in words:
                self._add(slug, word, WORDS if len(words) == 1 else PART_OF_PHRASE, stem)
            if len(words) > 1:
                self.phrases[frozenset(map(stem, words))].add(slug)

    def _add(self, slug: str, word: str, weight: float, stem: Stem) -> None:
        for term in {stem(word), fold(word)}:
            known = self.weights[term].get(slug, 0)
            self.weights[term][slug] = max(known, weight)

    def _of_word(self, word: str) -> dict[str, float]:
        """What one word says for each slug."""
        scores: dict[str, float] = {}
        for term, likeness in self._terms_like(word).items():
            leads_to = self.weights[term]
            rarity = log(1 + len(self.slugs) / len(leads_to))
            for slug, weight in leads_to.items():
                scores[slug] = max(scores.get(slug, 0), likeness * weight * rarity)
        return scores

    def _of_phrases(self, text: str) -> set[str]:
        """The slugs of phrases of which every word was typed."""
        words = words_in(text)
        typed = {*map(danish, words), *map(english, words)}
        return {slug for phrase, slugs in self.phrases.items() if phrase <= typed for slug in slugs}

    def _terms_like(self, word: str) -> dict[str, float]:
        """Terms this word may stand for, with how alike they are (0 to 1)."""
        plain = fold(word)
        alike = dict.fromkeys({plain, danish(word), english(word)} & self.weights.keys(), 1.0)
        begun = {term: 0.5 + 0.3 * len(plain) / len(term) for term in self._begun_with(plain)}
        if alike or begun:
            return begun | alike
        one_slip = self._misspelt(plain, 1)
        return one_slip or self._compounded(plain) or self._misspelt(plain, 2)

    def _begun_with(self, plain: str) -> list[str]:
        """Terms of which this is the beginning: somebody is still typing."""
        if len(plain) < 2:
            return []
        first = bisect_left(self.terms, plain)
        last = bisect_left(self.terms, plain + "\uffff")
        return self.terms[first:last]

    def _compounded(self, plain: str) -> dict[str, float]:
        """Terms that are most of a longer word: »børnehaveplads« has »børnehav(e)« in it."""
        return {
            term: 0.7 * len(term) / len(plain)
            for term in self.terms
            if len(term) >= max(4, len(plain) / 2)
            and (plain.startswith(term) or plain.endswith(term))
        }

    def _misspelt(self, plain: str, slips: int) -> dict[str, float]:
        """Terms so many slips away; a short word must be spelt right, or nearly so."""
        if len(plain) < 4 * slips:
            return {}
        near = extract(plain, self.terms, scorer=OSA.distance, score_cutoff=slips, limit=None)
        return {
            term: (0.8 - 0.15 * distance) * (1.0 if term[0] == plain[0] else 0.7)
            for term, distance, _ in near
            if len(term) >= 4
        }
