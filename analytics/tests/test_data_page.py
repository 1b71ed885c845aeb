"""The page /data/: what it shows to whom, and what each state says."""

import pytest

from analytics.selectors import data_explored
from reviews.models import Visibility
from reviews.selectors.training_data import TrainingDataUnknown
from reviews.tests.factories import GenreFactory, MovieFactory, OutsideReviewFactory, ReadingFactory, SourceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def movie(db):
    return MovieFactory(year=1994, genres=[GenreFactory(name="Drama")])


@pytest.fixture
def forty_reviews(movie):
    for number in range(40):
        review = OutsideReviewFactory(movie=movie, stars=number % 11)
        ReadingFactory(review=review, probability=0.9 if number % 4 else 0.1)


def page(client, **query):
    response = client.get("/data/", query)
    assert response.status_code == 200
    return " ".join(response.content.decode().replace("\u202f", " ").split())


def titles(client, **query):
    response = client.get("/data/", query)
    return [chart["title"].replace("\u202f", " ") for chart in response.context["review_charts"]]


def test_every_chart_states_a_finding_with_summary_table_and_figures(client, forty_reviews):
    response = client.get("/data/")

    charts = [*response.context["review_charts"], *response.context["movie_charts"], response.context["corpora_chart"]]
    assert len(charts) == 10
    for chart in charts:
        assert chart["title"] and chart["summary"] and chart["rows"]
        assert len(chart["data"]["labels"]) == len(chart["data"]["points"])
        assert all(len(series["values"]) == len(chart["data"]["labels"]) for series in chart["data"]["series"])
        assert all(len(row) == len(chart["columns"]) for row in chart["rows"])
    assert len({chart["id"] for chart in charts}) == len(charts)


def test_findings_are_computed_from_what_is_here(client, forty_reviews):
    found = titles(client)

    assert found[0] == "Shorter than the training reviews: median 15 words, there 173"
    assert "20 % give 5 or 6 stars, which no training review has" in found
    assert "Drama: 75 % of the reviews read as positive" in found


def test_corpora_are_shown_with_origin_licence_and_limits(client):
    shown = page(client)

    assert "Large Movie Review Dataset, labelled" in shown
    assert "Given for research, with a request to cite the paper." in shown
    assert "Nobody gave 5 or 6 stars" in shown


def test_an_empty_house_says_what_to_do(client):
    shown = page(client)

    assert "No review is here yet" in shown
    assert "No movie to draw" in shown
    assert "Kolmogorov" not in shown


def test_few_reviews_are_counted_and_not_compared(client, movie):
    OutsideReviewFactory(movie=movie)

    shown = page(client)

    assert "Too few to say" in shown
    assert "1 review so far, 30 are needed." in shown
    assert "All reviews come from one source" in shown
    assert "Kolmogorov" not in shown


def test_filters_that_fit_nothing_offer_the_way_back(client, forty_reviews):
    shown = page(client, written_from="2030-01-01")

    assert "No review fits these filters" in shown
    assert "Written from: 2030-01-01" in shown


def test_what_moderators_hold_back_is_said_and_not_counted(client, movie):
    OutsideReviewFactory(movie=movie, visibility=Visibility.HIDDEN)

    shown = page(client)

    assert "moderators keep every one of them from being shown" in shown
    assert "No review is here yet" not in shown


def test_without_the_description_the_page_says_so_and_shows_the_rest(client, forty_reviews, monkeypatch):
    def missing():
        raise TrainingDataUnknown("The description is missing.")

    monkeypatch.setattr(data_explored, "training_data", missing)

    shown = page(client)

    assert "The description of the training data is not available" in shown
    assert "Half of the reviews have 15 words or fewer" in shown


def test_filters_lie_in_the_address_and_narrow_the_figures(client, forty_reviews, movie):
    feed = SourceFactory(slug="feed", name="A feed")
    OutsideReviewFactory(movie=movie, source=feed)

    response = client.get("/data/", {"source": "feed"})

    assert response.context["data"]["n"] == 1
    assert response.context["chips"][0]["label"] == "Source: A feed"


@pytest.mark.parametrize(
    "query",
    [
        {"genre": "nonsense"},
        {"source": "x" * 5_000},
        {"written_from": "yesterday"},
        {"written_to": "0000-00-00"},
        {"written_from": "9999-12-31"},
        {"written_to": "9999-12-31"},
        {"written_to": "0001-01-01"},
        {"written_from": "2026-02-02", "written_to": "2026-01-01"},
    ],
)
def test_hostile_filters_end_in_a_page(client, forty_reviews, query):
    assert client.get("/data/", query).status_code == 200


def test_the_page_names_no_source_of_private_reviews(client, movie, team, person):
    OutsideReviewFactory(movie=movie, team=team, source=SourceFactory(slug="secret", name="Secret letters"))
    client.force_login(person)

    assert "Secret letters" not in page(client)


def test_moderators_alone_read_how_many_are_held_back(client, forty_reviews, movie, moderator, stranger):
    OutsideReviewFactory(movie=movie, visibility=Visibility.HIDDEN)
    shown = {}
    for somebody in (moderator, stranger):
        client.force_login(somebody)
        shown[somebody] = page(client)

    assert "1 review held back by moderators" in shown[moderator]
    assert "held back" not in shown[stranger]


def test_demo_reviews_are_marked(client, movie):
    for _ in range(30):
        OutsideReviewFactory(movie=movie, is_demo=True)

    assert "These are demo reviews" in page(client)


def test_names_from_outside_are_shown_as_text(client, forty_reviews, movie):
    OutsideReviewFactory(movie=movie, source=SourceFactory(slug="bad", name="<script>alert(1)</script>"))

    content = client.get("/data/").content.decode()

    assert "<script>alert(1)" not in content


def test_the_page_asks_at_most_twelve_queries(client, forty_reviews, person, django_assert_max_num_queries):
    client.force_login(person)

    with django_assert_max_num_queries(12):
        client.get("/data/", {"genre": "drama"})
