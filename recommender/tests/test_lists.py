"""Lists of a history: true reasons, nothing seen, nothing twice, and an answer for every history and every model."""

import re
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models import F
from django.utils import timezone

from accounts.tests.factories import UserFactory
from emosense.jobs.models import Job
from recommender import services
from recommender.models import SURPRISES, Feedback, Recommendation, Taste
from recommender.selectors import history
from recommender.selectors import lists as shown_lists
from recommender.tasks import lists, weights
from recommender.tests.conftest import computed, shown
from reviews.models import Rating
from reviews.tests.factories import MovieFactory, ReviewFactory, SourceFactory


def rate(person, movie, value, at=None):
    return Rating.objects.create(
        movie=movie, person=person, source=SourceFactory(), value=value, scale=10, rated_at=at or timezone.now()
    )


@pytest.mark.parametrize("surprise", SURPRISES)
def test_a_reason_is_true_without_its_movie_the_item_drops(picked, five, surprise):
    """End to end: take the movie out of the history, let a worker make the lists again, and look; at every step."""
    from recommender.ml.page_rows import page_rows

    reasons = list(Recommendation.objects.filter(taste=picked, surprise=surprise).exclude(reason=None))
    assert len(reasons) >= 10
    kind = Feedback.Kind.LIKED

    for source in {card.reason for card in reasons}:
        services.take_back(taste=picked, movie=source, at=timezone.now())
        after = replace(lists.wanted_of(*asked(picked)), surprise=surprise)
        score_of = {card.movie_id: card for row in page_rows(after) for card in row.cards}
        found = dict(zip(after.ids.tolist(), scores(after).tolist(), strict=True))
        for card in (card for card in reasons if card.reason_id == source.pk):
            assert found[card.movie_id] < card.score
            assert card.movie_id not in score_of or score_of[card.movie_id].place > card.place
        services.give_feedback(taste=picked, movie=source, kind=kind, at=timezone.now())


def asked(taste):
    taste.refresh_from_db()
    return taste, lists.seen_of(history.history_of(taste)), weights.serving_weights(), timezone.now()


def scores(wanted):
    from recommender.ml import page_rows

    return page_rows.scores(wanted)


def test_the_database_refuses_a_reason_that_was_not_tested(picked, five):
    from django.db import IntegrityError, transaction

    card = Recommendation.objects.filter(taste=picked).exclude(reason=None).first()

    with pytest.raises(IntegrityError, match="a_reason_is_a_tested_one"), transaction.atomic():
        Recommendation.objects.filter(pk=card.pk).update(place_without=F("place"))


def test_no_movie_is_there_twice_nor_one_of_the_history(picked, five):
    for surprise in SURPRISES:
        ids = list(Recommendation.objects.filter(taste=picked, surprise=surprise).values_list("movie_id", flat=True))
        assert len(ids) == len(set(ids)) > 20
        assert not set(ids) & {movie.pk for movie in five}
    assert {"because", "people", "new"} <= {card.row for card in shown(picked).values()}


def test_what_was_dismissed_comes_back_only_after_undo(picked):
    movie = Recommendation.objects.filter(taste=picked, row="people").first().movie

    services.give_feedback(taste=picked, movie=movie, kind="not_interested", at=timezone.now())
    gone = movie.pk not in shown(computed(picked))
    services.take_back(taste=picked, movie=movie, at=timezone.now())

    assert gone
    assert movie.pk in shown(computed(picked))


def test_a_rating_changes_the_list_without_training(person, catalogue, five):
    taste = services.make_taste(person=person, at=timezone.now())
    for movie in five[:3]:
        rate(person, movie, 9)
    before = shown(computed(taste))

    rate(person, five[4], 10)
    after = shown(computed(taste))

    assert five[4].pk not in after
    assert {pk: round(card.score, 5) for pk, card in before.items()} != {
        pk: round(card.score, 5) for pk, card in after.items()
    }


def test_a_rating_changes_the_page_in_three_steps_without_training(
    client, person, catalogue, five, django_capture_on_commit_callbacks, django_assert_max_num_queries
):
    """A look sends for a worker, once; the worker folds the rating in; the next look, a second later, shows it."""
    client.force_login(person)
    taste = services.make_taste(person=person, at=timezone.now())
    for movie in five[:3]:
        rate(person, movie, 9)
    computed(taste)
    before = client.get("/recommendations/").content.decode()
    rate(person, five[4], 10)

    with django_capture_on_commit_callbacks() as sent:
        waiting = client.get("/recommendations/").content.decode()
        client.get("/recommendations/")
    with django_assert_max_num_queries(40):
        computed(taste)
    after = client.get("/recommendations/").content.decode()

    assert len(sent) == 1
    assert 'data-live="1"' in waiting
    assert "data-live" not in after
    assert re.findall(r"Number \d+ for you", before) != re.findall(r"Number \d+ for you", after)
    assert not Job.objects.exists()


