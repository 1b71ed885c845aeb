"""Describes the corpora that the models learned from, as a small file that /data/ draws. Needs no database."""

import json
import re
import sys
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from emosense import artefacts

NOTHING_WRITTEN, WRONG_USE = 1, 2
CORPORA = 5
NUMBERS = re.compile(r"\[\s+([\d,\s]+?)\s+\]")


class Command(BaseCommand):
    help = (
        "Reads the training corpora below --data and writes what they are like as JSON: number, labels, lengths, "
        "films, years, stars, genres, doubles, share of known words, languages, and notes on origin, licence and "
        "limits. The result is small and holds no text: keep it, /data/ shows it. A minute or two on one core. "
        "Exit: 0 done, 1 nothing written, 2 wrong use or input."
    )
    needs_services = False
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("--data", type=Path, required=True, help="the folder with text/, reviews_dated/ and so on")
        parser.add_argument("--output", type=Path, help="a file that ends in .json; none or -: stdout")

    def handle(self, *args, **options):
        output = options["output"]
        to_stdout = output in (None, Path("-"))
        if not to_stdout and (output.suffix != ".json" or not output.parent.is_dir()):
            raise CommandError("--output is a file that ends in .json in a folder that exists.", returncode=WRONG_USE)
        text = written(self.described(options["data"]))
        if to_stdout:
            self.stdout.write(text, ending="")
            return
        keep(text, output)
        self.stderr.write(f"{output}: {len(text):,} characters.")

    def described(self, data):
        model = serving_model()
        try:
            corpora = described_corpora(data, model)
        except (OSError, KeyError, ValueError) as error:
            raise CommandError(f"The data could not be read: {error}", returncode=WRONG_USE) from error
        return {
            "as_of": timezone.now().date().isoformat(),
            "vocabulary_of": {"model": model.name, "version": model.version},
            "words": "pieces of the text between blanks and line breaks",
            "corpora": corpora,
        }


def described_corpora(data, model):
    """[{"key", "name", …, "limits", and every figure}], the labelled training reviews first."""
    from reviews.ml import corpora, corpus_facts, corpus_notes
    from reviews.ml.language import detect

    known_words = frozenset(model.path("words.txt").read_text(encoding="utf-8").split("\n"))
    learned, rows = corpus_facts.Learned(), []
    for corpus in tqdm(corpora.all_of(data=data), total=CORPORA, unit=" corpora", file=sys.stderr):
        facts = corpus_facts.facts_of(corpus, known_words=known_words, language=detect, learned=learned)
        limits = corpus_notes.limits_of(key=corpus.key, facts=facts)
        rows.append({"key": corpus.key, **corpus_notes.NOTES[corpus.key], "limits": limits, **facts})
        if corpus.key == "imdb_train":
            learned = corpus_facts.learned_from(corpus)
    return rows


def serving_model():
    try:
        return artefacts.check(artefacts.active(settings.SERVING_MODEL))
    except (artefacts.ArtefactMissing, artefacts.ArtefactDamaged) as error:
        raise CommandError(str(error), returncode=NOTHING_WRITTEN) from error


def written(description):
    """JSON that a diff can follow: a line per value, a list of numbers on one line."""
    text = json.dumps(description, indent=1, ensure_ascii=False)
    return NUMBERS.sub(lambda found: "[" + " ".join(found.group(1).split()) + "]", text) + "\n"


def keep(text, output):
    """Whole or not at all."""
    beside = output.with_name(f".{output.name}.part")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.replace(output)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise CommandError(f"{output} could not be written: {error}", returncode=NOTHING_WRITTEN) from error
