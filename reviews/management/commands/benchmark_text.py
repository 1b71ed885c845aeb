"""Measures how fast the text models read; JSON on stdout, a table on stderr. Needs no server and no database."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from emosense import artefacts

MODELS = ("lstm", "gru", "best")
WRONG_USE = 2


class Command(BaseCommand):
    help = (
        "Reads reviews with each model, one at a time on one core and in bulk on all, each beside keras.predict with "
        "the same weights in the same run; prints p50 and p99, reviews a second, load time and resident memory."
    )
    needs_services = False
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("--data", type=Path, help="a Parquet file of reviews; without it, made-up reviews")
        parser.add_argument("--models", nargs="+", choices=MODELS, default=MODELS)
        parser.add_argument("--reviews", type=int, default=2_000)
        parser.add_argument("--single", type=int, default=200)
        parser.add_argument("--no-keras", action="store_true", help="without the comparison, which loads TensorFlow")

    def handle(self, *args, **options):
        from reviews.ml import benchmark

        texts = benchmark.texts(path=options["data"], count=options["reviews"])
        rows = [self.measure(benchmark, name, texts, options) for name in options["models"]]
        self.stdout.write(json.dumps({"reviews": len(texts), "cores": benchmark.cores(), "models": rows}, indent=1))
        self.stderr.write(table(rows))

    def measure(self, benchmark, name, texts, options):
        try:
            folder = artefacts.active(name)
            return benchmark.measure(
                folder=folder, texts=texts, single=options["single"], beside_keras=not options["no_keras"]
            )
        except (artefacts.ArtefactMissing, artefacts.ArtefactDamaged) as error:
            raise CommandError(str(error), returncode=WRONG_USE) from error


def table(rows):
    columns = list(dict.fromkeys(key for row in rows for key in row))
    lines = [[column, *(str(row.get(column, "")) for row in rows)] for column in columns]
    widths = [max(map(len, cells)) for cells in zip(*lines, strict=True)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)
