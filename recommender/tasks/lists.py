"""Personal lists: a person's history folded into the trained weights, seconds after something was told."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from celery import shared_task
from django.utils import timezone

from recommender import services
from recommender.models import SURPRISES, Recommendation, Taste
from recommender.selectors import candidates, films, history
from recommender.selectors.serving import NAME, serving_version
from recommender.tasks.weights import serving_weights

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from recommender.ml.item_item import ItemItem
    from recommender.ml.page_rows import Row, Seen, Wanted

CONTENT = 0.1  # of the cosine, where the weights do not know one of two movies: about as much as they give near films
KNOWN = 60
DAILY = timedelta(days=1)
NO_WEIGHTS = "The trained weights are not available: these lists come from what movies have in common."
ALL_EQUAL = "All your ratings are equal: they say what you saw, and not what you like best."


@shared_task(name="recommender.tasks.compute_lists", soft_time_limit=60, time_limit=90)
def compute_lists(*, taste_id):
    """Safe to run twice, and at the same time: the later one replaces the rows of the earlier."""
    taste = Taste.objects.filter(pk=taste_id).first()
    if taste is not None:
        compute(taste=taste, at=timezone.now())


@shared_task(name="recommender.tasks.sweep_known", soft_time_limit=60, time_limit=90)
def sweep_known():
    """Makes the well-known movies anew when other weights serve, the catalogue began, or a day has passed."""
    row = Recommendation.objects.filter(taste=None).order_by("rank").first()
    now = timezone.now()
    if row is None or row.version != serving_version() or row.computed_at < now - DAILY:
        compute_known(at=now)


def compute(*, taste: Taste, at: datetime) -> int:
    """Makes and stores the lists; how many movies. The mark is read first: what changes meanwhile is ordered anew."""
    mark = history.mark_of(taste, now=at)
    if taste.computed_mark == mark:
        return 0
    told = history.history_of(taste)[: history.LATEST]
    weights = serving_weights()
    seen = seen_of(told)
    return services.store_lists(
        taste_id=taste.pk,
        cards=pages_of(wanted_of(taste, seen, weights, at)) if seen else [],
        profile=history.profile_of({one.movie_id: one.value for one in seen}),
        mark=mark,
        made_by=made_by(weights, told),
        at=at,
    )


def made_by(weights: "ItemItem | None", told: Sequence[history.Told]) -> services.MadeBy:
    if weights is None:
        return services.MadeBy(model="content", version="tfidf.1", note=NO_WEIGHTS)
    note = ALL_EQUAL if told and told[0].equal else ""
    return services.MadeBy(model=NAME, version=str(weights.card["version"]), note=note)


def seen_of(told: Sequence[history.Told]) -> list["Seen"]:
    from recommender.ml.item_item import preference
    from recommender.ml.page_rows import Seen

    return [Seen(one.movie_id, preference(one.stars), one.liked) for one in told]


def pages_of(wanted: "Wanted") -> list[services.NewCard]:
    """A page for each step of surprise: which one is shown, the address says, and no worker is waited for."""
    from recommender.ml.page_rows import page_rows

    pages = {surprise: page_rows(replace(wanted, surprise=surprise)) for surprise in SURPRISES}
    return [card for surprise, rows in pages.items() for card in cards_of(rows, surprise)]


def wanted_of(taste: Taste, seen: list["Seen"], weights: "ItemItem | None", at: datetime) -> "Wanted":
    """Without surprise."""
    import numpy as np

    from recommender.ml.page_rows import Wanted, allowed_of

    newest = candidates.newest_ids(now=at)
    ids, matrix, prior = scored(seen, weights, newest)
    wishes, ruled_out = wishes_of(taste, ids)
    allowed = allowed_of(ids, history.hidden_ids(taste)) & ~ruled_out
    popularity = prior / max(float(prior.max(initial=0.0)), 1e-9)
    unlike = unlike_of(ids, seen)
    return Wanted(
        ids=ids,
        history=seen,
        weights=matrix,
        prior=prior,
        popularity=np.maximum(popularity, 0),
        allowed=allowed,
        wishes=wishes,
        unlike=unlike,
        newest=newest,
    )


def scored(
    seen: list["Seen"], weights: "ItemItem | None", newest: Sequence[int]
) -> tuple["NDArray", "NDArray", "NDArray"]:
    """Candidates' ids, what each movie of the history gives them (H x N), and their prior."""
    import numpy as np

    by_imdb = films.movie_ids_by_imdb()
    known = {by_imdb[key]: place for place, key in enumerate(weights.keys) if key in by_imdb} if weights else {}
    links = candidates.content_links([one.movie_id for one in seen])
    linked = {movie_id for first, second, _ in links for movie_id in (first, second)}
    ids = np.array(sorted({*known, *linked, *newest, *candidates.known_ids(limit=KNOWN)}), dtype=np.int64)
    column = {int(movie_id): place for place, movie_id in enumerate(ids)}
    inside, places = np.array([column[movie_id] for movie_id in known], dtype=np.int64), list(known.values())
    prior = np.zeros(len(ids), dtype=np.float32)
    matrix = np.zeros((len(seen), len(ids)), dtype=np.float32)
    if weights is not None:
        prior[inside] = weights.prior[places]
        for row, one in enumerate(seen):
            if one.movie_id in known:
                key = weights.keys[known[one.movie_id]]
                matrix[row, inside] = (weights.scores({key: 1.0}) - weights.prior)[places]
    add_content(matrix, seen, links, column, known)
    return ids, matrix, prior


