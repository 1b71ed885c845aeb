"""What is read: scores, movies, reviews, lists; each idea in its own file."""

from reviews.selectors.aspects import (
    ASPECT_LABELS,
    ASPECTS,
    aspects_of_review,
    movie_aspects,
    waits_for_aspects,
)
from reviews.selectors.explanations import (
    FAINT,
    Agreement,
    Explanation,
    ExplanationState,
    Span,
    agreement,
    current_first,
    explained_readings,
    strongest,
)
from reviews.selectors.folding import folded
from reviews.selectors.intervals import difference_interval, wilson_interval
from reviews.selectors.keyset import BadCursor, KeysetPage, keyset_page
from reviews.selectors.lists import lists_of, movies_of_list, my_lists
from reviews.selectors.movies import (
    MOVIE_SORTS,
    MovieFilters,
    genres_in_use,
    home_sample,
    is_best_of_many,
    movie_detail,
    movies_page,
    sort_of,
)
from reviews.selectors.neighbours import (
    for_cards,
    hidden_from,
    neighbours_as_of,
    similar_movies,
    visitor_of,
)
from reviews.selectors.reading_feedback import reading_agreement
from reviews.selectors.reading_progress import reading_progress
from reviews.selectors.reviews import (
    REVIEW_SORTS,
    ReviewFilters,
    comments_of,
    current_readings,
    languages_of,
    my_answers,
    my_reviews,
    newest_reviews,
    review_detail,
    reviews_of_movie,
    reviews_page,
    sources_of,
    visible_reviews,
    waiting_models,
    with_reading,
)
from reviews.selectors.score_figures import ENOUGH
from reviews.selectors.scores import as_score, public_scores, score_of, team_scores_of, voice_mood_of
from reviews.selectors.search import understood
from reviews.selectors.source_health import TITLES as HEALTH_TITLES
from reviews.selectors.source_health import HealthState
from reviews.selectors.source_scores import score_alone, scores_by_source, source_mix
from reviews.selectors.sources import (
    SOURCE_SORTS,
    SourceFacts,
    SourceFilters,
    movies_of_source,
    source_page,
    source_seen,
)

__all__ = [
    "ASPECTS",
    "ASPECT_LABELS",
    "ENOUGH",
    "FAINT",
    "HEALTH_TITLES",
    "MOVIE_SORTS",
    "REVIEW_SORTS",
    "SOURCE_SORTS",
    "Agreement",
    "BadCursor",
    "Explanation",
    "ExplanationState",
    "HealthState",
    "KeysetPage",
    "MovieFilters",
    "ReviewFilters",
    "SourceFacts",
    "SourceFilters",
    "Span",
    "agreement",
    "as_score",
    "aspects_of_review",
    "comments_of",
    "current_first",
    "current_readings",
    "difference_interval",
    "explained_readings",
    "folded",
    "for_cards",
    "genres_in_use",
    "hidden_from",
    "home_sample",
    "is_best_of_many",
    "keyset_page",
    "languages_of",
    "lists_of",
    "movie_aspects",
    "movie_detail",
    "movies_of_list",
    "movies_of_source",
    "movies_page",
    "my_answers",
    "my_lists",
    "my_reviews",
    "neighbours_as_of",
    "newest_reviews",
    "public_scores",
    "reading_agreement",
    "reading_progress",
    "review_detail",
    "reviews_of_movie",
    "reviews_page",
    "score_alone",
    "score_of",
    "scores_by_source",
    "similar_movies",
    "sort_of",
    "source_mix",
    "source_page",
    "source_seen",
    "sources_of",
    "strongest",
    "team_scores_of",
    "understood",
    "visible_reviews",
    "visitor_of",
    "voice_mood_of",
    "waiting_models",
    "waits_for_aspects",
    "wilson_interval",
    "with_reading",
]
