"""The words that count on a review's page: whose, how much, and to whom."""

import pytest

from reviews import tasks
from reviews.models import ReadingExplanation, UnexplainedReading
from reviews.tests.asking import words_of
from reviews.tests.factories import OutsideReviewFactory, ReadingExplanationFactory, ReadingFactory

pytestmark = pytest.mark.django_db
HOSTILE = '<script>alert(1)</script> "good" & <b onclick=x>bad</b> e\u0301te\u0301 👩\u200d🎤 <mark> &lt;i&gt;'


def explained(review, model="lstm", words=(), probability=0.9, **fields):
    reading = ReadingFactory(review=review, model=model, probability=probability, version="stub-1")
    return ReadingExplanationFactory(reading=reading, words=list(words), **fields)


def why_of(response):
    """The page's section about words."""
    return words_of(response).partition('id="why"')[2].partition("</section>")[0]


def fragment(client, review, query=""):
    return client.get(f"{review.get_absolute_url()}{query}", headers={"HX-Request": "true"})


@pytest.fixture
def read_review(review):
    review.text = "A dreadful plot, but a great cast."
    review.save()
    explained(review, words=[[2, 10, -1.24], [23, 28, 0.8]])
    explained(review, model="gru", words=[[2, 10, -0.4], [29, 33, 0.2]], probability=0.3)
    return review


def test_words_are_marked_and_said_to_screen_readers_and_the_text_is_whole(client, read_review):
    page = why_of(client.get(read_review.get_absolute_url()))

    assert 'class="es-word es-word--against es-word--3">dreadful<' in page
    assert '<span class="visually-hidden"> (against, strongly)</span>' in page
    assert "occlusion" in page


def test_the_strongest_words_stand_in_a_table_with_what_is_read_without_them(client, read_review):
    table = why_of(client.get(read_review.get_absolute_url())).partition("<tbody>")[2].partition("</tbody>")[0]

    assert table.index("dreadful") < table.index("great")
    assert "\u22121.24" in table
    assert "96.2 % positive" in table  # log-odds 2 + 1.24


def test_the_url_chooses_whose_words_are_shown(client, read_review):
    url = read_review.get_absolute_url()

    lstm, gru, both = (why_of(client.get(url, {"why": side})) for side in ("lstm", "gru", "both"))

    assert "great</" not in gru
    assert ">cast<" in gru
    assert "+0.80" in lstm
    assert "+0.80" in both
    assert "+0.20" in both
    assert 'aria-current="page">Side by side' in both


@pytest.mark.parametrize("asked", ["", "svm", "<script>", "both "])
def test_an_address_that_makes_no_sense_shows_the_serving_models_words(client, read_review, asked):
    response = client.get(read_review.get_absolute_url(), {"why": asked})

    assert "+0.80" in why_of(response)
    assert "<script>" not in why_of(response)


def test_agreement_is_said_in_words(client, read_review):
    page = words_of(client.get(read_review.get_absolute_url())).replace("\u202f", " ")

    assert "LSTM and GRU disagree by 60.0 points: LSTM reads it as positive, GRU reads it as negative." in page
    assert "Words that count most for both: 1 of 2." in page


def test_a_hostile_text_is_shown_and_never_run(client, review, stub_readers):
    review.text = HOSTILE
    review.save()
    for model in ("lstm", "gru"):
        ReadingFactory(review=review, model=model, version="stub-1")
    fragment(client, review)
    tasks.explain_readings()

    page = fragment(client, review, "?why=both").content.decode()

    assert "<script>" not in page
    assert "<b " not in page
    assert "&lt;script&gt;" in page
    assert page.count("&lt;mark&gt;") == 2
    assert ">good<span" in page


