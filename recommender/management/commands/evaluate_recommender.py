"""Measures the recommenders on a file of ratings. Needs no server and no database."""

import json
import math
import sys
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

FAILED, WRONG_USE = 1, 2
AS_THEY_ARE = "implicit's models have settings that suit such sets; those of ours are chosen on validation."
COLUMNS = (
    ("nDCG@10", "ndcg_at_10"),
    ("low", "ndcg_at_10_low"),
    ("high", "ndcg_at_10_high"),
    ("recall@20", "recall_at_20"),
    ("prec@10", "precision_at_10"),
    ("MAP", "map"),
    ("coverage", "coverage"),
    ("diversity", "diversity"),
    ("novelty", "novelty"),
    ("new user", "new_user_ndcg_at_10"),
    ("cold", "cold_ndcg_at_10"),
    ("fit s", "fit_seconds"),
    ("score s", "score_seconds"),
    ("MB", "memory_mb"),
)


class Command(BaseCommand):
    help = (
        "Trains and measures every recommender on a file of ratings: a random quarter of each person's ratings is held "
        "out, every one of them is relevant, and all films of training but the person's own are ranked. Settings are "
        "chosen on validation inside the other three quarters. Exit: 0 done, 2 wrong use or a file that cannot be "
        "used, 1 failed. With --json the JSON alone is on stdout, the table on stderr."
    )
    needs_services = False
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument(
            "--ratings",
            type=Path,
            required=True,
            help="CSV with userId,movieId,rating,timestamp, or MovieLens' ratings.csv, u.data, ratings.dat or folder",
        )
        parser.add_argument(
            "--movies",
            type=Path,
            help="MovieLens' movies.csv, u.item or movies.dat, or a catalogue with imdb_id (CSV, JSON Lines, Parquet); "
            "without it the content models are left out",
        )
        parser.add_argument("--seed", type=int, default=42)
        parser.add_argument("--json", action="store_true", help="JSON on stdout, the table on stderr")

    def handle(self, *args, **options):
        if not 0 <= options["seed"] < 2**31:
            raise CommandError("The seed must be a number from 0 to 2,147,483,647.", returncode=WRONG_USE)
        ratings, contents, absent = self.read(options)
        try:
            result = self.measure(ratings, contents, options["seed"])
        except MemoryError as error:
            raise CommandError("The memory did not suffice for so many ratings.", returncode=FAILED) from error
        result |= {"notes": [*ratings.notes, *absent, *result["notes"]], "seed": options["seed"]}
        if options["json"]:
            self.stdout.write(json.dumps(finite(result), indent=1, allow_nan=False))
        (self.stderr if options["json"] else self.stdout).write(table(result))

    def read(self, options):
        from recommender.ml.contents import contents_of
        from recommender.ml.movies_file import MoviesRefused, read_movies
        from recommender.ml.ratings_file import RatingsRefused, read_ratings

        absent = ["LensKit is not measured: it brings PyTorch along, which nothing else here needs.", AS_THEY_ARE]
        try:
            ratings = read_ratings(options["ratings"])
            if options["movies"] is None:
                return ratings, None, ["Without --movies the content models and cold films are left out.", *absent]
            films = read_movies(options["movies"], ratings=ratings.path, items=ratings.items)
        except (RatingsRefused, MoviesRefused) as refused:
            raise CommandError(str(refused), returncode=WRONG_USE) from refused
        share = f"The content of {len(films):,} of {len(ratings.items):,} films is known."
        return ratings, contents_of(ratings.items, films), [share, *absent]

    def measure(self, ratings, contents, seed):
        from threadpoolctl import threadpool_limits

        from recommender.ml import evaluation

        started, rows, total = time.monotonic(), [], evaluation.count(contents)

        def report(doing):
            spent = time.monotonic() - started
            left = f", about {spent / len(rows) * (total - len(rows)):.0f} s left" if rows else ""
            print(f"{len(rows)}/{total} models, {spent:.0f} s{left}: {doing}", file=sys.stderr, flush=True)

        try:
            with threadpool_limits(1):  # two threads of BLAS hinder each other on a busy machine
                run = evaluation.prepare(ratings, contents, seed=seed)
                rows.extend(evaluation.rows(run, report))
        except evaluation.NothingHeldOut as nothing:
            raise CommandError(str(nothing), returncode=WRONG_USE) from nothing
        about = {"ratings": len(ratings.interactions), "people": len(ratings.people), "items": len(ratings.items)}
        evaluated = {"evaluated_people": len(run.people), "candidates": run.test.train.n_items}
        if not rows:
            raise CommandError("No model could be measured: " + " ".join(run.notes), returncode=FAILED)
        spent = round(time.monotonic() - started, 1)
        return {"models": rows, **about, **evaluated, "notes": run.notes, "seconds": spent}


def finite(value):
    """What JSON cannot say is null."""
    if isinstance(value, dict):
        return {key: finite(one) for key, one in value.items()}
    if isinstance(value, list):
        return [finite(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def table(result):
    lines = [f"{'model':<18}" + "".join(f"{title:>10}" for title, _ in COLUMNS)]
    lines += [
        f"{row['model']:<18}" + "".join(f"{cell(row.get(key)):>10}" for _, key in COLUMNS) for row in result["models"]
    ]
    about = (
        "{ratings:,} ratings, {people:,} people, {items:,} films; {evaluated_people:,} people measured, {seconds} s."
    )
    return "\n".join([*lines, about.format(**result), *result["notes"]])


def cell(value):
    return "-" if value is None else f"{value:.4f}" if abs(value) < 1 else f"{value:.1f}"