def add_content(matrix, seen, links, column, known) -> None:
    """Where the weights do not know one of two movies, their contents speak."""
    row_of = {one.movie_id: row for row, one in enumerate(seen)}
    for first, second, cosine in links:
        if first in known and second in known:
            continue
        for source, target in ((first, second), (second, first)):
            if source in row_of:
                row, place = row_of[source], column[target]
                matrix[row, place] = max(matrix[row, place], CONTENT * cosine)


def wishes_of(taste: Taste, ids: "NDArray") -> tuple["NDArray", "NDArray"]:
    """Wishes for each candidate, less those against it, and which are ruled out."""
    import numpy as np

    wishes, ruled_out = np.zeros(len(ids), dtype=np.float32), np.zeros(len(ids), dtype=bool)
    for wish, movie_ids in candidates.wished(taste):
        concerned = np.isin(ids, np.fromiter(movie_ids, dtype=np.int64, count=len(movie_ids)))
        if wish == "never":
            ruled_out |= concerned
        else:
            wishes += concerned * (1.0 if wish == "more" else -1.0)
    return wishes, ruled_out


def unlike_of(ids: "NDArray", seen: list["Seen"]) -> "NDArray":
    """Candidates none of whose genres is among the three that the history has most of."""
    import numpy as np

    liked = {one.movie_id for one in seen if one.value > 0}
    genres = films.genres_by_movie({*liked, *ids.tolist()})
    counts: dict[str, int] = {}
    for movie_id in liked:
        for slug in genres.get(movie_id, []):
            counts[slug] = counts.get(slug, 0) + 1
    most = set(sorted(counts, key=lambda slug: (-counts[slug], slug))[:3])
    return np.array([bool(genres.get(pk)) and most.isdisjoint(genres[pk]) for pk in ids.tolist()], dtype=bool)


def cards_of(rows: list["Row"], surprise: int) -> list[services.NewCard]:
    return [
        services.NewCard(
            row=row.kind,
            row_number=number,
            rank=rank,
            movie_id=card.movie_id,
            surprise=surprise,
            score=card.score,
            place=card.place,
            reason_id=card.reason.movie_id if card.reason else None,
            reason_liked=bool(card.reason and card.reason.liked),
            score_without=card.score_without,
            place_without=card.place_without,
        )
        for number, row in enumerate(rows)
        for rank, card in enumerate(row.cards, start=1)
    ]


def compute_known(*, at: datetime) -> int:
    """Makes the row of well-known movies; of how many."""
    weights = serving_weights()
    cards = [
        services.NewCard(row="known", row_number=0, rank=rank, movie_id=movie_id, score=score, place=rank)
        for rank, (movie_id, score) in enumerate(best_known(weights), start=1)
    ]
    return services.store_known(cards=cards, made_by=made_by(weights, []), at=at)


def best_known(weights: "ItemItem | None") -> list[tuple[int, float]]:
    """(movie, popularity): by the weights' popularity, then, and without weights alone, by votes elsewhere."""
    popularity = dict.fromkeys(candidates.known_ids(limit=KNOWN), 0.0)
    if weights is not None:
        by_imdb = films.movie_ids_by_imdb()
        pairs = zip(weights.keys, weights.prior.tolist(), strict=True)
        popularity |= {by_imdb[key]: prior for key, prior in pairs if key in by_imdb}
    return sorted(popularity.items(), key=lambda pair: -pair[1])[:KNOWN]
