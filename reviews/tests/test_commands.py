"""Commands around scores and readings."""

import json
import subprocess
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from emosense.jobs.models import Job
from reviews import services
from reviews.management.benchmark import processes, set_up
from reviews.management.benchmark.figures import Figure, as_json, as_table, p95
from reviews.management.benchmark.texts import texts_of
from reviews.models import MovieScore, Reading, UnreadReview
from reviews.tasks.readers import ReaderNotAvailable
from reviews.tests.factories import OutsideReviewFactory, reviews_read_as


@pytest.mark.django_db
def test_refresh_scores_computes_what_is_out_of_date_and_with_all_everything(movie):
    reviews_read_as(movie, positive=3)
    services.make_score_rows(movies=[movie], at=timezone.now())

    call_command("refresh_scores")
    assert MovieScore.objects.get().n == 3

    reviews_read_as(movie, positive=2)
    call_command("refresh_scores")
    assert MovieScore.objects.get().n == 3
    call_command("refresh_scores", "--all")
    assert MovieScore.objects.get().n == 5


@pytest.mark.django_db
def test_reread_reviews_queues_what_the_active_version_has_not_read_and_a_job_to_follow(movie, monkeypatch):
    monkeypatch.setattr("reviews.management.commands.reread_reviews.version_of", lambda model: f"{model}-2")
    old, new = reviews_read_as(movie, positive=2)
    new.readings.update(version="lstm-2")

    call_command("reread_reviews", "--model", "lstm")

    assert list(UnreadReview.objects.values_list("review", "model")) == [(old.pk, "lstm")]
    assert Reading.objects.count() == 2
    assert Job.objects.get().kind == "read_reviews"


@pytest.mark.django_db
def test_reread_reviews_without_a_model_says_so_and_changes_nothing(movie, monkeypatch):
    def nothing(model):
        raise ReaderNotAvailable("The trained model lstm is not available.")

    monkeypatch.setattr("reviews.management.commands.reread_reviews.version_of", nothing)
    OutsideReviewFactory(movie=movie)

    with pytest.raises(CommandError, match="not available"):
        call_command("reread_reviews")

    assert not Job.objects.exists()
    assert not UnreadReview.objects.exists()


def test_a_table_names_what_missed_its_limit_and_the_json_holds_the_same():
    figures = [
        Figure(name="quick", value=1.23456, unit="s", at_most=2, peer=0.5, peer_name="nothing done"),
        Figure(name="slow", value=3, unit="ms", at_most=2),
        Figure(name="counted", value=7, unit=""),
    ]

    quick, slow, counted = as_table(figures).splitlines()[1:]
    rows = json.loads(json.dumps(as_json(figures)))["figures"]

    assert "ok" in quick
    assert "nothing done" in quick
    assert "MISS" in slow
    assert "MISS" not in counted
    assert [row["is_met"] for row in rows] == [True, False, None]
    assert rows[0]["value"] == 1.235


def test_the_95th_percentile_of_twenty_is_the_nineteenth():
    assert p95([float(number) for number in range(20, 0, -1)]) == 19


def test_texts_to_measure_with_repeat_until_there_are_enough():
    texts = texts_of(None, count=1_000)

    assert len(texts) == 1_000
    assert texts[0] in texts[1:]


@pytest.mark.parametrize("arguments", [["--count", "0"], ["--reviews", "no-such-file.parquet"]])
def test_the_benchmark_refuses_wrong_use(arguments):
    with pytest.raises(CommandError) as refused:
        call_command("benchmark_main", *arguments, stdout=StringIO())

    assert refused.value.returncode == 2


DEV = """#!/usr/bin/env python3
import http.server, json, sys

class Answer(http.server.BaseHTTPRequestHandler):
    asked = 0
    def do_GET(self):
        Answer.asked += 1
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"results": [{"score": {"n": Answer.asked - 1}}]}).encode())

if "broken" in open("dev").read().splitlines()[-1]:
    sys.exit("No disk.")
http.server.HTTPServer(("127.0.0.1", int(sys.argv[-1])), Answer).serve_forever()
"""


def repository_with(folder, program):
    (folder / "dev").write_text(program)
    (folder / "dev").chmod(0o755)
    git = ["git", "-C", str(folder), "-c", "user.name=T", "-c", "user.email=t@example.org"]
    for arguments in (["init", "--quiet"], ["add", "dev"], ["commit", "--quiet", "-m", "Begin"]):
        subprocess.run([*git, *arguments], check=True)
    return folder


def test_the_set_up_is_timed_in_a_clone_until_a_score_counts_a_review(tmp_path):
    (tmp_path / "origin").mkdir()
    (tmp_path / "work").mkdir()
    repository = repository_with(tmp_path / "origin", DEV)

    figure = set_up.clone_until_read(repository=repository, folder=tmp_path / "work")

    assert 1 < figure.value < 60
    assert (figure.at_most, figure.is_met) == (180, True)


def test_a_set_up_that_fails_says_its_last_words(tmp_path):
    (tmp_path / "origin").mkdir()
    (tmp_path / "work").mkdir()
    repository = repository_with(tmp_path / "origin", DEV + "# broken\n")

    with pytest.raises(set_up.NeverReady, match=r"No disk\."):
        set_up.clone_until_read(repository=repository, folder=tmp_path / "work")


def test_memory_is_judged_for_the_largest_process_and_for_all_together(monkeypatch):
    sizes = {1: {"Rss": 300, "Pss": 250}, 2: {"Rss": 290, "Pss": 240}}
    monkeypatch.setattr(processes, "_processes", lambda words: [1, 2] if "worker" in words else [])
    monkeypatch.setattr(processes, "_megabytes", lambda pid, field: sizes[pid][field])

    largest, together = processes.memory()

    assert (largest.value, largest.is_met) == (300, True)
    assert (together.value, together.is_met) == (490, False)
