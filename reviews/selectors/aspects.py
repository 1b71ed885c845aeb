"""What reviews say about acting, story and so on: per movie, per review, and the sentences behind a figure."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from accounts.models import User
from emosense.sentiments import COUNTED, Aspect
from reviews.models import AspectSentence, Movie, MovieAspects, Review, UnreadAspects
from reviews.selectors.scores import Viewer

LEVEL = 0.95
LEXICON = {
    "f1": 0.747,
    "sentences": 716,
}  # how well sentences find their aspect, on held-out films: docs/models/aspects.md
SHOWN = ("aspects", "waiting", "is_demo", "as_of", "model", "version", "has_earlier_versions")
ASPECTS = [aspect.value for aspect in Aspect]
ASPECT_LABELS = [label.value for label in COUNTED]


def movie_aspects(*, movie: Movie, person: Viewer) -> dict[str, Any]:
    """What reviews say about the movie's aspects, for everybody; "teams": as each of the person's teams sees it.

    {"aspects": as in MovieAspects, "missing": aspects that no sentence is about, "waiting", "is_demo", "as_of",
    "model", "version", "has_earlier_versions", "level", "lexicon": its measured F1 on so many sentences}; at most
    one query. `as_of` is None where nothing was ever computed.
    """
    public, teams = None, []
    for row in _aspects_seen(movie, person):
        if row.score.team is None:
            public = row
        else:
            teams.append({**as_aspects(row), "team": row.score.team.name, "team_id": row.score.team_id})
    return {**as_aspects(public), "teams": teams}


def _aspects_seen(movie: Movie, person: Viewer) -> Iterable[MovieAspects]:
    """The rows beside the scores that the person sees; no query where `scores_seen_by` just read them for the same."""
    reader, scores = getattr(movie, "scores_seen", (None, []))
    if reader is not None and reader == person:
        return [score.aspects for score in scores if hasattr(score, "aspects")]
    rows = MovieAspects.objects.filter(score__movie=movie, score__kind="sentiment").select_related("score__team")
    if isinstance(person, User):
        rows = rows.filter(Q(score__team=None) | Q(score__team__in=person.teams.all()))
    else:
        rows = rows.filter(score__team=None)
    return rows.order_by("score__team__name", "score__team")


def as_aspects(row: MovieAspects | None) -> dict[str, Any]:
    if row is None:
        row = MovieAspects(model=settings.SERVING_MODEL)
    known = {aspect["aspect"] for aspect in row.aspects}
    missing = [aspect for aspect in ASPECTS if aspect not in known]
    return {**{name: getattr(row, name) for name in SHOWN}, "missing": missing, "level": LEVEL, "lexicon": LEXICON}


def sentences(*, aspect: str = "", label: str = "") -> QuerySet[AspectSentence]:
    """Sentences about an aspect, read as `label`, by the serving model; "" means any."""
    found = AspectSentence.objects.filter(model=settings.SERVING_MODEL)
    if aspect:
        found = found.filter(aspect=aspect)
    return found.filter(label=label) if label else found


def with_sentences(reviews: QuerySet[Review], *, aspect: str = "", label: str = "") -> QuerySet[Review]:
    """Of the reviews, those with such a sentence, each with them as `passages`, in order: one query more.

    As in the score, demo reviews count only where none of the reviews is a real one.
    """
    real = reviews.filter(is_demo=False)
    reviews = reviews.filter(Q(is_demo=False) | ~Exists(real))
    such = sentences(aspect=aspect, label=label)
    passages = Prefetch("aspect_sentences", queryset=such.order_by("start", "aspect"), to_attr="passages")
    return reviews.filter(Exists(such.filter(review=OuterRef("pk")))).prefetch_related(passages)


def aspects_of_review(review: Review) -> list[AspectSentence]:
    """Its sentences about aspects with their `text`, in the order of the aspects, then of the review: one query."""
    found = sorted(sentences().filter(review=review), key=lambda row: (ASPECTS.index(row.aspect), row.start))
    for row in found:
        row.review = review
        row.text = review.text[row.start : row.end]  # type: ignore[attr-defined]  # given to it here
    return found


def waits_for_aspects(review: Review) -> bool:
    """Whether the review was read, but its sentences not searched yet."""
    return waits_for_aspects_since(review) is not None


def waits_for_aspects_since(review: Review) -> datetime | None:
    """Since when the review's sentences wait to be searched; None where they do not."""
    return UnreadAspects.objects.filter(pk=review.pk).values_list("waiting_since", flat=True).first()
