"""What a mistyped word may have meant, among the words that name something here."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, product

from django.db.models.functions import Length

from reviews.models import SearchWord
from reviews.selectors.spelling import LONGEST, deletion_keys, edit_distance, edits_forgiven

TWO = 2  # edits at most
WRONG = 4  # unknown words that are put right: who types more of them typed something else
MEANT = 4  # words that one mistyped word may have meant
TRIED, LOOKED_THROUGH = 12, 2_000  # respellings that are given, and that are put in order
AS_TYPED = 6  # half edits that it costs to leave a word as it is that nothing has: more than any slip
Choice = tuple[int, int, str]  # half edits, minus the popularity, the word


def respellings(words: Sequence[str], *, kind: str) -> list[list[str]]:
    """Other spellings of all the words together: fewest edits first, then the most popular; two queries."""
    choices = product(*_meant(words, kind=kind)) if words else iter(())
    changed = (choice for choice in choices if [word for *_, word in choice] != list(words))
    ranked = sorted(islice(changed, LOOKED_THROUGH), key=_cost)
    return [[word for *_, word in choice] for choice in ranked[:TRIED]]


def _cost(choices: Iterable[Choice]) -> tuple[int, int]:
    edits, popularity, _ = zip(*choices, strict=True)
    return sum(edits), sum(popularity)


def _meant(words: Sequence[str], *, kind: str) -> list[list[Choice]]:
    """Each word as it is, then what it may have meant, the nearest first: where words are unknown, of those alone."""
    known = dict(SearchWord.objects.filter(kind=kind, word__in=words).values_list("word", "popularity"))
    unknown = [word for word in words if word not in known and edits_forgiven(word)]
    if len(unknown) > WRONG:
        return [[_as_typed(word, known)] for word in words]
    # Where all are words of something, one of them may be a slip for another: then one edit each is looked at.
    asked, most = (unknown, TWO) if unknown else ([word for word in words if edits_forgiven(word)], 1)
    near = _likely(asked, kind=kind, most=most)
    return [
        [_as_typed(word, known), *(sorted(_near(word, near, most))[:MEANT] if word in asked else ())] for word in words
    ]


def _likely(words: Sequence[str], *, kind: str, most: int) -> dict[str, int]:
    """Words that share a word with one of these when letters are left out, and are about as long; one query."""
    short = [word for word in words if len(word) <= LONGEST]
    keys = {key for word in short for key in deletion_keys(word, most=most)}
    if not keys:
        return {}
    lengths = [len(word) for word in short]
    rows = SearchWord.objects.filter(kind=kind, deletions__overlap=sorted(keys)).annotate(letters=Length("word"))
    rows = rows.filter(letters__range=(min(lengths) - most, max(lengths) + most))
    return dict(rows.values_list("word", "popularity"))


def _as_typed(word: str, known: dict[str, int]) -> Choice:
    return (0 if word in known or not edits_forgiven(word) else AS_TYPED, -known.get(word, 0), word)


def _near(word: str, known: dict[str, int], most: int) -> Iterator[Choice]:
    """A slip seldom spares the rest and takes the first letter: another one counts as half an edit more."""
    limit = min(edits_forgiven(word), most)
    for other, popularity in known.items():
        edits = edit_distance(word, other, limit=limit)
        if 0 < edits <= limit:
            yield 2 * edits + (other[0] != word[0]), -popularity, other
