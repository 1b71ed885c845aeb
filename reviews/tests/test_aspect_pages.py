"""What people talk about, on pages: the table, the sentences behind it, who sees what."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from emosense.sentiments import Aspect
from reviews import selectors, services
from reviews.models import UnreadAspects
from reviews.tests.aspect_reviews import NOW, refresh, saying, speaking
from reviews.tests.factories import (
    OutsideReviewFactory,
    ReadingExplanationFactory,
    reviews_read_as,
)
from reviews.views.aspects import finding
from reviews.views.passages import marked

pytestmark = pytest.mark.django_db


def page(client, movie, query=""):
    response = client.get(f"{movie.get_absolute_url()}{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_each_count_opens_the_sentences_behind_it(client, movie):
    speaking(movie, number=30)
    speaking(movie, number=2, label="negative")
    refresh()

    shown = page(client, movie)

    assert "What people talk about" in shown
    assert f'href="/movies/{movie.slug}/reviews/?aspect=acting&amp;aspect_label=positive&amp;scope=public"' in shown
    assert f'href="/movies/{movie.slug}/reviews/?aspect=acting&amp;aspect_label=negative&amp;scope=public"' in shown
    assert "aspect_label=neutral" not in shown  # nobody is sent to an empty list
    opened = client.get(f"/movies/{movie.slug}/reviews/?aspect=acting&aspect_label=negative")
    assert len(opened.context["reviews"]) == 2


def test_how_well_sentences_are_found_is_said_as_the_card_measured_it(client, movie):
    speaking(movie)
    refresh()
    card = (settings.BASE_DIR / "docs/models/aspects.md").read_text(encoding="utf-8")
    micro = re.search(r"\*\*held out\*\* \| (\d+) \| [\d.]+ \| [\d.]+ \| ([\d.]+) ", card)

    shown = page(client, movie)

    assert {"f1": float(micro[2]), "sentences": int(micro[1])} == selectors.aspects.LEXICON
    assert "F1 0.75 on 716 sentences labelled by hand" in shown


def numbers_and_links(client, movie):
    """Of everything that a movie's page counts in sentences: (whose, aspect, label) -> (count, address)."""
    found = client.get(movie.get_absolute_url()).context["aspects"]
    tables = {"public": found, **{team["team"]: team for team in found["teams"]}}
    return {
        (whose, row["aspect"], cell["label"]): (cell["count"], cell["url"])
        for whose, table in tables.items()
        for row in table["rows"]
        for cell in [*row["cells"], {"label": "", "count": row["sentences"], "url": row["url"]}]
    }


def shown_by(client, address):
    """How many sentences the list at the address marks."""
    reviews = client.get(address).context["reviews"]
    return sum(len(review.passages) for review in reviews)


def test_every_count_is_the_number_of_sentences_that_its_link_shows(client, talk, person):
    client.force_login(person)

    counts = numbers_and_links(client, talk)

    assert counts["public", "acting", "positive"][0] == 2
    assert counts["public", "acting", "negative"][0] == 1
    assert counts["Night Owls", "acting", "negative"][0] == 3
    assert counts["Night Owls", "music", "positive"][0] == 2
    assert {key: count for key, (count, _) in counts.items()} == {
        key: shown_by(client, address) for key, (_, address) in counts.items()
    }


def test_every_public_count_is_what_its_link_shows_to_a_visitor_too(client, talk):
    counts = numbers_and_links(client, talk)

    assert counts
    assert all(shown_by(client, address) == count for count, address in counts.values())


def test_while_all_is_demo_the_counts_and_their_lists_are_of_demo_reviews(client, movie, team, person):
    speaking(movie, number=3, is_demo=True)
    speaking(movie, team=team)
    refresh()
    client.force_login(person)

    counts = numbers_and_links(client, movie)

    assert counts["public", "acting", "positive"][0] == 3
    assert counts["Night Owls", "acting", "positive"][0] == 1
    assert all(shown_by(client, address) == count for count, address in counts.values())


def test_whose_reviews_are_listed_is_said_and_can_be_taken_away(client, talk, person, team):
    address = f"{talk.get_absolute_url()}reviews/?aspect=acting&scope="
    visited = client.get(f"{address}public")
    client.force_login(person)
    of_team = client.get(f"{address}{team.pk}")

    assert "Among: Public reviews" in visited.content.decode()
    assert 'type="hidden" name="scope" value="public"' in visited.content.decode()
    assert {"label": "Among: Public and Night Owls", "remove_url": "?aspect=acting"} in of_team.context["chips"]


@pytest.mark.parametrize("scope", ["nobody", "0", "-1", "9" * 40, "١"])
def test_a_scope_that_makes_no_sense_filters_nothing(client, talk, scope):
    assert shown_by(client, f"{talk.get_absolute_url()}reviews/?aspect=acting&scope={scope}") == 3


