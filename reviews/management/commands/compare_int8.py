"""Says whether eight-bit twins of the text models may be served; JSON on stdout. Needs no server and no database."""

import dataclasses
import json
import tempfile
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from emosense import artefacts

MODELS = ("lstm", "gru", "best")
WRONG_USE = 2


class Command(BaseCommand):
    help = (
        "Reads labelled reviews with each model and with its twin in eight bits: accuracy lost, labels flipped, and "
        "milliseconds for one review on one core. A twin may be served when accuracy falls by at most 0.1 point and at "
        "most 0.1 % of the labels flip."
    )
    needs_services = False
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="a Parquet file with the columns text and label")
        parser.add_argument("--models", nargs="+", choices=MODELS, default=MODELS)
        parser.add_argument("--reviews", type=int, help="so many, evenly drawn; default all")

    def handle(self, *args, **options):
        if not options["file"].is_file():
            raise CommandError(f"There is no file {options['file']}.", returncode=WRONG_USE)
        texts, labels = labelled(options["file"], options["reviews"])
        with tempfile.TemporaryDirectory() as work:
            rows = [compared(name, Path(work), texts, labels) for name in options["models"]]
        self.stdout.write(json.dumps({"models": rows}, indent=1))


def labelled(path, count):
    import numpy as np
    import pyarrow.parquet as parquet

    table = parquet.read_table(path, columns=["text", "label"])
    rows = np.linspace(0, table.num_rows - 1, min(count or table.num_rows, table.num_rows)).astype(int)
    return table["text"].take(rows).to_pylist(), table["label"].to_numpy()[rows]


def compared(name, work, texts, labels):
    from reviews.ml import quantised
    from reviews.ml.predict import TextReader

    try:
        folder = artefacts.active(name)
    except (artefacts.ArtefactMissing, artefacts.ArtefactDamaged) as error:
        raise CommandError(str(error), returncode=WRONG_USE) from error
    reader = TextReader.load(folder, threads=1)
    verdict = quantised.compare(reader=reader, folder=folder, work=work, texts=texts, labels=labels)
    return {**dataclasses.asdict(verdict), "may_serve": verdict.may_serve}
