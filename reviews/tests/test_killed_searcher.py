"""A worker killed while it searches reviews loses and doubles no sentence (real processes, broker and database)."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count

from emosense.jobs.services import wake
from emosense.jobs.tests.processes import kill_group, wait_for
from reviews import selectors, services
from reviews.models import AspectSentence, Review, UnreadAspects
from reviews.tests.factories import MovieFactory, reviews_read_as
from reviews.tests.test_killed_worker import PATIENCE, worker

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
REVIEWS = 35
SEARCHER = "reviews.tests.slow_searcher:app"
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_a_worker_killed_in_mid_search_loses_and_doubles_nothing(tmp_path):
    movie = MovieFactory()
    reviews = reviews_read_as(movie, positive=REVIEWS, text="The acting is fine. We left early. The plot is bad.")
    services.wait_for_aspects(reviews=[(review.pk, 5) for review in reviews], at=NOW)
    mark = tmp_path / "third-batch"

    with worker(mark=mark, app=SEARCHER) as process:
        wake(task="reviews.tasks.read_aspects", queue="inference")
        wait_for(mark.exists, limit=PATIENCE)
        kill_group(process)

    assert AspectSentence.objects.count() == 40  # two whole batches of ten reviews; of the third, nothing
    assert UnreadAspects.objects.count() == REVIEWS - 20

    with worker(app=SEARCHER):
        wake(task="reviews.tasks.read_aspects", queue="inference")  # as the schedule does every ten seconds
        wait_for(lambda: not UnreadAspects.objects.exists(), limit=PATIENCE)
        wait_for(lambda: counted(movie) == [("acting", REVIEWS), ("story", REVIEWS)], limit=PATIENCE)

    per_review = Review.objects.annotate(times=Count("aspect_sentences")).values_list("times", flat=True)
    assert set(per_review) == {2}


def counted(movie):
    found = selectors.movie_aspects(movie=movie, person=AnonymousUser())["aspects"]
    return [(row["aspect"], row["reviews"]) for row in found]
