"""Movies, reviews, readings and scores for tests."""

from datetime import UTC, datetime

import factory
from django.conf import settings
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.tests.factories import UserFactory
from emosense.sentiments import Label
from reviews.models import (
    AspectSentence,
    Comment,
    Genre,
    Movie,
    MovieList,
    MovieScore,
    Reading,
    ReadingExplanation,
    Review,
    ReviewReport,
    Source,
    UnreadReview,
)
from reviews.services.search_documents import write_search_documents

VERSION = "2026.11.20"


class GenreFactory(DjangoModelFactory):
    class Meta:
        model = Genre
        django_get_or_create = ("slug",)

    name = factory.Sequence(lambda n: f"Genre {n}")
    slug = factory.LazyAttribute(lambda genre: genre.name.lower().replace(" ", "-"))


class MovieFactory(DjangoModelFactory):
    """MovieFactory(genres=[...]); no score row: score_of shows "none" until one is refreshed."""

    class Meta:
        model = Movie
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"Movie {n}")
    year = 1999
    slug = factory.Sequence(lambda n: f"movie-{n}")
    search_text = factory.LazyAttribute(lambda movie: movie.title.lower())

    @factory.post_generation
    def genres(self, create, extracted, **kwargs):
        if extracted:
            self.genres.set(extracted)
        if create:
            write_search_documents(movies=[self])


class SourceFactory(DjangoModelFactory):
    class Meta:
        model = Source
        django_get_or_create = ("slug",)

    slug = "site"
    name = factory.LazyAttribute(lambda source: source.slug.title())
    kind = Source.Kind.SITE


class ReviewFactory(DjangoModelFactory):
    """A published public review by a person here; ReviewFactory(author=None, outside_author="…") from elsewhere."""

    class Meta:
        model = Review

    movie = factory.SubFactory(MovieFactory)
    author = factory.SubFactory(UserFactory)
    source = factory.SubFactory(SourceFactory)
    text = factory.Sequence(lambda n: f"A quiet film number {n} that stays with me, and I would watch it again.")
    written_at = factory.Sequence(lambda n: datetime(2026, 1, 1 + n % 28, 12, tzinfo=UTC))
    submitted_at = factory.LazyAttribute(lambda review: review.written_at)


class OutsideReviewFactory(ReviewFactory):
    """A review by an author elsewhere: cheaper to make, no user."""

    author = None
    outside_author = factory.Sequence(lambda n: f"Critic {n}")


class ReadingFactory(DjangoModelFactory):
    """ReadingFactory(review=…, probability=0.9): the label follows the probability; None gives not_read."""

    class Meta:
        model = Reading

    review = factory.SubFactory(OutsideReviewFactory)
    model = factory.LazyFunction(lambda: settings.SERVING_MODEL)
    version = VERSION
    probability = 0.9
    label = factory.LazyAttribute(lambda reading: _label(reading.probability))
    created_at = factory.LazyFunction(timezone.now)


class ReadingExplanationFactory(DjangoModelFactory):
    """ReadingExplanationFactory(reading=…, words=[[start, end, weight], …])."""

    class Meta:
        model = ReadingExplanation

    reading = factory.SubFactory(ReadingFactory)
    method = "occlusion"
    log_odds = 2.0
    passes = 9
    created_at = factory.LazyFunction(timezone.now)


def _label(probability):
    if probability is None:
        return Label.NOT_READ
    if 0.4 <= probability <= 0.6:
        return Label.NEUTRAL
    return Label.POSITIVE if probability > 0.6 else Label.NEGATIVE


class AspectSentenceFactory(DjangoModelFactory):
    """The first twenty characters of a review, positive about acting."""

    class Meta:
        model = AspectSentence

    review = factory.SubFactory(OutsideReviewFactory)
    aspect = "acting"
    start, end = 0, 20
    label = "positive"
    probability = 0.9
    model = factory.LazyFunction(lambda: settings.SERVING_MODEL)
    version = VERSION
    created_at = factory.LazyFunction(timezone.now)


class UnreadReviewFactory(DjangoModelFactory):
    class Meta:
        model = UnreadReview

    review = factory.SubFactory(OutsideReviewFactory)
    model = factory.LazyFunction(lambda: settings.SERVING_MODEL)
    waiting_since = factory.LazyFunction(timezone.now)


class CommentFactory(DjangoModelFactory):
    class Meta:
        model = Comment

    review = factory.SubFactory(ReviewFactory)
    author = factory.SubFactory(UserFactory)
    text = "I saw it the same way."
    created_at = factory.LazyFunction(timezone.now)


class ReviewReportFactory(DjangoModelFactory):
    class Meta:
        model = ReviewReport

    review = factory.SubFactory(ReviewFactory)
    reporter = factory.SubFactory(UserFactory)
    reason = ReviewReport.Reason.SPAM
    created_at = factory.LazyFunction(timezone.now)


class MovieListFactory(DjangoModelFactory):
    class Meta:
        model = MovieList

    name = factory.Sequence(lambda n: f"List {n}")
    owner = factory.SubFactory(UserFactory)
    created_at = factory.LazyFunction(timezone.now)


class MovieScoreFactory(DjangoModelFactory):
    """A score with enough reviews: 40 of 50 positive."""

    class Meta:
        model = MovieScore

    movie = factory.SubFactory(MovieFactory)
    state = MovieScore.State.OK
    value, low, high, n = 0.8, 0.67, 0.888, 50
    positive, neutral, negative, unsure = 40, 3, 7, 0
    model = factory.LazyFunction(lambda: settings.SERVING_MODEL)
    version = VERSION
    as_of = factory.LazyFunction(timezone.now)


def reviews_read_as(movie, *, positive=0, negative=0, neutral=0, **fields):
    """Published outside reviews of a movie with current readings of the serving model, made in two statements."""
    source = fields.pop("source", None) or SourceFactory()
    probabilities = [0.9] * positive + [0.1] * negative + [0.5] * neutral
    reviews = Review.objects.bulk_create(
        OutsideReviewFactory.build(movie=movie, source=source, **fields) for _ in probabilities
    )
    Reading.objects.bulk_create(
        ReadingFactory.build(review=review, probability=probability)
        for review, probability in zip(reviews, probabilities, strict=True)
    )
    return reviews
