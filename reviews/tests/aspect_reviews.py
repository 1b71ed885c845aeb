"""Reviews that speak of acting, music and so on, for the tests of pages, figures and the API."""

from datetime import UTC, datetime

from django.contrib.auth.models import AnonymousUser

from reviews import selectors, services
from reviews.models import AspectSentence
from reviews.tests.factories import AspectSentenceFactory, OutsideReviewFactory, ReadingFactory, reviews_read_as

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def speaking(movie, *, number=1, aspect="acting", label="positive", **fields):
    """Reviews with one sentence each about the aspect."""
    reviews = reviews_read_as(movie, positive=number, **fields)
    AspectSentence.objects.bulk_create(
        AspectSentenceFactory.build(review=review, aspect=aspect, label=label) for review in reviews
    )
    services.mark_scores_stale(reviews=reviews, at=NOW)
    return reviews


def saying(movie, text, *sentences, **fields):
    """A review that is read, with the sentences (words, aspect, label) in it."""
    review = ReadingFactory(review=OutsideReviewFactory(movie=movie, text=text, **fields)).review
    for words, aspect, label in sentences:
        start = text.index(words)
        AspectSentenceFactory(review=review, aspect=aspect, label=label, start=start, end=start + len(words))
    services.mark_scores_stale(reviews=[review], at=NOW)
    return review


def refresh():
    services.refresh_scores(now=NOW)
    services.refresh_all_movie_aspects(now=NOW)


def aspects_of(movie, person=None):
    return selectors.movie_aspects(movie=movie, person=person or AnonymousUser())
