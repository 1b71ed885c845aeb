"""Trains the speech model unit by unit, measures it on speakers that it never heard, and publishes it with its card."""

import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from emosense import artefacts

WRONG_USE = 2
TRAINED = Path("speech") / "ml" / "trained"


class Command(BaseCommand):
    help = (
        "Trains the speech model: kernel ridge regression on functionals, and an LSTM and a GRU over mel-spectrograms "
        "(--cell: only one of them). Every member is trained without each group of speakers in turn and says what it "
        "reads in these; a unit that is done is not run again, a killed one goes on after its last whole pass. "
        "Publishes at the end, with figures of whatever units are done by then."
    )
    needs_services = False
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("--data", type=Path, required=True, help="the folder of ravdess/ and emodb/")
        parser.add_argument("--folds", choices=("speaker",), default="speaker", help="what is held out")
        parser.add_argument("--cell", choices=("lstm", "gru"), help="default: both")
        parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
        parser.add_argument("--passes", type=int, default=40, help="of each network over all clips")
        parser.add_argument("--work", type=Path, help="where units leave what they made; default var/training/speech")
        parser.add_argument("--units", type=int, help="at most so many network units, then publish what is there")
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--publish", action="store_true", help="train no network; publish what is there")
        what.add_argument("--no-publish", action="store_true", help="only train")
        parser.add_argument("--model-version", help="default: date and time")
        parser.add_argument("--smoke", action="store_true", help="a few clips of each speaker, one pass")
        parser.add_argument("--ship", action="store_true", help="copy the published model into the repository")

    def handle(self, *args, **options):
        for corpus in ("ravdess", "emodb"):
            if not (options["data"] / corpus / "labels.tsv").is_file():
                raise CommandError(f"There is no {corpus}/labels.tsv in {options['data']}.", returncode=WRONG_USE)
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
        from speech.ml import recipe

        with Progress("clips") as bar:
            plan = plan_of(options, progress=bar)
            try:
                recipe.claim(plan)
            except recipe.OtherUnits as error:
                raise CommandError(str(error), returncode=WRONG_USE) from error
            recipe.run_kernels(plan)
        self.networks(plan, options)
        if not options["no_publish"]:
            self.publish(plan, options)

    def networks(self, plan, options):
        from speech.ml import recipe

        todo = [unit for unit in recipe.network_units(plan) if not recipe.is_done(plan, unit)]
        if options["cell"]:
            todo = [unit for unit in todo if unit[0] == options["cell"]]
        todo = [] if options["publish"] else todo[: options["units"]]
        for number, unit in enumerate(todo, start=1):
            with Progress("steps", f"{number}/{len(todo)} {recipe.network_name(*unit)}") as bar:
                recipe.run_network(plan, unit, bar)

    def publish(self, plan, options):
        from speech.ml import publication

        version = options["model_version"] or f"{datetime.now(tz=UTC):%Y.%m.%d.%H%M}{'-smoke' if plan.smoke else ''}"
        artefact = publication.publish(plan=plan, store=settings.ARTEFACTS_DIR, version=version)
        self.stderr.write(f"{artefact.name} {artefact.version} is published in {artefact.folder}.")
        for corpus, rows in artefact.card["measures_of_members"].items():
            for name, figures in rows.items():
                self.stderr.write(f"  {corpus}, {name}: {figures['unweighted_average_recall']}")
        if options["ship"]:
            artefacts.ship(artefact=artefact, trained=settings.BASE_DIR / TRAINED)
            self.stderr.write(f"  shipped in {TRAINED / artefact.name}.")


def plan_of(options, progress):
    from speech.ml import recipe

    name = "speech-smoke" if options["smoke"] else "speech"
    return recipe.Plan(
        data=options["data"],
        work=options["work"] or settings.VAR_DIR / "training" / name,
        seeds=tuple(options["seeds"]),
        passes=options["passes"],
        smoke=options["smoke"],
        progress=progress,
    )


class Progress:
    """A bar with rate and time left."""

    def __init__(self, unit, title=""):
        self.unit, self.title = unit, title

    def __enter__(self):
        self.bar = tqdm(unit=f" {self.unit}", desc=self.title, file=sys.stderr, mininterval=1.0, maxinterval=5.0)
        self.begun = time.monotonic()
        return self

    def __exit__(self, *error):
        self.bar.close()

    def __call__(self, done, total, loss=None):
        if done < self.bar.n or self.bar.total != total:
            self.bar.reset(total=total)
            self.bar.initial = done - 1  # what was done before a resume is no rate
        self.bar.n = done
        if loss is not None and done % 20 == 0:
            self.bar.set_postfix(loss=f"{loss:.3f}", refresh=False)
        self.bar.update(0)
