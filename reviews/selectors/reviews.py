"""Reviews: of a movie with filters, one with its readings, and one's own."""

import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import F, FilteredRelation, Q, QuerySet

from accounts.models import User
from reviews.models import Comment, Movie, Reading, Review, Source, Visibility
from reviews.selectors.aspects import aspects_of_review, waits_for_aspects_since, with_sentences
from reviews.selectors.explanations import agreement, current_first, explained_readings
from reviews.selectors.keyset import KeysetPage, keyset_page
from reviews.selectors.scores import Viewer

WAITING = "waiting"  # as a label filter: not read yet
TEAM_ID = re.compile("[0-9]{1,18}", re.ASCII)
SPOKEN, WRITTEN = "spoken", "written"  # kinds of reviews
PUBLIC = "public"  # as a scope: what everybody sees; else a team's id


@dataclass(frozen=True)
class ReviewFilters:
    """What the address of a movie's reviews may ask for; "" and None mean: all."""

    source: str = ""
    label: str = ""
    language: str = ""
    stars_from: float | None = None
    stars_to: float | None = None
    sort: str = "newest"
    model: str = ""
    aspect: str = ""  # with a sentence about it …
    aspect_label: str = ""  # … that reads so
    kind: str = ""  # SPOKEN or WRITTEN
    scope: str = ""  # what one figure counts: PUBLIC, or a team's id for public reviews and the team's own


REVIEW_SORTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "newest": ("Newest first", ("-written_at", "-pk")),
    "oldest": ("Oldest first", ("written_at", "pk")),
    "helpful": ("Most helpful", ("-helpful_count", "-written_at", "-pk")),
    "positive": ("Most positive", ("-probability", "-pk")),
    "negative": ("Most negative", ("probability", "pk")),
}
NOBODYS_PART: dict[str, Any] = {
    "my_vote": False,
    "my_answers": {},
    "my_report": None,
    "is_mine": False,
    "is_shared": True,
}
BY_PROBABILITY = {"positive", "negative"}


def reviews_of_movie(*, movie: Movie, person: Viewer, filters: ReviewFilters) -> QuerySet[Review]:
    """The movie's published reviews that this person may see, with what a card shows; order them by a page function.

    Each has `label`, `probability`, `reason` and `version` by `filters.model` (the serving model unless named), None
    while it waits, and `source` joined; `author` and `team` are fetched beside: joined, they tempt the database into
    sorting all reviews of a movie for one page. Sorting by probability leaves out what has none. With `filters.aspect`
    each has the sentences about it as `passages`, and the list is what the figures of that `scope` count.
    """
    reviews = in_scope(Review.objects.published().within(person).about(movie), filters.scope)
    if filters.aspect:
        reviews = with_sentences(reviews, aspect=filters.aspect, label=filters.aspect_label)
    reviews = filtered(with_reading(reviews, model=filters.model), filters)
    return reviews.select_related("source").prefetch_related("author", "team")


def reviews_page(
    *, movie: Movie, person: Viewer, filters: ReviewFilters, cursor: str = "", size: int = 25
) -> KeysetPage:
    """One page of reviews_of_movie in the order asked for: three queries at most. Raises BadCursor."""
    ordering = REVIEW_SORTS.get(filters.sort, REVIEW_SORTS["newest"])[1]
    reviews = reviews_of_movie(movie=movie, person=person, filters=filters)
    return keyset_page(reviews, ordering=ordering, cursor=cursor, size=size)


def with_reading(reviews: QuerySet[Review], *, model: str = "") -> QuerySet[Any]:
    """Adds the current reading of one model: label, probability, method, reason, version."""
    name = model if model in settings.READING_MODELS else settings.SERVING_MODEL
    current = Q(readings__model=name, readings__is_current=True)
    return reviews.annotate(read=FilteredRelation("readings", condition=current)).annotate(
        label=F("read__label"),
        probability=F("read__probability"),
        method=F("read__method"),
        reason=F("read__reason"),
        version=F("read__version"),
    )


def in_scope(reviews: QuerySet[Review], scope: str) -> QuerySet[Review]:
    """Of what a person sees, what the public figures count, or one team's; "" leaves all. What names no team is
    public."""
    if not scope:
        return reviews
    inside = Q(team=None)
    if TEAM_ID.fullmatch(scope):
        inside |= Q(team=int(scope))
    return reviews.filter(inside)


