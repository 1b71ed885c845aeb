"""Rows of a file as movies: matched to those that are here, or made, or put on the list of doubts."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from reviews.models import MovieDoubt, MovieRecord, ReviewImport
from reviews.review_files.movie_rows import MovieRow, NotAMovie, read_movie
from reviews.review_files.outside_rows import RowMapping, RowRefused
from reviews.review_files.rows import RawRow
from reviews.selectors.movie_matching import DirectorIndex, MovieDoubtful, MovieIndex, key_of, records_of
from reviews.services.import_rows import Failure, Taken
from reviews.services.movie_doubts import NewDoubt, record_doubts
from reviews.services.movie_facts import MovieFacts, facts_as_json
from reviews.services.movie_intake import store_movies
from reviews.services.movie_records import note_records


@dataclass(frozen=True, kw_only=True)
class _Row:
    raw: RawRow
    facts: MovieFacts
    key: str
    fingerprint: str

    @property
    def names(self) -> set[str]:
        """Whatever tells the movie apart from others."""
        facts = self.facts
        return {self.key, facts.imdb_id or self.key, f"tmdb:{facts.tmdb_id}" if facts.tmdb_id else self.key}


class MovieIntake:
    """Takes in the rows of one import."""

    def __init__(self, review_import: ReviewImport, mapping: RowMapping) -> None:
        assert review_import.source is not None  # a started import has one
        self.review_import, self.source, self.mapping = review_import, review_import.source, mapping
        self.index = MovieIndex()

    @cached_property
    def directors(self) -> DirectorIndex:
        """Only files without titles need it."""
        return DirectorIndex()

    def take(self, chunk: list[RawRow], *, at: datetime) -> Taken:
        taken = Taken()
        rows = list(self._read(chunk, taken))
        while rows:
            rows = self._take_distinct(rows, taken, at=at)
        return taken

    def _read(self, chunk: list[RawRow], taken: Taken) -> Iterator[_Row]:
        for raw in chunk:
            try:
                yield _row_of(raw, read_movie(raw, self.mapping))
            except NotAMovie:
                taken.skipped += 1
            except RowRefused as refused:
                taken.failures.append(Failure(raw, str(refused)))

    def _take_distinct(self, rows: Sequence[_Row], taken: Taken, *, at: datetime) -> list[_Row]:
        """Takes in rows of different movies; gives back those that speak again of one of them."""
        seen: set[str] = set()
        now: list[_Row] = []
        again: list[_Row] = []
        for row in rows:
            (again if row.names & seen else now).append(row)
            seen |= row.names
        self._store(self._matched(now, taken, at=at), taken, at=at)
        return again

    def _matched(self, rows: list[_Row], taken: Taken, *, at: datetime) -> list[tuple[int | None, _Row]]:
        """The rows that tell something, each with its movie's id or None for a new one."""
        records = records_of(source=self.source, keys=[row.key for row in rows])
        ignored = self._decided_or_open([row.key for row in rows if row.key not in records])
        matched: dict[int, _Row] = {}
        new: list[tuple[int | None, _Row]] = []
        doubts: list[NewDoubt] = []
        for row in rows:
            record = records.get(row.key)
            if record and record.fingerprint == row.fingerprint:
                taken.unchanged += 1
            elif row.key in ignored:
                taken.skipped += 1
            else:
                self._match(row, record, matched, new, doubts, taken)
        if doubts:
            record_doubts(doubts=doubts, source=self.source, review_import=self.review_import, at=at)
            taken.doubtful += len(doubts)
        return [*matched.items(), *new]

    def _match(
        self,
        row: _Row,
        record: MovieRecord | None,
        matched: dict[int, _Row],
        new: list[tuple[int | None, _Row]],
        doubts: list[NewDoubt],
        taken: Taken,
    ) -> None:
        try:
            movie_id = self._movie_of(row.facts, record)
        except MovieDoubtful as doubtful:
            doubts.append(_doubt(row, str(doubtful), doubtful.candidates))
            return
        if movie_id is None and not row.facts.title:
            taken.skipped += 1
        elif movie_id is None:
            new.append((None, row))
        elif movie_id in matched:
            doubts.append(_doubt(row, "Another row of this file means the same movie.", [movie_id]))
        else:
            matched[movie_id] = row

    def _movie_of(self, facts: MovieFacts, record: MovieRecord | None) -> int | None:
        """By what the source calls it, its ids, its title and year; without a title by who directed it."""
        by_ids = self.index.by_ids(imdb_id=facts.imdb_id, tmdb_id=facts.tmdb_id)
        if record is not None:
            if by_ids not in (None, record.movie_id):
                raise MovieDoubtful("Its ids are now those of another movie.", [record.movie_id, by_ids or 0])
            return record.movie_id
        if by_ids is None and not facts.title:
            directors = [credit.name for credit in facts.crew or () if credit.job == "Director"]
            return self.directors.find(directors=directors, year=facts.year, runtime=facts.runtime)
        return self.index.match(imdb_id=facts.imdb_id, tmdb_id=facts.tmdb_id, title=facts.title, year=facts.year)

    def _decided_or_open(self, keys: list[str]) -> set[str]:
        """Rows that wait for a decision already, or of which a person said that nobody wants them."""
        doubts = MovieDoubt.objects.filter(source=self.source, team=None, key__in=keys)
        waiting = doubts.filter(state__in=[MovieDoubt.State.OPEN, MovieDoubt.State.IGNORED])
        return set(waiting.values_list("key", flat=True))

    def _store(self, matched: list[tuple[int | None, _Row]], taken: Taken, *, at: datetime) -> None:
        stored = store_movies(pairs=[(pk, row.facts) for pk, row in matched], at=at)
        self.index.add(one.movie for one in stored)
        told = [(row.key, one.movie, row.fingerprint, one.told) for one, (_, row) in zip(stored, matched, strict=True)]
        note_records(source=self.source, told=told, at=at)
        taken.created += sum(one.is_new for one in stored)
        taken.updated += sum(one.is_changed and not one.is_new for one in stored)
        taken.unchanged += sum(not one.is_changed and not one.is_new for one in stored)


def _row_of(raw: RawRow, row: MovieRow) -> _Row:
    facts = row.facts
    key = row.source_movie_id or (f"tmdb:{facts.tmdb_id}" if facts.tmdb_id else facts.imdb_id)
    fingerprint = hashlib.sha256(repr(facts).encode()).hexdigest()[:40]
    return _Row(raw=raw, facts=facts, key=key or key_of(title=facts.title, year=facts.year), fingerprint=fingerprint)


def _doubt(row: _Row, reason: str, candidates: Sequence[int]) -> NewDoubt:
    return NewDoubt(
        key=row.key,
        title=row.facts.title,
        year=row.facts.year,
        reason=reason,
        candidates=candidates,
        row_number=row.raw.number,
        facts=facts_as_json(row.facts),
    )
