"""Which source told the catalogue what, and when."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from reviews.models import Movie, MovieRecord, Source
from reviews.services.sources import source_named

Told = tuple[str, Movie, str, Iterable[str]]  # key there, movie, fingerprint, names of the facts that were taken


def note_records(*, source: Source, told: Sequence[Told], at: datetime) -> None:
    """Remembers what the source calls each movie, and which facts the movie took from there; later ones join."""
    records = [
        MovieRecord(
            source=source,
            key=key,
            movie=movie,
            fingerprint=fingerprint,
            told={fact: at.isoformat() for fact in facts},
        )
        for key, movie, fingerprint, facts in sorted(told, key=lambda one: one[0])
    ]
    known = MovieRecord.objects.filter(source=source, key__in=[record.key for record in records])
    before = dict(known.values_list("key", "told"))
    for record in records:
        record.told = {**before.get(record.key, {}), **record.told}
    MovieRecord.objects.bulk_create(
        records,
        update_conflicts=True,
        unique_fields=["source", "key"],
        update_fields=["movie", "fingerprint", "told"],
    )


def note_by_hand(*, movie: Movie, facts: Iterable[str], at: datetime) -> None:
    """Facts that a person typed in here."""
    facts = set(facts)
    if facts:
        note_records(source=source_named("site"), told=[(f"movie:{movie.pk}", movie, "", facts)], at=at)
