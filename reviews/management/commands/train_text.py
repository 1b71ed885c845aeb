"""Trains the text models stage by stage and publishes them. Needs no server and no database."""

import dataclasses
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from emosense import artefacts

DONE, WRONG_USE = 0, 2
STAGES = ("pretrain", "classify", "distil", "ensemble", "three", "all")
TRAINED = Path("reviews") / "ml" / "trained"
SMOKE_SIZE = 16


class Command(BaseCommand):
    help = (
        "Trains a text model: word vectors and a start without labels (pretrain), the teachers, an NB-SVM and networks "
        "(classify), the recurrent student (distil), "
        "which is published with its card; ensemble publishes `best` from the trained lstm, gru and teacher; three "
        "adds a head for positive, neutral and negative in short texts to the model in use, and to `best` once all its "
        "networks have theirs (sst_train_dev.parquet, a few minutes, not part of all). A stage "
        "that is done is not run again, a killed one goes on after its last full pass. About 45 minutes a cell on two "
        "idle cores. Language models and large teachers for a GPU: KERAS_BACKEND=torch python -m reviews.ml.train."
    )
    needs_services = False
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("--cell", choices=("lstm", "gru"), required=True)
        parser.add_argument("--stage", choices=STAGES, default="all")
        parser.add_argument("--data", type=Path, required=True, help="the folder of imdb_train.parquet and the others")
        parser.add_argument("--seed", type=int, default=11)
        parser.add_argument("--seeds", type=int, nargs="*", default=[1, 2, 3], help="of the supervised networks")
        parser.add_argument("--labelled-only", action="store_true", help="pretrain, classify: without unlabelled ones")
        parser.add_argument("--teachers", type=Path, nargs="*", default=[], help="folders of published lstm, gru")
        parser.add_argument("--rounds", type=int, choices=(1, 2), default=2, help="of distilling; all teachers by then")
        parser.add_argument("--work", type=Path, help="where stages leave what they made; default var/training/text")
        parser.add_argument("--model-version", help="default: the date, and the seed")
        parser.add_argument("--model-folder", type=Path, help="three: a published model in place of the one in use")
        parser.add_argument("--smoke", action="store_true", help="a few reviews, tiny networks, one pass")
        parser.add_argument("--ship", action="store_true", help="copy the published model into the repository")

    def handle(self, *args, **options):
        needed = "sst_train_dev.parquet" if options["stage"] == "three" else "imdb_train.parquet"
        if not (options["data"] / needed).is_file():
            raise CommandError(f"There is no {needed} in {options['data']}.", returncode=WRONG_USE)
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
        if options["stage"] == "three":
            return self.three(options)
        from reviews.ml import recipe

        plan = recipe.Plan(
            data=options["data"], work=work_folder(options), seed=options["seed"], smoke=options["smoke"]
        )
        data = recipe.encode(plan)
        if options["stage"] == "ensemble":
            parts = parts_of_best(plan)
            recipe.self_train_ngrams(plan, data=data)
            return self.publish("best", parts, plan, data, options)
        if options["labelled_only"]:
            return self.labelled_only(plan, data, options)
        if options["stage"] in ("pretrain", "all"):
            self.pretrain(plan, data, options)
        if options["stage"] in ("classify", "all"):
            self.classify(plan, data, options)
        if options["stage"] in ("distil", "all"):
            self.distil(plan, data, options)
            self.publish(options["cell"], [options["cell"]], plan, data, options)
        return None

    def pretrain(self, plan, data, options):
        from reviews.ml import recipe

        with Progress() as report:
            network = small(recipe.start_settings(options["cell"], options["seed"]), options)
            recipe.pretrain_network(plan, data=data, settings=network, report=report)

    def labelled_only(self, plan, data, options):
        """The start from labelled reviews, then a network per seed; their mean goes to the next card of the cell."""
        from reviews.ml import recipe, supervised

        if options["stage"] not in ("pretrain", "classify"):
            raise CommandError("--labelled-only goes with --stage pretrain or classify.", returncode=WRONG_USE)
        with Progress() as report:
            network = small(recipe.start_settings(options["cell"], options["seed"]), options)
            supervised.pretrain(plan, data=data, settings=network, report=report)
        for seed in options["seeds"] if options["stage"] == "classify" else ():
            with Progress() as report:
                network = small(recipe.started_settings(options["cell"], seed), options)
                supervised.fit(plan, data=data, settings=network, report=report)

    def distil(self, plan, data, options):
        from reviews.ml import recipe

        for folder in options["teachers"]:
            try:
                recipe.ask_published(plan, data=data, folder=folder)
            except (artefacts.ArtefactMissing, artefacts.ArtefactDamaged, ValueError) as error:
                raise CommandError(str(error), returncode=WRONG_USE) from error
        for number in range(1, options["rounds"] + 1):
            network = student(options, number)
            with Progress() as report:
                recipe.distil_student(plan, data=data, settings=network, report=report, number=number)

    def classify(self, plan, data, options):
        from reviews.ml import recipe

        recipe.classify_ngrams(plan)
        for seed in options["seeds"]:
            with Progress() as report:
                network = small(recipe.supervised_settings(options["cell"], seed), options)
                recipe.classify_supervised(plan, data=data, settings=network, report=report)
        if (plan.work / f"{recipe.start_name(options['cell'])}.npz").exists():
            with Progress() as report:
                network = small(recipe.started_settings(options["cell"], options["seed"]), options)
                recipe.classify_started(plan, data=data, settings=network, report=report)

    def three(self, options):
        """A head for the cell's model; then for `best`, if the heads of all its networks are trained."""
        from reviews.ml import three_recipe

        run = three_recipe.Run(data=options["data"], work=work_folder(options), smoke=options["smoke"])
        run.work.mkdir(parents=True, exist_ok=True)
        self.add_head(options["model_folder"] or artefacts.active(options["cell"]), run, options)
        if options["model_folder"] is None and three_recipe.is_trained(
            run=run, model=artefacts.check(artefacts.active("best"))
        ):
            self.add_head(artefacts.active("best"), run, options)

    def add_head(self, folder, run, options):
        from reviews.ml import three_recipe

        model = artefacts.check(folder)
        with Progress() as report:
            heads = three_recipe.train(run=run, model=model, report=report)
        version = options["model_version"] or version_with_head(model)
        artefact = three_recipe.publish(
            run=run, model=model, heads=heads, store=settings.ARTEFACTS_DIR, version=version
        )
        self.stderr.write(f"{artefact.name} {artefact.version} is published in {artefact.folder}.")
        self.stderr.write(f"  three classes: {artefact.card['three_classes']['measures']}")
        self.ship(artefact, options)

    def publish(self, name, parts, plan, data, options):
        from reviews.ml import assembly

        artefact = assembly.publish(
            store=settings.ARTEFACTS_DIR,
            name=name,
            version=options["model_version"] or version_of_today(plan),
            parts=parts,
            plan=plan,
            data=data,
            training=dataclasses.asdict(student(options)),
        )
        self.stderr.write(f"{name} {artefact.version} is published in {artefact.folder}.")
        for split, figures in artefact.card["measures"].items():
            self.stderr.write(f"  {split}: {figures}")
        self.ship(artefact, options)

    def ship(self, artefact, options):
        if options["ship"]:
            artefacts.ship(artefact=artefact, trained=settings.BASE_DIR / TRAINED)
            self.stderr.write(f"  shipped in {TRAINED / artefact.name}.")


