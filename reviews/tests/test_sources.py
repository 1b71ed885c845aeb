"""Sources that people name: the same name is the same source, another name another one."""

import pytest

from reviews.models import MovieRecord, ReviewImport, Source
from reviews.services.feeds import feed_named
from reviews.services.imports import source_of_imports
from reviews.services.sources import slug_of_source
from reviews.tests.factories import SourceFactory
from reviews.tests.sources_seen import NOW, facts_of

LONG = "Reviews of the festival of silent films in the town by the sea, year "


@pytest.mark.parametrize(
    "names",
    [
        ("Кинопоиск", "Отзовик"),
        ("豆瓣", "映画.com", "映画館"),
        ("Forum 电影", "Forum 音乐"),
        ("***", "★★★"),
        (f"{LONG}2024", f"{LONG}2025"),
    ],
)
@pytest.mark.django_db
def test_names_that_a_slug_cannot_hold_are_sources_of_their_own(names):
    imported = [source_of_imports(name) for name in names]
    fed = [feed_named(name) for name in names]

    assert [source.name for source in imported] == list(names)
    assert fed == imported
    assert Source.objects.count() == len(names)
    assert all(len(source.slug) <= 60 for source in imported)


def test_plain_names_keep_plain_slugs_whatever_their_case_and_accents():
    assert slug_of_source("Festival audience") == slug_of_source(" festival  Audience ") == "festival-audience"
    assert slug_of_source("Café Kino") == "cafe-kino"
    assert slug_of_source("КИНО") == slug_of_source("кино") != slug_of_source("")
    assert slug_of_source("Imported files") == "import"


@pytest.mark.django_db
def test_a_catalogue_is_no_source_that_waits_for_reviews(movie):
    for slug, told in (("tmdb", {"budget": NOW.isoformat()}), ("panel", {})):
        source = SourceFactory(slug=slug, kind="import")
        MovieRecord.objects.create(source=source, key="1", movie=movie, told=told)
        ReviewImport.objects.create(
            content="movies", file_name="f", size=1, source=source, state="finished", created_at=NOW
        )

    states = {slug: facts_of(Source.objects.get(slug=slug)).health for slug in ("tmdb", "panel")}

    assert (states["tmdb"].state, states["panel"].state) == ("working", "no_reviews")
    assert states["tmdb"].words == "It tells facts of movies, and holds no reviews."