def test_opening_a_page_asks_once_and_shows_a_place_for_what_comes(client, review, stranger):
    ReadingFactory(review=review, version="stub-1")
    client.force_login(stranger)

    for _ in range(2):
        page = words_of(fragment(client, review, "?why=gru&written=1"))

    assert UnexplainedReading.objects.count() == 1
    assert "The words are being weighed" in page
    assert f'hx-get="{review.get_absolute_url()}?why=gru"' in page
    assert "Look again" in page


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (
            "It was read by an earlier version; 2.1 is in use now.",
            "This reading has no explanation. It was read by an earlier version; 2.1 is in use now.",
        ),
        (
            "The file network.onnx of the trained model lstm is missing.",
            "This reading has no explanation. The file network.onnx of the trained model lstm is missing.",
        ),
    ],
    ids=["earlier version", "file missing"],
)
def test_what_cannot_be_explained_says_why_and_is_not_asked_for_each_second(client, review, reason, words):
    reading = ReadingFactory(review=review)
    UnexplainedReading.objects.create(reading=reading, waiting_since=reading.created_at, error=reason)

    page = words_of(fragment(client, review))

    assert words in page
    assert "is not there" not in page
    assert "data-live" not in page


def test_a_visitors_page_orders_nothing_until_it_looks_again(client, review):
    ReadingFactory(review=review, version="stub-1")
    url = review.get_absolute_url()

    page = client.get(url)

    assert not UnexplainedReading.objects.exists()
    assert "The words are being weighed" in words_of(page)
    assert 'data-live="2"' in page.content.decode()
    assert f'href="{url}?look=1#reading" rel="nofollow"' in page.content.decode()
    client.get(url, {"look": 1})
    assert UnexplainedReading.objects.count() == 1


def test_opening_the_page_is_enough_for_who_is_signed_in(client, review, stranger):
    ReadingFactory(review=review, version="stub-1")
    client.force_login(stranger)

    client.get(review.get_absolute_url())

    assert UnexplainedReading.objects.count() == 1


def test_a_text_that_the_model_failed_on_says_so(client, review):
    reading = ReadingFactory(review=review)
    failed = "the model failed on this text: RuntimeError"
    ReadingExplanation.objects.create(reading=reading, reason=failed, created_at=reading.created_at)

    page = words_of(fragment(client, review))

    assert "This reading has no explanation. The model failed on this text: RuntimeError." in page


def test_a_text_that_was_not_read_has_nothing_to_explain(client, review):
    ReadingFactory(review=review, probability=None, reason="language: de")

    assert "Nothing to explain: this text was not read (language: de)." in words_of(fragment(client, review))
    assert not UnexplainedReading.objects.exists()


def test_a_spoiler_stays_folded_for_all_but_its_author(client, read_review, person, stranger):
    read_review.has_spoiler = True
    read_review.save()

    pages = []
    for somebody in (person, stranger):
        client.force_login(somebody)
        pages.append(why_of(client.get(read_review.get_absolute_url())))

    assert 'id="why-spoiler"' not in pages[0]
    assert pages[1].index('id="why-spoiler"') < pages[1].index("dreadful")


def test_a_teams_review_is_explained_for_the_team_alone(client, team_review, team_mate, stranger):
    explained(team_review, words=[[2, 7, 1.0]])
    answers = {}
    for who, somebody in (("mate", team_mate), ("stranger", stranger)):
        client.force_login(somebody)
        answers[who] = client.get(team_review.get_absolute_url())

    assert "quiet" in why_of(answers["mate"])
    assert answers["stranger"].status_code == 404
    assert b"es-word" not in answers["stranger"].content


def test_a_text_of_100_000_characters_makes_a_page_of_moderate_size(client, movie, stub_readers):
    review = OutsideReviewFactory(movie=movie, text="good words & <b> " * 5_880)
    for model in ("lstm", "gru"):
        ReadingFactory(review=review, model=model, version="stub-1")
    fragment(client, review)
    tasks.explain_readings()

    page = fragment(client, review, "?why=both")

    assert len(page.content) < 120_000
    assert "characters that the model does not read" in words_of(page)


def test_lists_of_reviews_know_nothing_of_explanations(client, movie, django_assert_max_num_queries):
    for _ in range(10):
        explained(OutsideReviewFactory(movie=movie), words=[[2, 7, 1.0]])

    with django_assert_max_num_queries(12):
        page = client.get(f"/movies/{movie.slug}/reviews/")

    assert b"es-word" not in page.content
