"""Compares LSTM and GRU on the same reviews, beside simple models. Needs no server and no database."""

import os
import sys
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

DONE, WRONG_USE = 0, 2
RESULTS = Path("reviews") / "data" / "text_comparison.json"
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
ONE_THREAD["TF_CPP_MIN_LOG_LEVEL"] = "3"
NEEDED = ("imdb_train", "imdb_unlabelled", "imdb_validation")


class Command(BaseCommand):
    help = (
        "Trains LSTM, GRU, BiLSTM and BiGRU on 250 to 25,000 film reviews with several seeds, at equal units and at "
        "equal parameters, beside VADER, TF-IDF, NB-SVM and averaged word vectors; scores imdb_validation and other "
        "texts, measures speed and size, tests for difference and equivalence, and writes one JSON file. One core; a "
        "finished run is one line in the work folder, so a killed one goes on where it was. docs/models/comparison.md."
    )
    needs_services = False
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("--data", type=Path, required=True, help="the folder of imdb_train.parquet and the others")
        parser.add_argument("--work", type=Path, help="where finished runs are kept; default var/comparison/text")
        parser.add_argument("--output", type=Path, help=f"the file of results; default {RESULTS}")
        parser.add_argument("--report-only", action="store_true", help="write the file from the runs there are")
        parser.add_argument("--smoke", action="store_true", help="few reviews, tiny networks, a minute")

    def handle(self, *args, **options):
        work, output = folder_of_work(options), options["output"] or settings.BASE_DIR / RESULTS
        refuse_wrong_use(options, output)
        work.mkdir(parents=True, exist_ok=True)
        os.environ.update(ONE_THREAD)
        from reviews.ml.comparison import comparing
        from reviews.ml.comparison.protocol import Plan

        plan = Plan.smoke() if options["smoke"] else Plan()
        comparing.use_one_core()
        with Progress() as progress:
            finished = comparing.compare(
                plan=plan,
                data=options["data"],
                work=work,
                output=output,
                train=not options["report_only"],
                progress=progress,
            )
        self.stderr.write(f"{finished['finding']['sentence']}")
        self.stderr.write(f"{finished['finished_runs']} of {finished['planned_runs']} runs are in {output}.")


def folder_of_work(options):
    return options["work"] or settings.VAR_DIR / "comparison" / ("text-smoke" if options["smoke"] else "text")


def refuse_wrong_use(options, output):
    missing = [name for name in NEEDED if not (options["data"] / f"{name}.parquet").is_file()]
    if missing:
        raise CommandError(f"There is no {missing[0]}.parquet in {options['data']}.", returncode=WRONG_USE)
    if not output.parent.is_dir():
        raise CommandError(f"{output.parent} is not a folder.", returncode=WRONG_USE)
    if options["smoke"] and not options["output"]:
        raise CommandError("--smoke needs --output: its figures are none to keep.", returncode=WRONG_USE)


class Progress:
    """A bar over the work of all runs, in steps of the plain LSTM, with rate and time left."""

    def __enter__(self):
        self.bar = tqdm(unit=" steps", file=sys.stderr, mininterval=1.0, unit_scale=True)
        return self

    def __exit__(self, *error):
        self.bar.close()

    def begin(self, total, done):
        """Work that an earlier process did counts as done, but not for the rate."""
        self.bar.total, self.bar.initial, self.bar.n = total, done, done
        self.bar.refresh()

    def advance(self, work, name):
        self.bar.set_postfix_str(name, refresh=False)
        self.bar.update(work)