def filtered(reviews: QuerySet[Any], filters: ReviewFilters) -> QuerySet[Any]:
    """Of reviews with_reading, those that the filters leave."""
    if filters.source:
        reviews = reviews.filter(source__slug=filters.source)
    if filters.label == WAITING:
        reviews = reviews.filter(label=None)
    elif filters.label:
        reviews = reviews.filter(label=filters.label)
    if filters.kind:
        reviews = reviews.filter(is_spoken=filters.kind == SPOKEN)
    if filters.language:
        reviews = reviews.filter(language=filters.language)
    if filters.stars_from is not None:
        reviews = reviews.filter(stars__gte=filters.stars_from)
    if filters.stars_to is not None:
        reviews = reviews.filter(stars__lte=filters.stars_to)
    return reviews.exclude(probability=None) if filters.sort in BY_PROBABILITY else reviews


def newest_reviews(*, movie: Movie, person: Viewer, source: str = "", number: int = 5) -> list[Review]:
    """The newest few for the movie's page, of one source where it is named: three queries at most."""
    return reviews_page(movie=movie, person=person, filters=ReviewFilters(source=source), size=number).rows


def visible_reviews(person: Viewer) -> QuerySet[Review]:
    """Every review this person may open, with movie, author, source and team joined: for lookups that 404."""
    return Review.objects.visible_to(person).select_related("movie", "author", "source", "team")


def review_detail(*, review: Review, person: Viewer) -> dict[str, Any]:
    """One review with its readings side by side, votes, comments and this person's own answers."""
    readings = explained_readings(review)
    current = current_first(readings)
    aspects_wait_since = waits_for_aspects_since(review)
    return {
        "review": review,
        "readings": current,
        "agreement": agreement(current),
        "waiting": waiting_models(review),
        "aspects": aspects_of_review(review),
        "aspects_wait": aspects_wait_since is not None,
        "aspects_wait_since": aspects_wait_since,
        "older_readings": [reading for reading in readings if not reading.is_current],
        "helpful_count": review.helpful_count,
        "comments": comments_of(review=review, person=person),
        **(my_part(review, person) if isinstance(person, User) else NOBODYS_PART),
    }


def my_part(review: Review, person: User) -> dict[str, Any]:
    """This person's vote, answers and report."""
    return {
        "my_vote": review.helpful_votes.filter(person=person).exists(),
        "my_answers": my_answers(review, person),
        "my_report": review.reports.filter(reporter=person).first(),
        "is_mine": review.author_id == person.pk,
        "is_shared": is_shared_with(review, person),
    }


def current_readings(review: Review) -> list[Reading]:
    """Each model's newest reading, in the order of settings.READING_MODELS, the serving model's first."""
    return current_first(review.readings.filter(is_current=True))


def waiting_models(review: Review) -> list[dict[str, Any]]:
    """The models that have not read this text yet: {"model", "waiting_since", "error"}."""
    rows = review.unread.for_readers().order_by("model")
    return [dict(row) for row in rows.values("model", "waiting_since", "error")]


def my_answers(review: Review, person: User) -> dict[str, bool]:
    """This person's answer per model, for the versions that are shown."""
    shown = {(reading.model, reading.version) for reading in current_readings(review)}
    rows = review.reading_feedback.filter(person=person).values_list("model", "version", "agrees")
    return {model: agrees for model, version, agrees in rows if (model, version) in shown}


def comments_of(*, review: Review, person: Viewer) -> QuerySet[Comment]:
    """Published comments, oldest first; an author who left the team sees own ones alone."""
    comments = review.comments.filter(visibility=Visibility.PUBLISHED).select_related("author")
    return comments if is_shared_with(review, person) else comments.filter(author=person.pk)


def is_shared_with(review: Review, person: Viewer) -> bool:
    """Whether the review is public, or private to a team of the person."""
    if review.team_id is None:
        return True
    return isinstance(person, User) and person.memberships.filter(team=review.team_id).exists()


def my_reviews(*, person: User) -> QuerySet[Any]:
    """Everything this person wrote here, whatever its visibility, with the serving model's reading."""
    return with_reading(Review.objects.filter(author=person)).select_related("movie", "author", "source", "team")


def sources_of(movie: Movie) -> QuerySet[Source]:
    """The sources that published reviews of this movie come from."""
    return Source.objects.filter(pk__in=Review.objects.published().public().about(movie).values("source"))


def languages_of(movie: Movie) -> list[str]:
    """The languages that published reviews of this movie are written in."""
    languages = Review.objects.published().public().about(movie).exclude(language="")
    return list(languages.order_by("language").values_list("language", flat=True).distinct())
