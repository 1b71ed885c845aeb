"""The networks that ship with the product, as the worker uses them."""

from datetime import UTC, datetime

import pytest

from reviews import selectors, services
from reviews.models import UnreadReview
from reviews.tasks import read_unread, readers
from reviews.tests.factories import OutsideReviewFactory

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PRAISE = (
    "A wonderful, moving film. The acting is superb, the photography is beautiful and I loved every minute of it. "
    "One of the best films of the decade, and I would watch it again tomorrow."
)
BLAME = (
    "A terrible waste of time. The plot is stupid, the acting is awful and the jokes are painfully bad. "
    "One of the worst films I have ever seen, boring from beginning to end. Avoid it."
)
GERMAN = (
    "Ein langweiliger Film, in dem zwei Stunden lang nichts geschieht. Die Schauspieler wirken müde, "
    "und das Drehbuch ist so dünn, dass man nach einer halben Stunde auf die Uhr schaut."
)


@pytest.fixture
def read(movie):
    """Reads these texts as the worker does; gives each review's readings by model."""

    def read(*texts):
        reviews = [OutsideReviewFactory(movie=movie, text=text) for text in texts]
        services.wait_for_reading(reviews=reviews, at=NOW)
        read_unread()
        return [{reading.model: reading for reading in selectors.current_readings(review)} for review in reviews]

    return read


@pytest.mark.parametrize("model", ["lstm", "gru"])
def test_praise_is_positive_and_blame_is_negative(read, model):
    praise, blame = read(PRAISE, BLAME)

    assert (praise[model].label, blame[model].label) == ("positive", "negative")
    assert praise[model].probability > 0.9 > 0.1 > blame[model].probability
    assert praise[model].version == readers.version_of(model)


def test_german_is_not_read_and_signs_are_empty(read, movie):
    german, signs = read(GERMAN, "!!! ... ???")

    assert {reading.reason for reading in german.values()} == {"language: de"}
    assert {reading.label for reading in signs.values()} == {"empty"}
    assert selectors.score_of(movie)["not_read"] == 2


@pytest.mark.parametrize(
    "text",
    [
        "good " * 20_000,
        "<script>alert('x')</script>" * 500,
        "🎬" * 5_000,
        "a" * 100_000,
        "&nbsp;" * 1_000 + "fine film",
    ],
    ids=["100,000 characters", "scripts", "emoji", "one word", "entities"],
)
def test_no_text_stops_the_reading_of_another(read, text):
    odd, praise = read(text, PRAISE)

    assert set(odd) == {"lstm", "gru"}
    assert praise["lstm"].label == "positive"
    assert not UnreadReview.objects.exists()
