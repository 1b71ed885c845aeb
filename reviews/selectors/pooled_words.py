"""What the scores of several movies say together, in words that claim no more than the reviews do."""

from operator import itemgetter

from emosense.templatetags.figures import counted, interval, percent
from reviews.models import MovieScore
from reviews.selectors.filmography import PooledScore
from reviews.selectors.score_figures import ENOUGH


def pooled_words(pool: PooledScore) -> tuple[str, str]:
    """(the finding, what it rests on in sentences)."""
    return title_of(pool), " ".join(sentences_of(pool))


def title_of(pool: PooledScore) -> str:
    if pool.state == "none":
        return "No reviews yet"
    value, bounds = pool.value, pool.interval
    if pool.state == "too_few" or value is None or bounds is None:
        return "Too few to say"
    if pool.state == "one_movie":
        return "Reviews of one movie only"
    low, high = bounds
    return f"{percent(value)} of {pool.n:,} reviews read as positive ({interval({'low': low, 'high': high})})"


def sentences_of(pool: PooledScore) -> list[str]:
    most = pool.most
    if most is None:
        return ["None of these movies has a counted review."] if pool.movies else []
    if pool.state == "too_few":
        return [f"{counted(pool.n, 'review')} counted over {counted(len(pool.rows), 'movie')}, {ENOUGH} are needed."]
    if pool.state == "one_movie":
        return [f"All {pool.n:,} counted reviews are about {most.movie}; nothing can be said of the others."]
    return [
        f"Taken together over {len(pool.rows):,} of {counted(pool.movies, 'movie')}: "
        "each movie weighs by its number of reviews.",
        weight_of(most, pool.n),
        spread_of(pool),
        "The interval is about these reviews, not about a next movie.",
    ]


def weight_of(most: MovieScore, n: int) -> str:
    share = most.n / n
    alone = " alone" if share >= 0.5 else ""
    return f"{most.movie}{alone} brings {percent(share)} of them."


def spread_of(pool: PooledScore) -> str:
    """From the least to the most positive movie, of those with a score of their own."""
    shares = [(row.value, row.movie) for row in pool.scored if row.value is not None]
    if len(shares) < 2:
        return f"{len(shares) or 'None'} of the movies has {ENOUGH} reviews, enough for a score of its own."
    (lowest, least), (highest, best) = min(shares, key=itemgetter(0)), max(shares, key=itemgetter(0))
    return (
        f"Among the {len(shares):,} with {ENOUGH} reviews or more it goes from {percent(lowest)} "
        f"({least}) to {percent(highest)} ({best})."
    )
