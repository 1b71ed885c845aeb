"""A source's totals are the sum of what lies under them, whatever comes, moves or goes and by whatever way."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reviews import selectors, services
from reviews.models import MovieScore, Review, SourceFigures, SourceTotals
from reviews.selectors.sources import sources_seen
from reviews.tests.factories import MovieFactory, SourceFactory, reviews_read_as
from reviews.tests.sources_seen import NOBODY, NOW, counted

pytestmark = pytest.mark.django_db


def totals():
    """What is kept, without ids and times."""
    fields = [field.attname for field in SourceTotals._meta.fields if field.name not in ("id", "as_of")]
    return sorted(SourceTotals.objects.values_list(*fields), key=str)


def added_up_again():
    services.recount_source_totals()
    return totals()


def test_totals_are_right_after_reviews_of_many_kinds_came(movie, films, team):
    reviews_read_as(movie, positive=3, negative=2, source=films)
    reviews_read_as(MovieFactory(), positive=1, source=films, team=team)
    reviews_read_as(movie, positive=2, source=films, visibility="hidden")
    counted()

    kept = totals()

    assert kept == added_up_again()
    public = SourceTotals.objects.get(source=films, team=None, withheld=2)
    assert (public.reviews, public.movies, public.positive, public.negative) == (5, 1, 3, 2)


def test_a_review_that_moves_takes_its_count_along(movie, films):
    other = SourceFactory(slug="other", kind="import")
    first, *_ = reviews_read_as(movie, positive=3, source=films)
    counted()
    Review.objects.filter(pk=first.pk).update(source=other)
    counted()

    assert totals() == added_up_again()
    assert dict(SourceTotals.objects.values_list("source__slug", "reviews")) == {"film-forum": 2, "other": 1}


@pytest.mark.parametrize("what", ["movie", "source", "team"])
def test_totals_are_right_after_something_is_deleted_with_all_that_hangs_on_it(movie, films, team, what):
    reviews_read_as(movie, positive=3, source=films)
    reviews_read_as(movie, positive=2, source=films, team=team)
    reviews_read_as(MovieFactory(), positive=1)
    counted()
    Review.objects.filter(**{what: {"movie": movie, "source": films, "team": team}[what]}).delete()

    {"movie": movie, "source": films, "team": team}[what].delete()

    assert totals() == added_up_again()
    assert not SourceTotals.objects.filter(source=films.pk, team=team.pk or 0).exists()


def test_a_row_that_is_changed_by_hand_changes_its_total(movie, films):
    reviews_read_as(movie, positive=3, source=films)
    counted()

    SourceFigures.objects.update(reviews=5, positive=5)

    assert totals() == added_up_again()


def test_figures_that_a_process_left_behind_are_written_by_the_next(movie, films):
    reviews_read_as(movie, positive=3, source=films)
    services.make_score_rows(movies=[movie], at=NOW)
    services.refresh_score(score_id=MovieScore.objects.get(movie=movie).pk, now=NOW)  # and the process dies
    assert not SourceFigures.objects.exists()

    services.refresh_scores(now=NOW)

    assert SourceFigures.objects.get().reviews == 3
    assert SourceTotals.objects.get().reviews == 3
    assert not MovieScore.objects.filter(source_figures__isnull=False).exists()


def test_the_command_adds_totals_up_again_that_are_wrong(movie, films):
    reviews_read_as(movie, positive=3, source=films)
    counted()
    SourceTotals.objects.update(reviews=99)

    call_command("refresh_scores", "--all")

    assert SourceTotals.objects.get(source=films).reviews == 3


def test_the_list_reads_totals_and_one_end_of_an_index_never_all_figures(movie, films):
    reviews_read_as(movie, positive=3, source=films)
    counted()

    with CaptureQueriesContext(connection) as asked:
        sources_seen(person=NOBODY, now=NOW)

    assert not any("SUM(" in query["sql"] or "GROUP BY" in query["sql"] for query in asked)
    assert len(asked) == 2


def test_movies_of_a_source_are_found_at_the_head_of_an_index(films):
    for number in range(40):
        reviews_read_as(MovieFactory(), positive=1 + (number == 7), source=films)
    counted()

    with CaptureQueriesContext(connection) as asked:
        movies = selectors.movies_of_source(source=films, person=NOBODY, number=5)

    assert [row["reviews"] for row in movies] == [2, 1, 1, 1, 1]
    assert "LIMIT 10" in asked[0]["sql"]


def test_the_newest_review_is_told_also_after_it_went(movie, films):
    old, new = (
        reviews_read_as(movie, positive=1, source=films, submitted_at=timezone.now() - timedelta(days=days))[0]
        for days in (5, 1)
    )
    counted()
    assert selectors.source_seen(source=films, person=NOBODY, now=NOW).newest_at == new.submitted_at

    services.mark_scores_stale(reviews=[new], at=NOW)
    new.delete()
    services.refresh_scores(now=NOW)

    assert selectors.source_seen(source=films, person=NOBODY, now=NOW).newest_at == old.submitted_at
