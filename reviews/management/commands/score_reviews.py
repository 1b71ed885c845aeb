"""Reads the sentiment of every row of a file. Needs no server and no database."""

import shutil
import sys
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from emosense import artefacts
from reviews.review_files.rows import FileRefused
from reviews.scoring.rows import Tally, outputs_of
from reviews.scoring.sinks import open_sink
from reviews.scoring.sources import open_source

DONE, NOTHING_WRITTEN, WRONG_USE, SOME_FAILED = 0, 1, 2, 3
MODELS = ("lstm", "gru", "best")
CHUNK = 1_024
STDOUT = (None, Path("-"))
KINDS = {".csv", ".tsv", ".jsonl", ".ndjson", ".parquet"}


class Command(BaseCommand):
    help = (
        "Reads the sentiment of the rows of a CSV, JSON Lines or Parquet file and writes the same rows, in the same "
        "order, with the columns label (positive, neutral, negative, unsure, empty), probability_positive (0 to 1), "
        "model, version and reason. A text of at most 50 words is labelled by three classes, and its reason says so; a "
        "longer one by its probability. An input column named like an output is kept as input_<name>. A text that is "
        "not English is unsure with the reason 'language: <code>'; so is a damaged row, which counts as failed. "
        "Exit: 0 done, 3 done with some rows failed, 2 wrong use or input, 1 nothing written."
    )
    needs_services = False
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("input", type=Path, help="a file that ends in .csv, .jsonl or .parquet")
        parser.add_argument("--model", choices=MODELS, default="lstm")
        parser.add_argument(
            "--output", type=Path, help="where the rows go, a file or a pipe; the extension says how. None or -: stdout"
        )
        parser.add_argument(
            "--format", choices=("csv", "jsonl"), help="without an extension; by default csv for csv, else jsonl"
        )
        parser.add_argument("--text-column", default="text")
        parser.add_argument("--model-folder", type=Path, help="a published model in place of the one in use")

    def handle(self, *args, **options):
        with output_of(options) as output:
            target, options["output"] = options["output"], output or options["output"]
            source, reader, tally = opened(options), loaded(options), Tally()
            try:
                self.score(source, reader, options, tally)
            except FileRefused as refused:
                raise CommandError(str(refused), returncode=NOTHING_WRITTEN) from refused
            if output is not None and target in STDOUT:
                self.print_rows(output)
            elif output is not None:
                pour(output, target)
        if code := self.reported(tally):
            sys.exit(code)

    def score(self, source, reader, options, tally):
        from reviews.ml.language import detect

        bar = tqdm(total=source.total, unit=" reviews", file=sys.stderr, mininterval=0.5)
        with bar, open_sink(options["output"], source.schema) as sink:
            for chunk in source.chunks(CHUNK):
                outputs = outputs_of(
                    chunk=chunk, column=options["text_column"], reader=reader, language=detect, tally=tally
                )
                sink.write(chunk, outputs)
                bar.update(len(outputs))

    def print_rows(self, path):
        with path.open(encoding="utf-8", newline="") as rows:
            for line in rows:
                self.stdout.write(line, ending="")

    def reported(self, tally):
        self.stderr.write(f"{tally.written:,} rows written, {tally.failed:,} of them not read.")
        if not tally.written:
            return NOTHING_WRITTEN
        return SOME_FAILED if tally.failed else DONE


@contextmanager
def output_of(options):
    """A file for what goes to stdout, a pipe or a device, which gets all rows or none; None for rows of a file."""
    output = options["output"]
    if output not in STDOUT and not is_special(output):
        yield None
        return
    is_table = options["input"].suffix.lower() in {".csv", ".tsv"}
    kind = f".{options['format'] or ('csv' if is_table else 'jsonl')}"
    if output not in STDOUT and output.suffix.lower() in KINDS:
        kind = output.suffix
    with TemporaryDirectory() as folder:
        yield Path(folder, f"rows{kind}")


def is_special(path):
    """A pipe or a device: written to, never replaced."""
    return path.exists() and not path.is_file() and not path.is_dir()


def pour(path, target):
    try:
        with path.open("rb") as rows, target.open("wb") as sink:
            shutil.copyfileobj(rows, sink)
    except OSError as error:
        words = f"{target} cannot be written: {error.strerror or error}."
        raise CommandError(words, returncode=NOTHING_WRITTEN) from error


def opened(options):
    path, output = options["input"], options["output"]
    if output.resolve() == path.resolve():
        raise CommandError("The output must be another file than the input.", returncode=WRONG_USE)
    if output.is_dir():
        raise CommandError(f"{output} is a folder: name a file.", returncode=WRONG_USE)
    if output.suffix.lower() not in KINDS:
        raise CommandError(f"{output.name}: the name must end in .csv, .jsonl or .parquet.", returncode=WRONG_USE)
    if not output.parent.is_dir():
        raise CommandError(f"{output.parent} is not a folder.", returncode=WRONG_USE)
    try:
        source = open_source(path)
    except FileRefused as refused:
        raise CommandError(f"{path}: {refused}", returncode=WRONG_USE) from refused
    if options["text_column"] not in source.columns:
        columns = ", ".join(source.columns) or "none"
        raise CommandError(f"There is no column {options['text_column']}; there are: {columns}.", returncode=WRONG_USE)
    return source


def loaded(options):
    from reviews.ml.predict import TextReader

    try:
        return TextReader.load(options["model_folder"] or artefacts.active(options["model"]))
    except (artefacts.ArtefactMissing, artefacts.ArtefactDamaged) as error:
        raise CommandError(str(error), returncode=NOTHING_WRITTEN) from error
