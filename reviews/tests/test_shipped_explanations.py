"""A word planted in a neutral review is on top, from the review to what its page and the API show."""

from datetime import UTC, datetime

import pytest

from reviews import selectors, services, tasks
from reviews.tests.factories import OutsideReviewFactory

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
NEUTRAL = (
    "We went to the cinema on a Tuesday. It was a {} film about a man who drives a bus in a small town. "
    "There were eleven people in the room, and my sister came with me. We took the tram home."
)
LONG = " We then went to the other side of town by tram." * 25
pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.mark.parametrize(("word", "side"), [("dreadful", -1), ("magnificent", 1)])
@pytest.mark.parametrize("more", ["", LONG], ids=["short", "long"])
def test_a_planted_word_is_on_top_for_both_shipped_models(movie, word, side, more):
    review = OutsideReviewFactory(movie=movie, text=NEUTRAL.format(word) + more)
    services.wait_for_reading(reviews=[review], at=NOW)
    tasks.read_unread()

    for _ in ("lstm", "gru"):  # on a busy machine one of them is a whole turn
        tasks.explain_readings()

    readings = selectors.current_first(selectors.explained_readings(review))
    tops = {reading.model: selectors.strongest(reading.why.words, number=1)[0] for reading in readings}
    assert {model: top.text for model, top in tops.items()} == {"lstm": word, "gru": word}
    assert all(top.weight * side > 0 for top in tops.values())
    assert all(bool(reading.why.sentences) == bool(more) for reading in readings)