def test_a_teams_scope_shows_a_stranger_no_private_review(client, talk, team, stranger, team_mate):
    page_address = f"{talk.get_absolute_url()}reviews/?aspect=acting&scope={team.pk}"
    api_address = f"/api/v1/movies/{talk.pk}/reviews/?aspect=acting&scope={team.pk}"

    for somebody, number in ((stranger, 3), (team_mate, 5)):
        client.force_login(somebody)
        assert shown_by(client, page_address) == number
        assert len(client.get(api_address).json()["results"]) == number


def test_under_30_reviews_no_share_is_shown(client, movie):
    speaking(movie, number=29)
    refresh()

    assert "Too few to say: 29 of 30 reviews" in page(client, movie)


def test_a_movie_of_which_no_sentence_was_found_says_so(client, movie):
    reviews_read_as(movie, positive=1)
    services.mark_scores_stale(reviews=[OutsideReviewFactory(movie=movie)], at=NOW)
    refresh()

    assert "No sentence about acting, story, directing" in page(client, movie)


def test_reviews_to_be_searched_are_announced(client, movie):
    (review,) = reviews_read_as(movie, positive=1)
    UnreadAspects.objects.create(review=review, waiting_since=NOW)
    services.mark_scores_stale(reviews=[review], at=NOW)
    refresh()

    assert "1 review still to be searched" in page(client, movie)


def test_a_movie_without_reviews_has_no_such_section(client, movie):
    assert "What people talk about" not in page(client, movie)


def test_a_teams_table_is_for_its_members(client, movie, team, person, team_mate, stranger):
    speaking(movie, number=2)
    speaking(movie, number=1, team=team)
    refresh()

    for somebody, sees in ((person, True), (team_mate, True), (stranger, False)):
        client.force_login(somebody)
        assert ("As Night Owls sees it" in page(client, movie)) is sees
    client.logout()
    assert "Night Owls" not in page(client, movie)


def test_the_sentence_is_marked_in_its_review(client, movie):
    saying(movie, "We went by bus. The acting is fine. Then home.", ("The acting is fine.", "acting", "positive"))

    shown = page(client, movie, "reviews/?aspect=acting")

    assert '<span class="visually-hidden">positive about acting: </span>' in shown
    assert "&#8288;The acting is fine.</mark>" in shown
    assert "We went by bus. <mark" in shown


def test_markup_in_a_review_stays_text(client, movie):
    saying(
        movie,
        "<b>Oh</b> <script>alert(1)</script> the acting <img src=x>. Bye.",
        ("<script>alert(1)</script> the acting <img src=x>.", "acting", "negative"),
    )

    shown = page(client, movie, "reviews/?aspect=acting")

    assert "&lt;script&gt;alert(1)&lt;/script&gt; the acting &lt;img src=x&gt;." in shown
    assert "<script>alert" not in shown
    assert "<img src=x>" not in shown


def test_a_spoiler_stays_folded_with_its_marks(client, movie):
    saying(movie, "The ending is a lie.", ("The ending is a lie.", "ending", "negative"), has_spoiler=True)

    shown = page(client, movie, "reviews/?aspect=ending")

    folded = shown.index("<details", shown.index('class="es-review"'))
    assert folded < shown.index("The ending is a lie.</mark>") < shown.index("</details>", folded)
    assert shown.count("The ending is a lie.") == 1


def test_of_a_long_review_the_sentences_are_shown_with_some_words_around():
    text = "word " * 200 + "The acting is fine. " + "other " * 200 + "The acting is bad."
    first, second = text.index("The acting is fine."), text.index("The acting is bad.")

    shown = marked(text, [(first, first + 19, "positive", "acting"), (second, len(text), "negative", "acting")])

    assert not shown["is_whole"]
    one, two = shown["excerpts"]
    assert [piece["label"] for piece in one.pieces] == ["", "positive", ""]
    assert (one.is_cut_before, one.is_cut_after, two.is_cut_after) == (True, True, False)
    assert sum(len(piece["text"]) for piece in (*one.pieces, *two.pieces)) < 400


def test_of_very_many_sentences_the_first_are_shown_and_the_rest_counted():
    text = "The acting is fine. " * 100

    shown = marked(text, [(20 * n, 20 * n + 19, "positive", "acting") for n in range(100)])

    assert shown["more"] == 96
    assert sum(bool(piece["label"]) for excerpt in shown["excerpts"] for piece in excerpt.pieces) == 4


