"""Training as a job on the installation's ratings: published, activated when better, harmless when killed."""

import os
import re
import signal
import subprocess
import sys
from io import StringIO

import numpy as np
import pytest
from django.core.management import call_command
from django.utils import timezone

from emosense import artefacts
from emosense.jobs.models import Job
from emosense.tests.processes import ROOT
from recommender import services
from recommender.selectors.serving import NAME, serving_version
from recommender.tasks import training, weights
from reviews.models import Movie, Rating
from reviews.tests.factories import SourceFactory

SHIPPED = "2026.11.21.2"


@pytest.fixture
def store(tmp_path, settings):
    settings.ARTEFACTS_DIR = tmp_path / "artefacts"
    return settings.ARTEFACTS_DIR


@pytest.fixture
def ratings(db):
    """Sixty outside people of two tastes, and forty movies."""
    movies = Movie.objects.bulk_create(
        Movie(title=f"Film {n}", slug=f"film-{n}", imdb_id=f"tt{n + 1:07d}", year=1990, keywords=[f"k{n % 2}"])
        for n in range(40)
    )
    source, now, draws = SourceFactory(slug="file"), timezone.now(), np.random.default_rng(1)
    rows = []
    for person in range(80):
        half = [movie for number, movie in enumerate(movies) if number % 2 == person % 2]
        rows += [
            Rating(movie=movie, outside_person=f"n{person}", source=source, value=8, scale=10, rated_at=now)
            for movie in draws.permutation(np.array(half, dtype=object))[:14]
        ]
    Rating.objects.bulk_create(rows)
    return movies


def run():
    job = services.order_training(by=None, at=timezone.now(), ratings=1120)
    training.train_recommender(job_id=str(job.id))
    job.refresh_from_db()
    return job


def test_a_job_publishes_and_the_new_weights_serve_at_once(store, ratings):
    assert serving_version() == SHIPPED

    job = run()

    assert job.state == "succeeded", job.error
    assert job.result["ndcg_at_10_item_item"] > job.result["ndcg_at_10_popularity"]
    assert job.result["activated"]
    assert serving_version() == job.result["version"] == weights.serving_weights().card["version"]
    assert weights.serving_weights().top({"tt0000001": 1.0}, 1)[0].score > 0


def test_too_few_ratings_are_said_and_the_old_weights_serve(store, ratings):
    Rating.objects.filter(pk__in=Rating.objects.values("pk")[500:]).delete()

    job = run()

    assert job.state == "failed"
    assert "too few" in job.error
    assert serving_version() == SHIPPED


def test_weights_that_are_no_better_than_popularity_do_not_serve(store, ratings, monkeypatch):
    from recommender.ml import training as ml

    measures = {"ndcg_at_10_item_item": 0.1, "ndcg_at_10_popularity": 0.2}
    monkeypatch.setattr(ml, "measure", lambda *args, **options: measures)

    job = run()

    assert not job.result["activated"]
    assert serving_version() == SHIPPED


@pytest.fixture
def better_weights(store, ratings):
    """Published from elsewhere: they know the two tastes by heart."""
    from recommender.ml import packing

    alike = np.array([[float(one != other and one % 2 == other % 2) for other in range(40)] for one in range(40)])
    arrays = packing.pack(keys=[movie.imdb_id for movie in ratings], weights=alike, prior=np.zeros(40), kept=40)
    artefacts.publish(
        store=store,
        name=NAME,
        version="better",
        card={"training_data": [{"file": "elsewhere.csv"}]},
        write=lambda folder: packing.write(folder, arrays),
    )
    artefacts.activate(store=store, name=NAME, version="better")


def test_weights_that_serve_better_go_on_serving_and_the_job_says_by_how_much(store, ratings, better_weights):
    rows = Rating.objects.order_by("pk")
    kept = rows.values("pk")[:1_000]
    Rating.objects.exclude(pk__in=kept).delete()
    Rating.objects.update(value=8)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(training, "KEPT", 1)  # weights that hold next to nothing
        job = run()

    assert job.state == "succeeded", job.error
    assert job.result["ndcg_at_10_serving"] > job.result["ndcg_at_10_item_item"] > job.result["ndcg_at_10_popularity"]
    assert job.result["activated"] is False
    assert serving_version() == "better"


def test_weights_that_learned_from_these_very_ratings_are_no_yardstick(store, ratings):
    run()

    job = run()

    assert "ndcg_at_10_serving" not in job.result
    assert job.result["activated"]


def test_a_training_says_at_every_stage_that_it_goes_on(store, ratings, monkeypatch):
    said = []

    class Work:
        def advance(self, **told):
            said.append(told.get("step", ""))

    training.train(Work(), at=timezone.now())

    stages = " ".join(step or "." for step in said)
    assert re.search(r"reading ratings \.+.* learning from .* ratings \. \. measuring .* \. \. publishing", stages)


def test_a_training_that_failed_does_not_stop_the_schedule(db, ratings):
    training.order_training()
    Job.objects.update(state="failed", finished_at=timezone.now())

    training.order_training()

    assert Job.objects.count() == 2


KILLED = """
import os, signal, sys, django
from pathlib import Path
django.setup()
from django.conf import settings
from django.utils import timezone
from recommender.ml import packing
from recommender.ml.item_item import ItemItem
from recommender.tasks import training
settings.ARTEFACTS_DIR = Path(sys.argv[1])
whole = packing.write

def write(folder, arrays):
    whole(folder, arrays)
    (folder / "item_item.npz").write_bytes(b"half")
    os.kill(os.getpid(), signal.SIGKILL)

packing.write = write
import numpy as np
arrays = packing.pack(keys=["tt0000001"], weights=np.ones((1, 1)), prior=np.ones(1), kept=1)
training.publish(arrays, {}, activate=True, at=timezone.now())
"""


@pytest.mark.slow
def test_a_training_killed_while_it_publishes_leaves_the_old_weights_serving(store):
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "emosense.settings", "PYTHONPATH": str(ROOT)}

    killed = subprocess.run([sys.executable, "-c", KILLED, str(store)], cwd=ROOT, env=environment, timeout=120)

    assert killed.returncode == -signal.SIGKILL
    assert (store / NAME).is_dir()
    assert weights.serving_weights().card["version"] == serving_version() == SHIPPED


def test_one_training_waits_at_a_time(db):
    first = services.order_training(by=None, at=timezone.now(), ratings=1)

    assert services.order_training(by=None, at=timezone.now(), ratings=2) == first
    assert Job.objects.count() == 1


def test_the_daily_look_trains_only_on_enough_new_ratings(store, ratings):
    training.order_training()
    assert Job.objects.count() == 1
    Job.objects.update(state="succeeded", finished_at=timezone.now())

    training.order_training()

    assert Job.objects.count() == 1


def test_the_command_without_a_file_orders_the_job(db):
    call_command("train_recommender", stderr=StringIO())

    assert Job.objects.get().kind == services.TRAINING


def test_the_admin_orders_a_training_and_shows_no_ones_words(client, admin_person, taste):
    client.force_login(admin_person)

    page = client.post("/admin/recommender/taste/", {"action": "train", "_selected_action": [taste.pk]}, follow=True)

    assert page.status_code == 200
    assert Job.objects.filter(kind=services.TRAINING, created_by=admin_person).exists()
    assert artefacts.active(NAME)
