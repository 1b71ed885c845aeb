"""Everything that the catalogue knows about a movie, and who told it when."""

from datetime import datetime
from typing import Any

from reviews.models import Credit, Movie, MovieRecord, Source
from reviews.selectors.ratings import ratings_of
from reviews.selectors.scores import Viewer

OWN_WORDS = "title:"  # as in movie_matching.key_of
FIRST_JOBS = ("Director", "Writer", "Producer", "Composer", "Cinematographer", "Editor")


def movie_facts(*, movie: Movie, person: Viewer) -> dict[str, Any]:
    """Cast in billing order, crew by job, genres, studios, ratings, records; five queries.

    What a source told or calls the movie is seen by whom the source is seen: it may be there for one team alone. How a
    file without ids called it is for curators: any team's private file may have done so under a public source's name.
    told: {fact: {source, name, at}}, the source that told it last; facts from before that was kept are not in it.
    """
    credits = list(movie.credits.select_related("person").order_by("position", "id"))
    is_curator = person.has_perm("reviews.change_movie")
    seen = movie.records.filter(source__in=Source.objects.visible_to(person))
    records = list(seen.select_related("source").order_by("source__name", "key"))
    return {
        "movie": movie,
        "cast": [credit for credit in credits if credit.kind == Credit.Kind.CAST],
        "crew": crew_by_job([credit for credit in credits if credit.kind == Credit.Kind.CREW]),
        "genres": list(movie.genres.all()),
        "studios": list(movie.studios.all()),
        "ratings": ratings_of(movie=movie, person=person),
        "told": told_last(records),
        "records": [outside_name(record) for record in records if is_curator or not record.key.startswith(OWN_WORDS)],
    }


def crew_by_job(crew: list[Credit]) -> list[dict[str, Any]]:
    """[{job, people}]: the jobs that everybody asks for first, then the others by name."""
    jobs = {credit.job: [one.person for one in crew if one.job == credit.job] for credit in crew}
    place = {job: number for number, job in enumerate(FIRST_JOBS)}
    ordered = sorted(jobs, key=lambda job: (place.get(job, len(place)), job))
    return [{"job": job or "Crew", "people": jobs[job]} for job in ordered]


def told_last(records: list[MovieRecord]) -> dict[str, dict[str, Any]]:
    told: dict[str, dict[str, Any]] = {}
    for record in records:
        for fact, at in record.told.items():
            moment = datetime.fromisoformat(at)
            if fact not in told or told[fact]["at"] < moment:
                told[fact] = {"source": record.source.slug, "name": record.source.name, "at": moment}
    return told


def outside_name(record: MovieRecord) -> dict[str, Any]:
    """What a source calls the movie; when it told something last, None where that was not kept."""
    latest = max((datetime.fromisoformat(at) for at in record.told.values()), default=None)
    told = sorted(fact.replace("_", " ") for fact in record.told)
    return {"source": record.source.slug, "name": record.source.name, "key": record.key, "at": latest, "told": told}
