"""Two who write about the same movies at once wait for one another, never both."""

import threading
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from reviews import services
from reviews.models import Movie, MovieNeighbour
from reviews.services.movie_facts import MovieFacts
from reviews.services.movie_intake import store_movies
from reviews.services.neighbours import NewNeighbour
from reviews.tests.factories import MovieFactory

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
FACTS = MovieFacts(title="", votes=7)
pytestmark = pytest.mark.django_db(transaction=True)


def imported(first, second):
    store_movies(pairs=[(second.pk, FACTS), (first.pk, FACTS)], at=NOW)


def told_again(first, second):
    facts = [replace(FACTS, title=movie.title, imdb_id=movie.imdb_id) for movie in (second, first)]
    services.upsert_movies(facts=facts, at=NOW)


@pytest.mark.parametrize("write", [imported, told_again])
def test_who_waits_for_the_first_movie_holds_no_later_one(write):
    first, second = MovieFactory(imdb_id="tt0000001", title="Z"), MovieFactory(imdb_id="tt0000002", title="A")
    first.save()  # its row now lies behind the second's, where whoever asks for no order comes last
    started = threading.Event()

    def run():
        started.set()
        write(first, second)
        connection.close()

    thread = threading.Thread(target=run)
    with transaction.atomic():
        Movie.objects.select_for_update(no_key=True).get(pk=first.pk)
        thread.start()
        started.wait(5)
        thread.join(0.5)
        assert thread.is_alive()
        Movie.objects.select_for_update(no_key=True, nowait=True).get(pk=second.pk)
    thread.join(10)

    assert not thread.is_alive()
    assert set(Movie.objects.values_list("votes", flat=True)) == {7}


def test_neighbours_are_written_while_a_movies_facts_are_being_changed():
    first, second = MovieFactory(), MovieFactory()
    lists = {second.pk: [NewNeighbour(neighbour_id=first.pk, score=1.0, reasons={})]}

    def write():
        services.record_neighbours(lists=lists, seen={}, model="content", version="1", at=NOW)
        connection.close()

    thread = threading.Thread(target=write)
    with transaction.atomic():
        Movie.objects.filter(pk__in=[first.pk, second.pk]).update(votes=7)
        thread.start()
        thread.join(10)
        assert not thread.is_alive()

    assert MovieNeighbour.objects.get().neighbour == first
