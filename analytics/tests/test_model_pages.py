"""The pages of trained models and of the two questions."""

import json
import re

import pytest
from django.utils import timezone

from accounts.tests.factories import UserFactory
from analytics.models import SatisfactionAnswer
from analytics.tests.factories import SatisfactionAnswerFactory
from analytics.tests.made_comparison import made_comparison
from reviews.models import ReadingFeedback
from reviews.tests.factories import ReviewFactory

pytestmark = pytest.mark.django_db
ANSWERED = {"meets_needs": "6", "easy_to_use": "7"}


@pytest.fixture(autouse=True)
def store(tmp_path, settings):
    settings.ARTEFACTS_DIR = tmp_path / "artefacts"


@pytest.fixture
def measured(tmp_path, settings):
    settings.TEXT_COMPARISON = tmp_path / "comparison.json"
    settings.TEXT_COMPARISON.write_text(json.dumps(made_comparison()))
    return settings.TEXT_COMPARISON


@pytest.fixture
def unmeasured(tmp_path, settings):
    settings.TEXT_COMPARISON = tmp_path / "nothing.json"
    return settings.TEXT_COMPARISON


def words_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_the_page_states_the_finding_and_draws_every_part(client, measured):
    response = client.get("/models/")

    words = words_of(response)
    assert response.status_code == 200
    assert "On 25,000 reviews LSTM and GRU are equivalent within half a point." in words
    for part in ("learning", "difference", "training", "confusions", "calibration", "speed", "peers", "elsewhere"):
        assert f'id="{part}"' in response.content.decode()
    assert "Made-up figures" not in words


def test_a_sample_says_that_its_figures_are_made_up(client, measured):
    measured.write_text(json.dumps(made_comparison(sample=True)))

    assert "nothing of it was measured" in words_of(client.get("/models/"))


@pytest.mark.parametrize("arm", ["equal_units", "equal_parameters"])
def test_what_is_held_equal_is_chosen_in_the_address(client, measured, arm):
    page = client.get(f"/models/?arm={arm}").content.decode()

    assert f'<a href="?arm={arm}#comparison" aria-current="page">' in page


def test_without_a_comparison_the_page_says_so_and_shows_the_models(client, unmeasured):
    words = words_of(client.get("/models/"))

    assert "Not measured yet" in words
    assert "LSTM is right on" in words
    assert "Learning curves" not in words


def test_a_broken_comparison_is_not_available_and_the_rest_works(client, unmeasured):
    unmeasured.write_text('{"kind": "emosense.text_comparison", "format": 1}')

    words = words_of(client.get("/models/"))

    assert "The comparison is not available" in words
    assert "LSTM is right on" in words


def test_a_model_that_is_missing_says_so_beside_those_that_are_there(client, unmeasured, settings):
    settings.READING_MODELS = ["lstm", "ghost"]

    beside, alone = client.get("/models/"), client.get("/models/ghost/")

    assert "Not available The trained model ghost is not available" in words_of(beside)
    assert alone.status_code == 200
    assert "This model is not available" in words_of(alone)


def test_a_card_shows_data_measures_limits_licence_and_files(client, unmeasured):
    words = words_of(client.get("/models/best/"))

    for part in ("Measures", "Data", "Limits", "How it was trained", "Files", "Licence", "Fingerprint", "words.txt"):
        assert part in words
    assert "Large Movie Review Dataset" in words


@pytest.mark.parametrize("name", ["nothing", "etc-passwd", "%2e%2e"])
def test_an_unknown_model_is_not_there(client, name):
    assert client.get(f"/models/{name}/").status_code == 404


def test_pages_cost_the_same_few_queries_however_many_answers_there_are(
    client, person, measured, django_assert_num_queries
):
    def answers(number):
        review = ReviewFactory()
        for _ in range(number):
            SatisfactionAnswerFactory()
            fields = {"version": str(number), "label": "positive", "agrees": True, "created_at": timezone.now()}
            ReadingFeedback.objects.create(review=review, person=UserFactory(), model="lstm", **fields)

    answers(2)
    with django_assert_num_queries(2):  # agreement, satisfaction
        client.get("/models/")
    answers(12)
    with django_assert_num_queries(2):
        client.get("/models/")
    with django_assert_num_queries(1):
        client.get("/models/lstm/")
    client.force_login(person)
    with django_assert_num_queries(6):  # session, person, when last seen, and own answer too
        client.get("/models/")


def test_agreement_is_told_from_thirty_answers_on(client, unmeasured):
    review = ReviewFactory()
    for number, agrees in [(30, True), (29, False)]:
        ReadingFeedback.objects.bulk_create(
            ReadingFeedback(
                review=review,
                model="lstm",
                version=str(number),
                label="positive",
                agrees=agrees,
                created_at=timezone.now(),
            )
            for _ in range(number)
        )

    words = words_of(client.get("/models/"))

    assert "LSTM 30 100.0 % 88.6 % 100.0 % 30" in words
    assert "LSTM 29 too few to say 29" in words


def test_who_is_not_signed_in_is_led_to_sign_in(client, unmeasured):
    page = client.get("/models/").content.decode()

    asked = client.post("/models/satisfaction/", ANSWERED)

    assert "?next=/models/satisfaction/" in page
    assert 'name="meets_needs"' not in page
    assert asked.status_code == 302 and "/accounts/login/" in asked.url
    assert not SatisfactionAnswer.objects.exists()


def test_a_person_answers_changes_the_answer_and_takes_it_back(client, person, unmeasured):
    client.force_login(person)

    client.post("/models/satisfaction/", ANSWERED)
    first = client.get("/models/").content.decode()
    client.post("/models/satisfaction/", {**ANSWERED, "meets_needs": "1"})
    changed = SatisfactionAnswer.objects.get().meets_needs
    client.post("/models/satisfaction/withdraw/")

    assert "Change my answer" in first
    assert changed == 1
    assert not SatisfactionAnswer.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{}, {"meets_needs": "6"}, {**ANSWERED, "easy_to_use": "8"}, {**ANSWERED, "easy_to_use": "x"}]
)
def test_half_an_answer_is_asked_for_again_with_what_was_chosen(client, person, wrong):
    client.force_login(person)

    response = client.post("/models/satisfaction/", wrong)

    assert response.status_code == 422
    assert not SatisfactionAnswer.objects.exists()
    assert bool(re.search(r'name="meets_needs" value="6"[^>]*checked', response.content.decode())) == bool(wrong)


def test_taking_back_needs_a_post(client, person):
    SatisfactionAnswerFactory(person=person)
    client.force_login(person)

    assert client.get("/models/satisfaction/withdraw/").status_code == 405
    assert SatisfactionAnswer.objects.exists()


def test_results_are_withheld_under_ten_answers_and_told_from_ten_on(client, ten_answers, unmeasured):
    ten = words_of(client.get("/models/"))
    ten_answers[0].delete()
    nine = words_of(client.get("/models/"))

    assert "of 100 points" in ten and "10 answers" in ten
    assert "Withheld for now" in nine and "9 of 10 answers" in nine
    assert "of 100 points" not in nine


def test_an_answer_is_shown_to_its_person_alone(client, person, stranger, unmeasured):
    SatisfactionAnswerFactory(person=person, meets_needs=3)

    client.force_login(stranger)
    theirs = client.get("/models/").content.decode()
    client.force_login(person)
    own = client.get("/models/").content.decode()

    assert "Your answer" in own and "Your answer" not in theirs
    assert "checked" in own and "checked" not in theirs


def test_header_and_footer_lead_to_the_models(client):
    page = client.get("/movies/").content.decode()

    assert page.count('href="/models/"') == 2
