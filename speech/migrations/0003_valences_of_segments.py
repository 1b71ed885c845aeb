"""Segments were kept without the probabilities of their valence: they follow from those of the emotions."""

from django.db import migrations

OF = {
    "negative": ("sad", "angry", "fearful", "disgust"),
    "neutral": ("neutral", "calm"),
    "positive": ("happy", "surprised"),
}


def add_valences(apps, schema_editor):
    segments = apps.get_model("speech", "EmotionSegment").objects
    some = []
    for segment in segments.filter(valence_probabilities={}).exclude(probabilities={}).iterator(chunk_size=1_000):
        segment.valence_probabilities = {
            valence: round(sum(segment.probabilities.get(name, 0.0) for name in names), 6)
            for valence, names in OF.items()
        }
        some.append(segment)
    segments.bulk_update(some, ["valence_probabilities"], batch_size=1_000)


class Migration(migrations.Migration):
    dependencies = [("speech", "0002_words_and_tone")]
    operations = [migrations.RunPython(add_valences, migrations.RunPython.noop, elidable=True)]
