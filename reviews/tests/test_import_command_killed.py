"""import_movies killed in mid-file and run again ends with every movie once (a real process)."""

import os
import subprocess
import sys

import pytest

from emosense.jobs.tests.processes import kill_group, wait_for
from emosense.jobs.tests.processes import test_database_url as database_url
from reviews.models import Credit, Movie, MovieRecord, MovieScore

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
MOVIES, PATIENCE = 6_000, 240  # seconds


def catalogue(path):
    """Every tenth movie comes twice."""
    lines = ["tmdb id\ttitle\tyear\tdirector\tgenres"]
    for number in range(MOVIES):
        told = (number + 1, f"Film {number % 4_000}", 1950 + number % 60, f"Director {number % 500}", "Drama|Noir")
        line = "\t".join(map(str, told))
        lines += [line] * (2 if number % 10 == 9 else 1)
    path.write_text("\n".join(lines) + "\n")
    return path


def started(path):
    return subprocess.Popen(
        [sys.executable, "manage.py", "import_movies", str(path), "--source", "Killed"],
        env={**os.environ, "DATABASE_URL": database_url()},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def test_a_killed_command_run_again_loses_and_doubles_nothing(tmp_path):
    path = catalogue(tmp_path / "catalogue.tsv")
    for number in (1, 2_500):
        process = started(path)
        wait_for(lambda number=number: Movie.objects.count() >= number, limit=PATIENCE)
        kill_group(process)
    came_in = Movie.objects.count()

    code = started(path).wait(timeout=PATIENCE)

    assert (came_in < MOVIES, code) == (True, 0)
    assert (
        Movie.objects.count() == MovieRecord.objects.count() == MovieScore.objects.filter(team=None).count() == MOVIES
    )
    assert (
        Movie.objects.values("slug").distinct().count() == Movie.objects.values("tmdb_id").distinct().count() == MOVIES
    )
    assert Credit.objects.count() == MOVIES
    assert not Movie.objects.filter(search_text="").exists()
