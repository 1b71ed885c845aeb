"""Reads the emotion of sound files, one line of JSON each. Needs no server and no database."""

import json
import sys
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from emosense import artefacts

DONE, NOTHING_WRITTEN, WRONG_USE, SOME_FAILED = 0, 1, 2, 3
SOUNDS = {".aac", ".aif", ".aiff", ".flac", ".m4a", ".mp3", ".mp4", ".oga", ".ogg", ".opus", ".wav", ".weba", ".webm"}


class Command(BaseCommand):
    help = (
        "Reads the emotion in the voice of sound files. One line of JSON per file, in the order given (the files of a "
        "folder by name, recursively): path, emotion (the best of neutral, calm, happy, sad, angry, fearful, disgust, "
        "surprised; null only when nothing could be decoded), abstained, reason, probabilities, valence, segments, "
        "seconds, model, version. Exit: 0 done, 3 done with some files not decoded, 2 wrong use, 1 nothing written."
    )
    needs_services = False
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("paths", type=Path, nargs="+", help="files, and folders whose sound files are read")
        parser.add_argument("--output", type=Path, help="a .jsonl file; none or -: stdout")
        parser.add_argument("--model-folder", type=Path, help="a published model in place of the one in use")

    def handle(self, *args, **options):
        refuse_wrong_use(options)
        reader, files = loaded(options), list(found(options["paths"]))
        failed = written = 0
        with sink(options["output"], self.stdout) as write:
            for path in tqdm(files, unit=" files", file=sys.stderr, mininterval=0.5):
                row = line_of(path, reader)
                write(json.dumps(row, ensure_ascii=False) + "\n")
                written += 1
                failed += row["emotion"] is None
        self.stderr.write(f"{written:,} files, {failed:,} of them not decoded.")
        if code := (SOME_FAILED if failed else DONE) if written else NOTHING_WRITTEN:
            sys.exit(code)


def refuse_wrong_use(options):
    for path in options["paths"]:
        if not path.exists():
            raise CommandError(f"{path} does not exist.", returncode=WRONG_USE)
    output = options["output"]
    if output not in (None, Path("-")) and not output.parent.is_dir():
        raise CommandError(f"{output.parent} is not a folder.", returncode=WRONG_USE)
    if output is not None and output.resolve() in {path.resolve() for path in options["paths"]}:
        raise CommandError("The output must be another file than the input.", returncode=WRONG_USE)


def loaded(options):
    from speech.ml.predict import EmotionReader

    try:
        return EmotionReader.load(options["model_folder"] or artefacts.active("speech"))
    except (artefacts.ArtefactMissing, artefacts.ArtefactDamaged) as error:
        raise CommandError(str(error), returncode=WRONG_USE) from error


def found(paths):
    """Every file that was named, and of folders what is named like sound, sorted."""
    for path in paths:
        if path.is_dir():
            yield from sorted(inner for inner in path.rglob("*") if inner.suffix.lower() in SOUNDS and inner.is_file())
        else:
            yield path


def line_of(path, reader):
    from speech import audio

    try:
        with path.open("rb") as file:
            samples, _ = audio.decoded(file=file)
        return {"path": str(path), **row_of(reader.read(samples))}
    except (audio.UnusableAudio, OSError, MemoryError) as error:
        return {"path": str(path), **nothing(reader, str(error) or "The file cannot be read.")}


def row_of(reading):
    return {
        "emotion": reading.emotion,
        "abstained": reading.abstained,
        "reason": reading.reason,
        "probabilities": reading.probabilities,
        "valence": reading.valence,
        "segments": [vars(span) for span in reading.segments],
        "seconds": reading.seconds,
        "model": reading.model,
        "version": reading.version,
    }


def nothing(reader, reason):
    return {
        "emotion": None,
        "abstained": True,
        "reason": reason,
        "probabilities": None,
        "valence": None,
        "segments": [],
        "seconds": None,
        "model": reader.name,
        "version": reader.version,
    }


@contextmanager
def sink(output, stdout):
    """A function that writes; a file appears under its name when all is written."""
    if output in (None, Path("-")):
        yield lambda line: stdout.write(line, ending="")
        return
    with NamedTemporaryFile("w", encoding="utf-8", dir=output.parent, prefix=".scoring-", delete=False) as partial:
        try:
            yield partial.write
        except BaseException:
            Path(partial.name).unlink()
            raise
    Path(partial.name).chmod(0o644)
    Path(partial.name).replace(output)
