"""A worker killed while it explains loses and doubles nothing (real processes, real broker, real database)."""

import pytest
from django.contrib.auth.models import AnonymousUser

from emosense.jobs.services import wake
from emosense.jobs.tests.processes import kill_group, wait_for
from reviews import selectors, services
from reviews.models import ReadingExplanation, UnexplainedReading
from reviews.tests.factories import OutsideReviewFactory, ReadingFactory
from reviews.tests.test_killed_worker import NOW, PATIENCE, worker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_a_worker_killed_while_it_explains_loses_and_doubles_nothing(tmp_path, monkeypatch):
    review = OutsideReviewFactory(text="A good film with a bad end.")
    for model in ("lstm", "gru"):
        ReadingFactory(review=review, model=model, version="stub-1")
    readings = selectors.current_first(selectors.explained_readings(review))
    services.ask_explanations(review=review, readings=readings, by=AnonymousUser(), at=NOW)  # sends the message
    mark = tmp_path / "explaining"

    with monkeypatch.context() as slow:
        slow.setenv("SLOW_EXPLAINER_MARK", str(mark))
        with worker() as process:
            wait_for(mark.exists, limit=PATIENCE)
            kill_group(process)
    assert (ReadingExplanation.objects.count(), UnexplainedReading.objects.count()) == (0, 2)

    with worker():
        wake(task="reviews.tasks.explain_readings", queue="inference")  # as the schedule does every ten seconds
        wait_for(lambda: not UnexplainedReading.objects.exists(), limit=PATIENCE)

    assert ReadingExplanation.objects.count() == 2