def test_sentences_of_a_text_that_is_shorter_now_are_left_out():
    assert marked("Short.", [(0, 6, "positive", "acting"), (50, 70, "negative", "acting")])["more"] == 0


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?aspect=popcorn", "popcorn is not one of the available choices"),
        ("?aspect=acting&aspect_label=lovely", "lovely is not one of the available choices"),
        ("?aspect_label=positive", "Choose what it speaks of, too."),
        ("?aspect=" + "a" * 5000, "is not one of the available choices"),
    ],
    ids=["aspect", "label", "label alone", "long"],
)
def test_what_makes_no_sense_says_so_and_filters_nothing(client, movie, query, words):
    saying(movie, "The acting is fine.", ("The acting is fine.", "acting", "positive"))

    shown = client.get(f"/movies/{movie.slug}/reviews/{query}")

    assert shown.status_code == 200
    assert words in shown.content.decode()
    assert len(shown.context["reviews"]) == 1


def test_the_filter_is_a_chip_that_can_be_taken_away(client, movie):
    shown = page(client, movie, "reviews/?aspect=acting&aspect_label=positive")

    assert "Speaks of: Acting" in shown
    assert "Speaks of it as: Positive" in shown
    assert "No review fits" in shown


def test_private_reviews_are_found_by_members_alone(client, movie, team, person, team_mate, stranger):
    saying(movie, "The acting is fine.", ("The acting is fine.", "acting", "positive"), team=team)

    for somebody, number in ((person, 1), (team_mate, 1), (stranger, 0)):
        client.force_login(somebody)
        assert len(client.get(f"/movies/{movie.slug}/reviews/?aspect=acting").context["reviews"]) == number


def test_a_movies_page_with_aspects_asks_at_most_twelve_queries(
    client, movie, person, team, django_assert_max_num_queries
):
    for aspect in Aspect:
        speaking(movie, number=3, aspect=aspect.value)
    speaking(movie, team=team)
    refresh()
    client.force_login(person)

    with django_assert_max_num_queries(12):
        page(client, movie)


def test_the_filtered_list_costs_the_same_for_two_and_for_twenty(client, movie, django_assert_max_num_queries):
    for number in (2, 18):
        speaking(movie, number=number)
        with django_assert_max_num_queries(9):
            page(client, movie, "reviews/?aspect=acting&aspect_label=positive")


def test_a_reviews_page_shows_its_sentences_by_aspect(client, movie):
    review = saying(
        movie,
        "Great songs. The acting is <i>bad</i>.",
        ("Great songs.", "music", "positive"),
        ("The acting is <i>bad</i>.", "acting", "negative"),
    )

    shown = client.get(review.get_absolute_url()).content.decode()

    assert "What it speaks of" in shown
    assert shown.index("<dt>Acting</dt>") < shown.index("<dt>Music</dt>")
    assert "<q>The acting is &lt;i&gt;bad&lt;/i&gt;.</q>" in shown


def test_a_reviews_page_says_that_its_sentences_are_still_to_be_searched(client, movie):
    review = saying(movie, "Great songs.")
    UnreadAspects.objects.create(review=review, waiting_since=NOW)

    assert "still to be searched" in client.get(review.get_absolute_url()).content.decode()


@pytest.mark.parametrize(("waited", "seconds"), [(5, 2), (90, 15)])
def test_sentences_that_wait_long_are_asked_for_seldom(client, movie, waited, seconds):
    review = saying(movie, "Great songs.")
    ReadingExplanationFactory(reading=review.readings.get())
    UnreadAspects.objects.create(review=review, waiting_since=timezone.now() - timedelta(seconds=waited))

    assert f'data-live="{seconds}"' in client.get(review.get_absolute_url()).content.decode()


def test_a_spoilers_sentences_are_folded_on_its_page(client, movie):
    review = saying(movie, "The ending is a lie.", ("The ending is a lie.", "ending", "negative"), has_spoiler=True)

    shown = client.get(review.get_absolute_url()).content.decode()

    assert 'id="spoiler-aspects"' in shown
    assert shown.index('id="spoiler-aspects"') < shown.index("<q>The ending is a lie.</q>")


ROW = {"state": "ok", "reviews": 50, "sentences": 60}


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([], "30 reviews must speak of a part before its share says something."),
        ([("Acting", 0.8, 0.7, 0.9)], "Acting is talked about most."),
        (
            [("Acting", 0.6, 0.5, 0.7), ("Music", 0.65, 0.5, 0.8)],
            "Acting is talked about most; no part reads clearly better than another.",
        ),
        (
            [("Story", 0.3, 0.2, 0.4), ("Music", 0.805, 0.7, 0.9)],
            "Music reads best (81\u202f% positive), story worst (30\u202f%).",
        ),
    ],
    ids=["none", "one", "alike", "apart"],
)
def test_the_finding_says_no_more_than_the_intervals(rows, words):
    rows = [
        {**ROW, "name": name, "aspect": name.lower(), "value": value, "low": low, "high": high}
        for name, value, low, high in rows
    ]

    assert finding(rows) == words
