"""Home, the catalogue, a movie's page and its reviews."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import TeamFactory
from reviews import services
from reviews.models import Credit, MovieScore, Person
from reviews.tests.factories import (
    GenreFactory,
    MovieFactory,
    MovieScoreFactory,
    ReadingFactory,
    ReviewFactory,
    SourceFactory,
    UnreadReviewFactory,
    reviews_read_as,
)
from reviews.views.trend import calm_points, grouped, trend_chart

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def movie(db):
    return MovieFactory(title="Night Train", slug="night-train-1999", genres=[GenreFactory(name="Drama")])


def text_of(response):
    return " ".join(response.content.decode().replace("\u202f", " ").split())


def page(client, name, *args, **query):
    return client.get(reverse(f"reviews:{name}", args=args), query)


def refreshed(movie, now):
    services.make_score_rows(movies=[movie], at=now)
    services.refresh_scores(now=now)


def test_a_movie_says_how_many_reviews_are_not_counted(client, movie):
    MovieScoreFactory(movie=movie, not_read=29)

    assert "29 reviews not English or without words, not counted." in text_of(page(client, "movie_detail", movie.slug))


# --- home ---


def test_home_without_reviews_says_what_to_do(client):
    response = client.get("/")

    assert "No movie has reviews yet" in text_of(response)


def test_home_shows_a_live_sample_with_interval_and_count(client, movie):
    MovieScoreFactory(movie=movie)

    words = text_of(client.get("/"))

    assert "Night Train" in words
    assert "67–89 % · 50 reviews" in words


# --- the catalogue ---


def test_the_catalogue_finds_a_movie_by_a_person(client, movie):
    other = MovieFactory(title="Day Train")
    Credit.objects.create(movie=movie, person=Person.objects.create(name="Ida Lupe", slug="ida-lupe"), kind="cast")
    services.movie_links.fold_search_text(movies=[movie, other])

    words = text_of(page(client, "movie_list", q="LUPE"))

    assert "Night Train" in words
    assert "Day Train" not in words


def test_filters_narrow_the_catalogue_and_can_be_taken_away(client, movie):
    MovieFactory(title="Old Train", year=1930, genres=[GenreFactory(name="Drama")])

    response = page(client, "movie_list", genre="drama", year_from=1990, sort="title")

    assert "Old Train" not in text_of(response)
    assert [chip["label"] for chip in response.context["chips"]] == ["Genre: Drama", "From year: 1990"]
    assert response.context["chips"][1]["remove_url"] == "?genre=drama&sort=title"


@pytest.mark.parametrize(
    "query",
    [{"year_from": "long ago"}, {"genre": "nothing"}, {"sort": "x"}, {"page": "-3"}, {"year_to": 99999}],
)
def test_a_senseless_filter_filters_nothing_and_breaks_nothing(client, movie, query):
    response = page(client, "movie_list", **query)

    assert response.status_code == 200
    assert "Night Train" in text_of(response)


def test_nothing_found_says_so(client, movie):
    assert "No movie fits" in text_of(page(client, "movie_list", q="zzz"))


def test_the_catalogue_is_paged_and_keeps_its_filters(client):
    for number in range(25):
        MovieFactory(title=f"Film {number:02}")

    response = page(client, "movie_list", sort="title")

    assert response.context["next_url"] == "?sort=title&page=2"
    assert "Film 24" in text_of(client.get(reverse("reviews:movie_list") + "?sort=title&page=2"))


def test_the_catalogue_asks_five_queries_however_many_movies(client, django_assert_num_queries):
    for _ in range(20):
        MovieScoreFactory(movie=MovieFactory(genres=[GenreFactory(), GenreFactory()]))

    with django_assert_num_queries(5):
        page(client, "movie_list")


# --- states of a score ---


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"state": "none", "value": None, "low": None, "high": None, "n": 0}, "No reviews yet"),
        ({"state": "too_few", "n": 12, "positive": 8, "negative": 4}, "12 reviews read, 30 needed"),
        ({"state": "waiting", "n": 0, "value": None, "low": None, "high": None, "waiting": 7}, "7 reviews waiting"),
        ({"state": "not_available", "n": 0, "value": None, "waiting": 7}, "The model cannot be loaded"),
        ({"state": "ok", "is_demo": True}, "demo"),
        ({"state": "ok", "trend": "up"}, "rising"),
    ],
)
def test_each_state_of_a_score_has_its_own_words(client, movie, fields, words):
    MovieScoreFactory(movie=movie, **fields)

    assert words in text_of(page(client, "movie_detail", movie.slug))
    assert words in text_of(page(client, "movie_list"))


def test_under_thirty_reviews_no_share_and_no_arrow_is_said(client, movie, now):
    reviews_read_as(movie, positive=9, negative=3)
    refreshed(movie, now)

    words = text_of(page(client, "movie_detail", movie.slug))

    assert "Too few to say" in words
    assert "75 %" not in words
    assert "rising" not in words


# --- a movie's page ---


def test_a_movies_page_shows_score_sources_and_where_the_figure_comes_from(client, movie, now):
    reviews_read_as(movie, positive=30, negative=10, source=SourceFactory(slug="feed", name="Film club feed"))
    refreshed(movie, now)

    words = text_of(page(client, "movie_detail", movie.slug))

    assert ">75</span>" in words
    assert "60–86 % · 40 reviews" in words
    assert "Film club feed" in words
    assert "LSTM, version 2026.11.20" in words


def test_a_movie_that_does_not_exist_is_not_found(client):
    assert page(client, "movie_detail", "no-such-movie").status_code == 404


def test_the_trend_states_its_finding_and_stands_as_a_table_too(client, movie):
    months = [
        {"month": "2026-08", "n": 40, "positive": 20, "value": 0.5, "low": 0.35, "high": 0.65},
        {"month": "2026-10", "n": 60, "positive": 51, "value": 0.85, "low": 0.74, "high": 0.92},
    ]
    MovieScoreFactory(movie=movie, monthly=months, trend=MovieScore.Trend.UP)

    response = page(client, "movie_detail", movie.slug)

    assert response.context["chart"]["title"] == "Reviews of the latest 90 days are more positive than those before"
    assert response.context["chart"]["data"]["labels"] == ["Aug 2026", "Sep 2026", "Oct 2026"]
    assert response.context["chart"]["data"]["series"][0]["values"] == [50.0, None, 85.0]
    assert '<th scope="row">Aug 2026</th><td>50 %</td>' in text_of(response)


def months(*counts, first=1):
    return [
        {"month": f"2025-{month:02}", "n": n, "positive": n // 2} for month, n in enumerate(counts, start=first) if n
    ]


def test_few_reviews_are_put_together_until_the_points_are_calm():
    few = months(2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2)

    size, points = calm_points(few)

    assert size == 3
    assert (points[0]["words"], points[0]["n"]) == ("Jan–Mar 2025", 6)
    assert [row["words"] for row in grouped(few, 6)] == ["Jan–Jun 2025", "Jul–Dec 2025"]
    assert [row["words"] for row in grouped(few, 12)] == ["2025"]


def test_a_thin_tail_is_in_the_table_and_not_in_the_line(movie):
    score = {"state": "ok", "trend": "", "is_demo": False, "monthly": months(40, 30, 2, 9, 0, 0, 1)}

    chart = trend_chart(movie, score)

    assert chart["data"]["labels"] == ["Jan 2025", "Feb 2025", "Mar 2025", "Apr 2025"]
    assert [value is None for value in chart["data"]["series"][0]["values"]] == [False, False, True, False]
    assert chart["data"]["points"][2] == "2 reviews: too few to say"
    assert chart["rows"][-1] == ["Jul 2025", "too few", "", "", 1]
    assert "1 review before or after are in the table" in chart["note"]


@pytest.mark.parametrize("counts", [(60,), (60, 1, 1), (3, 3)])
def test_reviews_of_one_time_make_no_trend(movie, counts):
    assert trend_chart(movie, {"state": "ok", "trend": "", "is_demo": False, "monthly": months(*counts)}) is None


def test_htmx_gets_the_live_part_alone(client, movie):
    MovieScoreFactory(movie=movie)

    response = client.get(movie.get_absolute_url(), headers={"HX-Request": "true"})

    assert "<html" not in text_of(response)
    assert 'id="movie-score"' in text_of(response)
    assert response.headers["Vary"] == "Cookie, HX-Request" or "HX-Request" in response.headers["Vary"]


def test_the_page_looks_more_often_while_reviews_wait(client, movie):
    MovieScoreFactory(movie=movie, waiting=3)

    assert 'data-live="3"' in text_of(page(client, "movie_detail", movie.slug))


def test_team_scores_are_shown_to_the_team_only(client, movie, person, team_mate, stranger, team):
    MovieScoreFactory(movie=movie)
    MovieScoreFactory(movie=movie, team=team, positive=10, value=0.2, low=0.1, high=0.3)

    def sees_team_score(somebody):
        client.force_login(somebody)
        return "Night Owls" in text_of(page(client, "movie_detail", movie.slug))

    assert [sees_team_score(somebody) for somebody in (person, team_mate, stranger)] == [True, True, False]


def test_a_movies_page_asks_at_most_twelve_queries(client, movie, person, team, django_assert_max_num_queries):
    MovieScoreFactory(movie=movie)
    MovieScoreFactory(movie=movie, team=team)
    for _ in range(3):
        ReadingFactory(review=ReviewFactory(movie=movie))
        ReadingFactory(review=ReviewFactory(movie=movie, team=team))
    client.force_login(person)

    with django_assert_max_num_queries(12):
        page(client, "movie_detail", movie.slug)


# --- its reviews ---


def test_reviews_are_filtered_by_what_the_address_says(client, movie):
    ReadingFactory(review=ReviewFactory(movie=movie, text="Loved it", stars=9), probability=0.9)
    ReadingFactory(review=ReviewFactory(movie=movie, text="Hated it", stars=2), probability=0.1)

    by_label = text_of(page(client, "movie_reviews", movie.slug, label="negative"))
    by_stars = text_of(page(client, "movie_reviews", movie.slug, stars="8-10"))

    assert "Hated it" in by_label
    assert "Loved it" not in by_label
    assert "Loved it" in by_stars
    assert "Hated it" not in by_stars


def test_reviews_can_be_seen_as_the_other_model_read_them(client, movie):
    review = ReviewFactory(movie=movie)
    ReadingFactory(review=review, model="lstm", probability=0.9)
    ReadingFactory(review=review, model="gru", probability=0.1)

    words = text_of(page(client, "movie_reviews", movie.slug, model="gru"))

    assert "es-label--negative" in words
    assert "es-label--positive" not in words


def test_reviews_of_a_team_are_not_there_for_strangers(client, movie, team, person, team_mate, stranger):
    ReviewFactory(movie=movie, team=team, author=person, text="Between us")

    def sees_it(somebody):
        client.force_login(somebody)
        return "Between us" in text_of(page(client, "movie_reviews", movie.slug))

    assert [sees_it(somebody) for somebody in (person, team_mate, stranger)] == [True, True, False]


def test_spoilers_are_folded(client, movie):
    ReviewFactory(movie=movie, text="He was dead all along", has_spoiler=True)

    assert '<details class="es-spoiler"' in text_of(page(client, "movie_reviews", movie.slug))


def test_long_reviews_are_cut_with_a_way_to_the_whole(client, movie):
    review = ReviewFactory(movie=movie, text="a" * 100_000)

    words = text_of(page(client, "movie_reviews", movie.slug))

    assert "a" * 600 not in words
    assert "Read on" in words
    assert "a" * 100_000 in text_of(page(client, "review_detail", review.pk))


def test_a_review_is_escaped_wherever_it_is_shown(client, movie):
    review = ReviewFactory(movie=movie, title="<b>bold</b>", text="<script>alert(1)</script>")

    for response in (page(client, "movie_reviews", movie.slug), page(client, "review_detail", review.pk)):
        assert "<script>alert(1)" not in response.content.decode()
        assert "<b>bold</b>" not in response.content.decode()


def test_cursor_pages_show_every_review_once(client, movie):
    reviews_read_as(movie, positive=30)

    first = page(client, "movie_reviews", movie.slug)
    second = client.get(reverse("reviews:movie_reviews", args=[movie.slug]) + first.context["next_url"])

    shown = [review.pk for response in (first, second) for review in response.context["reviews"]]
    assert len(shown) == len(set(shown)) == 30
    assert second.context["previous_url"]
    assert not second.context["next_url"]


@pytest.mark.parametrize("cursor", ["nonsense", "W10", "WzAsIngiXQ"])
def test_a_broken_cursor_leads_to_the_first_page(client, movie, cursor):
    response = page(client, "movie_reviews", movie.slug, cursor=cursor, label="positive")

    assert response.status_code == 302
    assert response.url == "/movies/night-train-1999/reviews/?label=positive"


def test_reviews_ask_the_same_number_of_queries_however_many(client, movie, person, django_assert_max_num_queries):
    for _ in range(25):
        ReadingFactory(review=ReviewFactory(movie=movie))
    UnreadReviewFactory(review=ReviewFactory(movie=movie))
    client.force_login(person)

    with django_assert_max_num_queries(12):
        page(client, "movie_reviews", movie.slug)


def test_another_persons_team_is_never_named(client, movie):
    ReviewFactory(movie=movie, team=TeamFactory(name="Secret Club"))
    MovieScoreFactory(movie=movie, team=TeamFactory(name="Hidden Club"))

    words = text_of(page(client, "movie_detail", movie.slug)) + text_of(page(client, "movie_reviews", movie.slug))

    assert "Club" not in words
