"""docs/api.md names calls that exist."""

import json
import re

import pytest
from django.conf import settings
from drf_spectacular.generators import SchemaGenerator

CALL = re.compile(r"`(GET|POST|PUT|PATCH|DELETE) (/[^`\s]+)`")


@pytest.fixture(scope="module")
def paths():
    schema = SchemaGenerator().get_schema(public=True)
    return {(method.upper(), path) for path, methods in schema["paths"].items() for method in methods}


@pytest.fixture(scope="module")
def written():
    text = (settings.BASE_DIR / "docs" / "api.md").read_text()
    calls = {(method, path) for method, path in CALL.findall(text) if not path.startswith("/_allauth")}
    return {(method, f"/api/v1{path}") for method, path in calls}


def test_the_failed_row_of_the_page_names_no_movie_of_the_catalogue():
    page = (settings.BASE_DIR / "docs" / "api.md").read_text()
    movies = (settings.BASE_DIR / "reviews" / "data" / "movies.jsonl").read_text().splitlines()

    titles = set(re.findall(r'"movie_title": "([^"]+)"', page))

    assert titles
    assert titles.isdisjoint(json.loads(movie)["title"] for movie in movies)


def test_every_call_of_the_page_is_in_the_schema(paths, written):
    assert written - paths == set()


def test_every_call_about_movies_reviews_imports_and_lists_is_on_the_page(paths, written):
    ours = {call for call in paths if re.match(r"/api/v1/(genres|movies|reviews|sentiment|imports|lists)/", call[1])}

    assert ours - written == set()
