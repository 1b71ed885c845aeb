"""Work off the request: reading what waits, keeping the scores."""

from reviews.tasks.aspects import read_aspects
from reviews.tasks.crawls import scrape_reviews
from reviews.tasks.explaining import explain_readings, sweep_unexplained
from reviews.tasks.imports import import_reviews
from reviews.tasks.one_text import read_text
from reviews.tasks.reading import read_unread, sweep_unread
from reviews.tasks.reading_jobs import read_reviews
from reviews.tasks.scores import age_scores, refresh_scores
from reviews.tasks.texts_for_others import read_texts

__all__ = [
    "age_scores",
    "explain_readings",
    "import_reviews",
    "read_aspects",
    "read_reviews",
    "read_text",
    "read_texts",
    "read_unread",
    "refresh_scores",
    "scrape_reviews",
    "sweep_unexplained",
    "sweep_unread",
]
