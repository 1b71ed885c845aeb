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
    matching,
    movie_detail,
    movies_page,
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
from reviews.selectors.scores import as_score, public_scores, score_of, team_scores_of

__all__ = [
    "ASPECTS",
    "ASPECT_LABELS",
    "ENOUGH",
    "FAINT",
    "MOVIE_SORTS",
    "REVIEW_SORTS",
    "Agreement",
    "BadCursor",
    "Explanation",
    "ExplanationState",
    "KeysetPage",
    "MovieFilters",
    "ReviewFilters",
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
    "genres_in_use",
    "home_sample",
    "keyset_page",
    "languages_of",
    "lists_of",
    "matching",
    "movie_aspects",
    "movie_detail",
    "movies_of_list",
    "movies_page",
    "my_answers",
    "my_lists",
    "my_reviews",
    "newest_reviews",
    "public_scores",
    "reading_agreement",
    "reading_progress",
    "review_detail",
    "reviews_of_movie",
    "reviews_page",
    "score_of",
    "sources_of",
    "strongest",
    "team_scores_of",
    "visible_reviews",
    "waiting_models",
    "waits_for_aspects",
    "wilson_interval",
    "with_reading",
]
