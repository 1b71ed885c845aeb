"""Reads the emotion of sound files, one line of JSON each. Needs no server and no database."""

import json
import os
import sys
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from emosense import artefacts

DONE, NOTHING_WRITTEN, WRONG_USE, SOME_FAILED = 0, 1, 2, 3
SOUNDS = {
    ".aac",
    ".aif",
    ".aiff",
    ".caf",
    ".flac",
    ".m4a",
    ".mp3",
    ".mp4",
    ".oga",
    ".ogg",
    ".opus",
    ".wav",
    ".weba",
    ".webm",
}


class Command(BaseCommand):
    help = (
        "Reads the emotion in the voice of sound files. One line of JSON per file, in the order given (of a folder, "
        "recursively and by name, all that are sound by their name or their first bytes): path (as given), emotion "
        "(the best of neutral, calm, happy, sad, angry, fearful, disgust, surprised; null only when nothing could be "
        "decoded), abstained, reason, probabilities, valence, segments, seconds, model, version. Exit: 0 done, 3 done "
        "with some files not decoded, 2 wrong use, 1 nothing written."
    )
    needs_services = False
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser):
        # Texts, for a Path forgets how it was written: "./a" is another line than "a".
        parser.add_argument("paths", nargs="+", help="files, and folders whose sound files are read")
        parser.add_argument("--output", type=Path, help="a .jsonl file; none or -: stdout")
        parser.add_argument("--model-folder", type=Path, help="a published model in place of the one in use")

    def handle(self, *args, **options):
        refuse_wrong_use(options)
        reader, files = loaded(options), list(found(options["paths"]))
        failed = written = 0
        with sink(options["output"], self.stdout) as write:
            for path in tqdm(files, unit=" files", file=sys.stderr, mininterval=0.5):
                row = line_of(path, reader)
                write(json.dumps(row) + "\n")  # in ASCII: a name need not be UTF-8
                written += 1
                failed += row["emotion"] is None
        self.stderr.write(f"{written:,} files, {failed:,} of them not decoded.")
        if code := (SOME_FAILED if failed else DONE) if written else NOTHING_WRITTEN:
            sys.exit(code)


def refuse_wrong_use(options):
    for path in options["paths"]:
        if not Path(path).exists():
            raise CommandError(f"{path} does not exist.", returncode=WRONG_USE)
    output = options["output"]
    if output in (None, Path("-")):
        return
    if output.is_dir():
        raise CommandError(f"{output} is a folder: name a file.", returncode=WRONG_USE)
    if not output.parent.is_dir():
        raise CommandError(f"{output.parent} is not a folder.", returncode=WRONG_USE)
    if output.resolve() in {Path(path).resolve() for path in options["paths"]}:
        raise CommandError("The output must be another file than the input.", returncode=WRONG_USE)


def loaded(options):
    from speech.ml.predict import EmotionReader

    try:
        return EmotionReader.load(options["model_folder"] or artefacts.active("speech"))
    except (artefacts.ArtefactMissing, artefacts.ArtefactDamaged) as error:
        raise CommandError(str(error), returncode=WRONG_USE) from error


def found(paths):
    """Every file that was named, as it was named, and of folders what is sound."""
    for path in paths:
        if Path(path).is_dir():
            # A Path would forget how the folder was written.
            yield from sorted(os.path.join(path, inner) for inner in sounds_below(path))  # noqa: PTH118  (names as they were given)
        else:
            yield path


def sounds_below(folder):
    """Relative to the folder."""
    for inner in Path(folder).rglob("*"):
        if inner.is_file() and (inner.suffix.lower() in SOUNDS or begins_like_sound(inner)):
            yield os.path.relpath(inner, folder)


def begins_like_sound(path):
    from speech import audio

    try:
        with path.open("rb") as file:
            head = file.read(64)
        return bool(audio.rare_container_of(head) or audio.container_of(head))
    except (audio.UnusableAudio, OSError):
        return False


def line_of(path, reader):
    """What can be decoded of it is read; what is wrong with the rest is the reason."""
    from speech import audio

    try:
        with Path(path).open("rb") as file:
            samples, trouble = audio.whatever_is_there(file=file)
        row = row_of(reader.read(samples))
    except (audio.UnusableAudio, OSError, MemoryError) as error:
        return {"path": path, **nothing(reader, str(error) or "The file cannot be read.")}
    if trouble:
        row |= {"abstained": True, "reason": trouble}
    return {"path": path, **row}


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
    if output.exists() and not output.is_file():  # a device, a pipe: written to, never replaced
        with output.open("w", encoding="utf-8") as target:
            yield target.write
        return
    with NamedTemporaryFile("w", encoding="utf-8", dir=output.parent, prefix=".scoring-", delete=False) as partial:
        try:
            yield partial.write
            partial.close()
            Path(partial.name).chmod(0o644)
            Path(partial.name).replace(output)
        except BaseException:
            Path(partial.name).unlink(missing_ok=True)
            raise