def version_of_today(plan):
    kind = "smoke" if plan.smoke else f"s{plan.seed}"
    return f"{datetime.now(tz=UTC):%Y.%m.%d.%H%M}-{kind}"


def version_with_head(model):
    """The version of the model below, with the number of its head: 2026.11.20-three-2 is its second."""
    below = model.version.split("-three-")[0]
    taken = len(list((settings.ARTEFACTS_DIR / model.name).glob(f"{below}-three-*")))
    shipped = int(model.version.split("-three-")[1]) if "-three-" in model.version else 0
    return f"{below}-three-{max(taken, shipped) + 1}"


def work_folder(options):
    name = "text-smoke" if options["smoke"] else "text"
    return options["work"] or settings.VAR_DIR / "training" / f"{name}-{options['seed']}"


def student(options, number=1):
    from reviews.ml import recipe

    chosen = recipe.student_settings(options["cell"], number)
    return small(dataclasses.replace(chosen, seed=options["seed"]), options)


def small(network, options):
    """The settings of a network as they are, or those of a tiny one for a smoke run."""
    if not options["smoke"]:
        return network
    return dataclasses.replace(network, units=SMOKE_SIZE, embedding_size=SMOKE_SIZE, epochs=1, batch=64)


def parts_of_best(plan):
    missing = [name for name in ("lstm", "gru", "ngrams") if not (plan.work / f"{name}.npz").exists()]
    if missing:
        raise CommandError(f"Train first: {', '.join(missing)} is not in {plan.work}.", returncode=WRONG_USE)
    return ["lstm", "gru", "ngrams"]


class Progress:
    """A bar over all steps, with the loss as it is now and then."""

    every = 20

    def __enter__(self):
        self.bar = tqdm(unit=" steps", file=sys.stderr, mininterval=1.0)
        return self

    def __exit__(self, *error):
        self.bar.close()

    def __call__(self, done, steps, loss):
        self.bar.total = steps
        self.bar.n = done
        if done % self.every == 0 or done == steps:
            self.bar.set_postfix(loss=f"{float(np.asarray(loss)):.4f}", refresh=False)
        self.bar.update(0)
