"""From a history to the rows of a page, each movie once, each reason tested by taking its movie away.

A score is linear in the history; then wishes are added in units of the scores' spread, and well-known films made
smaller where somebody wants to be surprised. What a movie of the history did to an item is measured by doing all that
again without it. NumPy alone.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

ROW_SIZE = 12
BECAUSE_ROWS, BECAUSE_LEAST = 3, 3
POOL = 80  # best items among which reasons are looked for
WISH = 2.0  # standard deviations of all scores for one wish
KNOWN_AT = 0.15  # share of the best-known film's popularity at which a step of surprise halves the score


@dataclass(frozen=True)
class Seen:
    """A movie of the history with its value (see item_item.preference); liked: it may title a row."""

    movie_id: int
    value: float
    liked: bool


@dataclass(frozen=True)
class Wanted:
    """All that a page is made of: N candidate movies, H movies of the history."""

    ids: NDArray[np.int64]  # N
    history: Sequence[Seen]  # H
    weights: NDArray[np.float32]  # H x N
    prior: NDArray[np.float32]  # N
    popularity: NDArray[np.float32]  # N, 0 to 1
    allowed: NDArray[np.bool_]  # N: not seen, not dismissed, not ruled out
    wishes: NDArray[np.float32]  # N: how many wishes for it, less those against it
    unlike: NDArray[np.bool_]  # N: of other genres than the history's
    newest: Sequence[int] = ()
    surprise: int = 0


@dataclass(frozen=True)
class Card:
    """Places count from 1 among the allowed; with a reason, score and place without it are both worse."""

    movie_id: int
    score: float
    place: int
    reason: Seen | None = None
    score_without: float | None = None
    place_without: int | None = None


@dataclass
class Row:
    kind: str
    cards: list[Card] = field(default_factory=list)


def scores(wanted: Wanted, *, without: int | None = None) -> NDArray[np.float32]:
    """One per candidate; `without`: the place in the history of a movie that is left out."""
    values = np.array([seen.value for seen in wanted.history], dtype=np.float32)
    if without is not None:
        values[without] = 0.0
    base = wanted.prior + values @ wanted.weights if len(values) else wanted.prior.copy()
    lifted = base + WISH * float(base.std()) * wanted.wishes
    fame = (KNOWN_AT / (KNOWN_AT + wanted.popularity)) ** wanted.surprise
    return np.where(lifted > 0, lifted * fame, lifted).astype(np.float32)


def page_rows(wanted: Wanted) -> list[Row]:
    """Rows in the page's order, none of them empty."""
    found = scores(wanted)
    best = [int(place) for place in np.argsort(-found, kind="stable") if wanted.allowed[place]]
    maker = _Cards(wanted, found)
    used: set[int] = set()
    rows = _because(maker, best[:POOL], used) if wanted.history else []
    personal = [place for place in best if place not in used and (found[place] > 0 or not wanted.history)]
    rows.append(_taken("people" if wanted.history else "known", maker, personal, used))
    places = {int(movie_id): place for place, movie_id in enumerate(wanted.ids)}
    fresh = [places[movie_id] for movie_id in wanted.newest if movie_id in places]
    rows.append(_taken("new", maker, sorted(fresh, key=lambda place: -found[place]), used))
    rows.append(_taken("different", maker, [place for place in best if wanted.unlike[place]], used))
    return [row for row in rows if row.cards]


def _because(maker: "_Cards", pool: Sequence[int], used: set[int]) -> list[Row]:
    """A row for each of the liked movies that explain most of the best items."""
    groups: dict[int, list[Card]] = {}
    for place in pool:
        card = maker.card(place)
        if card.reason and card.reason.liked:
            groups.setdefault(card.reason.movie_id, []).append(card)
    largest = sorted(groups.values(), key=lambda cards: (-len(cards), cards[0].place))[:BECAUSE_ROWS]
    chosen = [Row("because", cards[:ROW_SIZE]) for cards in largest if len(cards) >= BECAUSE_LEAST]
    used.update(maker.place_of(card) for row in chosen for card in row.cards)
    return chosen


def _taken(kind: str, maker: "_Cards", places: Sequence[int], used: set[int]) -> Row:
    chosen = [place for place in dict.fromkeys(places) if place not in used and maker.wanted.allowed[place]][:ROW_SIZE]
    used.update(chosen)
    return Row(kind, [maker.card(place) for place in chosen])


class _Cards:
    """Cards with tested reasons; what a movie's absence does is computed once."""

    def __init__(self, wanted: Wanted, found: NDArray[np.float32]) -> None:
        self.wanted, self.found = wanted, found
        self._without: dict[int, NDArray[np.float32]] = {}
        self._places = {int(movie_id): place for place, movie_id in enumerate(wanted.ids)}

    def place_of(self, card: Card) -> int:
        return self._places[card.movie_id]

    def card(self, item: int) -> Card:
        plain = Card(int(self.wanted.ids[item]), float(self.found[item]), rank(self.found, item, self.wanted.allowed))
        source = self._strongest(item)
        if source is None:
            return plain
        rest = self._scores_without(source)
        there = rank(rest, item, self.wanted.allowed)
        if not (rest[item] < self.found[item] and there > plain.place):
            return plain  # no reason to tell: without that movie the item would stand where it stands
        return Card(plain.movie_id, plain.score, plain.place, self.wanted.history[source], float(rest[item]), there)

    def _strongest(self, item: int) -> int | None:
        if not self.wanted.history:
            return None
        # Liked movies alone: "because you disliked that" explains nothing to anybody.
        values = np.array([max(seen.value, 0.0) for seen in self.wanted.history])
        shares = values * self.wanted.weights[:, item]
        source = int(np.argmax(shares))
        return source if shares[source] > 0 else None

    def _scores_without(self, source: int) -> NDArray[np.float32]:
        if source not in self._without:
            self._without[source] = scores(self.wanted, without=source)
        return self._without[source]


def rank(found: NDArray[np.float32], item: int, allowed: NDArray[np.bool_]) -> int:
    return int((found[allowed] > found[item]).sum()) + 1


def allowed_of(ids: NDArray[np.int64], hidden: Collection[int]) -> NDArray[np.bool_]:
    return ~np.isin(ids, np.fromiter(hidden, dtype=np.int64, count=len(hidden)))