def test_never_leaves_out_more_lifts_less_lowers(picked, catalogue):
    genre = next(iter(catalogue.values())).genres.model.objects.get(slug="comedy")
    comedies = set(genre.movies.values_list("pk", flat=True))

    def best_place():
        wanted = lists.wanted_of(*asked(picked))
        return sum(scores(wanted)[[movie_id in comedies for movie_id in wanted.ids.tolist()]])

    plain = best_place()
    for wish, holds in (("more", lambda now: now > plain), ("less", lambda now: now < plain)):
        services.correct_profile(taste=picked, facet="genre", key="comedy", wish=wish, at=timezone.now())
        assert holds(best_place())
    services.correct_profile(taste=picked, facet="genre", key="comedy", wish="never", at=timezone.now())

    assert not comedies & set(shown(computed(picked)))


def test_more_surprise_shows_less_known_movies_step_by_step(picked):
    wanted = lists.wanted_of(*asked(picked))
    known = dict(zip(wanted.ids.tolist(), wanted.popularity.tolist(), strict=True))

    def fame(surprise):
        top = Recommendation.objects.filter(taste=picked, surprise=surprise, row__in=["because", "people"])
        return sum(known[card.movie_id] for card in sorted(top, key=lambda card: card.place)[:10])

    assert fame(0) > fame(1) > fame(2)


def test_another_step_of_surprise_needs_no_worker(picked):
    mark = picked.computed_mark

    services.set_surprise(taste=picked, surprise=2, at=timezone.now())

    assert services.order_lists(taste=picked, now=timezone.now()) is False
    assert Taste.objects.get(pk=picked.pk).computed_mark == mark


def test_equal_ratings_count_as_seen_and_say_so(person, catalogue):
    taste = services.make_taste(person=person, at=timezone.now())
    for movie in list(catalogue.values())[:8]:
        rate(person, movie, 2)

    computed(taste)

    assert taste.note == lists.ALL_EQUAL
    assert len(shown(taste)) > 20


@pytest.mark.slow
def test_twenty_thousand_ratings_of_one_person_are_answered_in_time(person, catalogue, django_assert_max_num_queries):
    taste = services.make_taste(person=person, at=timezone.now())
    movies = MovieFactory.create_batch(5) + list(catalogue.values())[:40]
    many = [type(movies[0])(title=f"Seen {n}", slug=f"seen-{n}", year=2000) for n in range(20_000)]
    movies += type(movies[0]).objects.bulk_create(many, batch_size=5_000)
    source, now = SourceFactory(), timezone.now()
    Rating.objects.bulk_create(
        [
            Rating(movie=m, person=person, source=source, value=n % 11, scale=10, rated_at=now - timedelta(minutes=n))
            for n, m in enumerate(movies)
        ],
        batch_size=5_000,
    )

    started = timezone.now()
    computed(taste)

    assert timezone.now() - started < timedelta(seconds=20)
    assert not set(shown(taste)) & {movie.pk for movie in movies}
    with django_assert_max_num_queries(10):
        assert shown_lists.rows_for(taste, surprise=0) or shown_lists.fallback_row(taste)


def test_only_hated_movies_give_lists_without_a_false_reason(person, catalogue):
    taste = services.make_taste(person=person, at=timezone.now())
    for number, movie in enumerate(list(catalogue.values())[:6]):
        rate(person, movie, number / 4)

    computed(taste)

    assert all(not card.reason_id for card in shown(taste).values())
    assert shown_lists.rows_for(taste, surprise=0) or shown_lists.fallback_row(taste)


def test_an_empty_history_has_no_rows_and_the_page_still_has_movies(taste):
    lists.compute_known(at=timezone.now())

    computed(taste)

    assert shown(taste) == {}
    (row,) = shown_lists.fallback_row(taste)
    assert len(row.cards) == 12


