"""Word error rates of the transcription engine by source, with intervals, what confidence is worth, and speed."""

import json
from dataclasses import asdict
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from speech.ml.transcription import engines


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--data", required=True, help="Folder with transcribed/ and ravdess/.")
        parser.add_argument("--half", choices=["tuning", "reporting"], default="reporting")
        parser.add_argument("--limit", type=int, default=0, help="Every source's first utterances only.")

    def handle(self, *, data, half, limit, **options):
        from speech.ml.transcription import evaluation

        try:
            utterances = evaluation.utterances(folder=Path(data))
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be read.") from error
        try:
            engine = engines.load(name=settings.SPEECH_TRANSCRIBER, model=settings.SPEECH_TRANSCRIBER_MODEL)
        except engines.EngineNotAvailable as error:
            raise CommandError(str(error)) from error
        chosen = first_of_each([one for one in utterances if one.half == half], limit)
        results = []
        for number, utterance in enumerate(chosen, start=1):
            results.append(evaluation.heard(utterance=utterance, transcriber=engine))
            self.stderr.write(f"{number} of {len(chosen)}", ending="\r")
        self.stdout.write(json.dumps(report(evaluation, results, engine, half), indent=2))


def first_of_each(utterances, limit):
    if not limit:
        return utterances
    kept = {}
    for one in utterances:
        kept.setdefault(one.source, []).append(one)
    return [one for group in kept.values() for one in group[:limit]]


def report(evaluation, results, engine, half):
    sound, took = sum(result.seconds for result in results), sum(result.took for result in results)
    return {
        "engine": engine.name,
        "version": engine.version,
        "half": half,
        "word_error_rate": {name: asdict(rate) for name, rate in evaluation.rates(results).items()},
        "confidence": evaluation.worth_of_confidence(results),
        "seconds_of_sound": round(sound, 1),
        "times_real_time": round(sound / max(took, 1e-9), 2),
    }
