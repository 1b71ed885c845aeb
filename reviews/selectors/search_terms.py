"""What a person types into a search, as a query of PostgreSQL's full text.

Every word must be there, in any order; the last one may be unfinished. "In quotes" is a phrase as it stands, -word
leaves out, A OR B takes either. Nothing that can be typed is an error.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.contrib.postgres.search import CombinedSearchQuery, SearchQuery

from reviews.selectors.folding import folded

MOST_TERMS, LONGEST_WORD = 12, 60
UNFINISHED_FROM = 2  # letters: one alone begins a word of nearly everything
CONFIGS = ("simple", "english")  # the words as they stand, and their stems; documents are kept by both
_TOKEN = re.compile(r'(?P<out>-?)"(?P<phrase>[^"]*)"?|(?P<word>\S+)')
_ARTICLE = re.compile(r"^(the|a|an) (?=.)")
Query = SearchQuery | CombinedSearchQuery


@dataclass(frozen=True)
class Term:
    """A word, or a phrase of several; folded. `group`: of terms with the same number one is enough."""

    words: tuple[str, ...]
    group: int
    is_quoted: bool = False
    is_left_out: bool = False
    is_unfinished: bool = False

    def raw(self, weights: str, *, config: str) -> str:
        """For to_tsquery; folded words hold letters and digits alone, so that nothing has to be escaped.

        A stem is whole: the beginning of "godfat" would be found in everything that is near "godfater".
        """
        flags = ("*" if self.is_unfinished and config == "simple" else "") + weights
        ending = f":{flags}" if flags else ""
        return "(" + " <-> ".join(f"'{word}'{ending}" for word in self.words) + ")"


@dataclass(frozen=True)
class Terms:
    """What is asked for. Empty terms of a text that is not empty ("!?") find nothing."""

    text: str = ""
    terms: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.terms)

    @property
    def wanted(self) -> list[Term]:
        return [term for term in self.terms if not term.is_left_out]

    @property
    def left_out(self) -> list[Term]:
        return [term for term in self.terms if term.is_left_out]

    @property
    def title(self) -> str:
        """The text as a title would be kept; "" where it holds more than words."""
        is_plain = all(not (term.is_quoted or term.is_left_out) for term in self.terms) and not self._has_choice
        return without_article(" ".join(word for term in self.terms for word in term.words)) if is_plain else ""

    @property
    def _has_choice(self) -> bool:
        return len({term.group for term in self.terms}) < len(self.terms)

    def respelled(self, words: Sequence[str]) -> "Terms":
        """The same with other words in place of `wanted` ones that stand alone and unquoted, in order."""
        others = iter(words)
        terms = tuple(replace(term, words=(next(others),)) if is_spelled(term) else term for term in self.terms)
        return Terms(text=" ".join(word for term in terms for word in term.words), terms=terms)

    def query(self, weights: str = "") -> Query:
        """For `words=` of a search vector; `weights` ("A", "AB" …) narrows where the wanted words stand."""
        if not self.wanted:
            return neither(self.left_out)
        wanted = either(self.wanted, weights)
        return wanted & neither(self.left_out) if self.left_out else wanted


def is_spelled(term: Term) -> bool:
    """Whether a slip of the keys may be put right here: not in quotes, not in what is left out."""
    return not (term.is_quoted or term.is_left_out)


def either(terms: Iterable[Term], weights: str) -> Query:
    """All groups, as the words stand or by their stems."""
    raws = {config: in_groups(terms, weights, config) for config in CONFIGS}
    simple, english = (SearchQuery(raw, config=config, search_type="raw") for config, raw in raws.items())
    return simple | english


def neither(terms: Iterable[Term]) -> Query:
    """None of the terms, neither as the words stand nor by their stems."""
    raws = {config: " | ".join(term.raw("", config=config) for term in terms) for config in CONFIGS}
    simple, english = (SearchQuery(raw, config=config, search_type="raw", invert=True) for config, raw in raws.items())
    return simple & english


def in_groups(terms: Iterable[Term], weights: str, config: str) -> str:
    groups: dict[int, list[str]] = {}
    for term in terms:
        groups.setdefault(term.group, []).append(term.raw(weights, config=config))
    return " & ".join(f"({' | '.join(choices)})" for choices in groups.values())


def read_terms(text: str) -> Terms:
    """What is typed, as terms."""
    terms: list[Term] = []
    is_choice = False
    for token in _TOKEN.finditer(text):
        if token["word"] == "OR" and terms:
            is_choice = True
            continue
        group = terms[-1].group if is_choice else len(terms)
        terms += _terms_of(token, group)
        is_choice = False
    terms = terms[:MOST_TERMS]
    if terms and text[-1:].isalnum() and _may_go_on(terms[-1]):
        terms[-1] = replace(terms[-1], is_unfinished=True)
    return Terms(text=text.strip(), terms=tuple(terms))


def _terms_of(token: re.Match[str], group: int) -> list[Term]:
    quoted = token["phrase"] is not None
    is_left_out = bool(token["out"]) if quoted else token["word"].startswith("-")
    words = tuple(word[:LONGEST_WORD] for word in folded(token["phrase"] if quoted else token["word"]).split())
    if not words:
        return []
    if quoted or is_left_out or len(words) == 1:
        return [Term(words=words, group=group, is_quoted=quoted, is_left_out=is_left_out)]
    return [Term(words=(word,), group=group + number) for number, word in enumerate(words)]


def _may_go_on(term: Term) -> bool:
    return is_spelled(term) and len(term.words[-1]) >= UNFINISHED_FROM


def without_article(title: str) -> str:
    """Of a folded title: "the matrix" is found and sorted by "matrix"."""
    return _ARTICLE.sub("", title)


def beginnings(words: Sequence[str]) -> str:
    """For to_tsquery: each folded word as the beginning of a word."""
    return " & ".join(f"'{word[:LONGEST_WORD]}':*" for word in words)