def test_well_known_movies_that_no_weight_knows_follow_by_votes(db):
    rated = MovieFactory(imdb_id="tt0111161", votes=1)
    few, many = MovieFactory(votes=10), MovieFactory(votes=1_000)

    with_weights = lists.best_known(weights.serving_weights())

    assert [movie_id for movie_id, _ in with_weights] == [rated.pk, many.pk, few.pk]
    assert lists.best_known(None) == [(many.pk, 0.0), (few.pk, 0.0), (rated.pk, 0.0)]


def test_a_broken_artefact_falls_back_to_the_shipped_one(picked, settings, tmp_path):
    from emosense import artefacts

    settings.ARTEFACTS_DIR = tmp_path
    artefacts.publish(
        store=tmp_path,
        name="item_item",
        version="9",
        card={},
        write=lambda folder: (folder / "item_item.npz").write_bytes(b"whole"),
    )
    artefacts.activate(store=tmp_path, name="item_item", version="9")
    (tmp_path / "item_item" / "9" / "item_item.npz").write_bytes(b"broken")

    assert weights.serving_weights().card["version"] != "9"
    assert len(shown(computed(picked))) > 20


def test_without_any_weights_contents_make_the_lists_and_the_page_says_so(picked, monkeypatch, five):
    from reviews import services as reviews

    other, less = MovieFactory(title="Alike", slug="alike"), MovieFactory(title="Less alike", slug="less-alike")
    reviews.record_neighbours(
        lists={
            five[0].pk: [reviews.NewNeighbour(neighbour_id=other.pk, score=0.8, reasons={})],
            five[1].pk: [reviews.NewNeighbour(neighbour_id=less.pk, score=0.4, reasons={})],
        },
        seen={},
        model="content",
        version="1",
        at=timezone.now(),
    )
    monkeypatch.setattr(lists, "serving_weights", lambda: None)
    Taste.objects.update(computed_mark="")

    computed(picked)

    assert picked.note == lists.NO_WEIGHTS
    assert shown(picked)[other.pk].reason_id == five[0].pk


def test_a_movie_that_no_weights_know_is_suggested_by_its_content(picked, five):
    from reviews import services as reviews

    fresh = MovieFactory(title="Of today", slug="of-today", imdb_id="tt9999999")
    near = [reviews.NewNeighbour(neighbour_id=five[0].pk, score=0.9, reasons={})]
    reviews.record_neighbours(lists={fresh.pk: near}, seen={}, model="content", version="1", at=timezone.now())
    Taste.objects.update(computed_mark="")

    card = shown(computed(picked))[fresh.pk]

    assert card.reason_id == five[0].pk
    assert card.score_without < card.score


def test_another_version_serves_without_a_restart(picked, settings, tmp_path):
    from emosense import artefacts
    from recommender.ml import packing

    settings.ARTEFACTS_DIR = tmp_path
    served = weights.serving_weights()
    arrays = packing.pack(keys=served.keys, weights=served.prior[:, None] * served.prior, prior=served.prior, kept=50)
    artefacts.publish(
        store=tmp_path, name="item_item", version="9", card={}, write=lambda folder: packing.write(folder, arrays)
    )
    artefacts.activate(store=tmp_path, name="item_item", version="9")

    assert services.order_lists(taste=picked, now=timezone.now()) is True
    assert computed(picked).version == "9"


def test_an_account_that_is_deleted_leaves_nothing_told(person, catalogue):
    taste = services.make_taste(person=person, at=timezone.now())
    services.give_feedback(taste=taste, movie=next(iter(catalogue.values())), kind="not_interested", at=timezone.now())
    other = services.make_taste(person=UserFactory(), at=timezone.now())

    counts = services.erase_person(person=person, at=timezone.now())

    assert counts == {"taste_feedback": 1, "hidden_movies": 1}
    assert list(Taste.objects.all()) == [other]


def test_visitors_who_never_came_back_are_forgotten(picked):
    later = timezone.now() + timedelta(days=61)

    assert services.tidy(now=later) == 1
    assert not Recommendation.objects.exclude(taste=None).exists()


def test_a_review_without_stars_counts_as_seen(person, catalogue):
    taste = services.make_taste(person=person, at=timezone.now())
    movie = next(iter(catalogue.values()))
    ReviewFactory(movie=movie, author=person, stars=None)

    (told,) = history.history_of(taste)

    assert (told.movie_id, told.stars, told.liked) == (movie.pk, None, False)
    assert movie.pk not in shown(computed(taste))
    assert services.make_taste(visitor=uuid4(), at=timezone.now()).pk != taste.pk
