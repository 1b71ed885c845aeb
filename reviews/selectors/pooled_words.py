"""What the scores of several movies say together, in words that claim no more than the reviews do."""

from reviews.selectors.filmography import PooledScore
from reviews.selectors.score_figures import ENOUGH


def pooled_words(pool: PooledScore) -> tuple[str, str]:
    """(the finding, what it rests on in sentences)."""
    return title_of(pool), " ".join(sentences_of(pool))


def title_of(pool: PooledScore) -> str:
    if pool.state == "none":
        return "No reviews yet"
    if pool.state == "too_few":
        return "Too few to say"
    if pool.state == "one_movie":
        return "Reviews of one movie only"
    low, high = pool.interval
    return f"{per_cent(pool.value)} of {pool.n:,} reviews read as positive ({points(low)}–{per_cent(high)})"


def sentences_of(pool: PooledScore) -> list[str]:
    if pool.state == "none":
        return ["None of these movies has a counted review."] if pool.movies else []
    if pool.state == "too_few":
        return [f"{counted(pool.n, 'review')} counted over {counted(len(pool.rows), 'movie')}, {ENOUGH} are needed."]
    if pool.state == "one_movie":
        return [f"All {pool.n:,} counted reviews are about {pool.most.movie}; nothing can be said of the others."]
    return [
        f"Taken together over {len(pool.rows):,} of {counted(pool.movies, 'movie')}: "
        "each movie weighs by its number of reviews.",
        weight_of(pool),
        spread_of(pool),
        "The interval is about these reviews, not about a next movie.",
    ]


def weight_of(pool: PooledScore) -> str:
    share = pool.most.n / pool.n
    alone = " alone" if share >= 0.5 else ""
    return f"{pool.most.movie}{alone} brings {per_cent(share)} of them."


def spread_of(pool: PooledScore) -> str:
    """From the least to the most positive movie, of those with a score of their own."""
    if len(pool.scored) < 2:
        return f"{len(pool.scored) or 'None'} of the movies has {ENOUGH} reviews, enough for a score of its own."
    lowest = min(pool.scored, key=lambda row: row.value)
    highest = max(pool.scored, key=lambda row: row.value)
    return (
        f"Among the {len(pool.scored):,} with {ENOUGH} reviews or more it goes from {per_cent(lowest.value)} "
        f"({lowest.movie}) to {per_cent(highest.value)} ({highest.movie})."
    )


def counted(n: int, noun: str) -> str:
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def points(share: float) -> str:
    return f"{100 * share:.0f}"


def per_cent(share: float) -> str:
    return f"{100 * share:.0f}\u202f%"
