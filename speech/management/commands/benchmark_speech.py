"""Measures how fast the speech model reads. Needs no server and no database."""

import json
import os
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from emosense import artefacts

WRONG_USE = 2
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")


class Command(BaseCommand):
    help = (
        "Milliseconds for a clip of 3 seconds (features, networks, all) and for a minute of speech on one core, memory "
        "and size, beside librosa with keras.predict in the same run. JSON on stdout."
    )
    needs_services = False
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("--rounds", type=int, default=100)
        parser.add_argument("--model-folder", type=Path, help="a published model in place of the one in use")
        parser.add_argument("--no-keras", action="store_true", help="without the comparison, which loads TensorFlow")

    def handle(self, *args, **options):
        for name in ONE_THREAD:  # before NumPy and TensorFlow are loaded
            os.environ.setdefault(name, "1")
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
        from speech.ml import benchmark

        try:
            folder = options["model_folder"] or artefacts.active("speech")
            figures = benchmark.measure(folder=folder, rounds=options["rounds"], beside_keras=not options["no_keras"])
        except (artefacts.ArtefactMissing, artefacts.ArtefactDamaged) as error:
            raise CommandError(str(error), returncode=WRONG_USE) from error
        self.stdout.write(json.dumps(figures, indent=1))
