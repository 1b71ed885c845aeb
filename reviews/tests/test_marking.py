"""The text of a review, cut into parts, is the text, whatever is in it."""

import random

import pytest

from reviews.selectors import Explanation, ExplanationState, Span
from reviews.views.marking import LONGEST_UNREAD, marked_text

TEXT = "A dreadful plot, but a great cast."


def why(text, words=(), sentences=()):
    def spans(weights):
        return tuple(Span(start, end, weight, text[start:end]) for start, end, weight in weights)

    return Explanation(ExplanationState.READY, log_odds=0.0, words=spans(words), sentences=spans(sentences))


def shape(parts):
    return [(part.kind, part.side, part.level, part.text) for part in parts]


def test_words_that_count_are_marked_by_side_and_strength():
    parts = marked_text(TEXT, why(TEXT, [[0, 1, 0.1], [2, 10, -1.2], [11, 15, 0.2], [23, 28, 0.4]]))

    assert shape(parts) == [
        ("plain", "", 0, "A "),
        ("word", "against", 3, "dreadful"),
        ("plain", "", 0, " "),
        ("word", "for", 1, "plot"),
        ("plain", "", 0, ", but a "),
        ("word", "for", 2, "great"),
        ("plain", "", 0, " cast."),
    ]
    assert parts[1].strength == "strongly"


@pytest.mark.parametrize(("weights", "levels"), [([2.3, 0.6, 0.1], [3, 2, 0]), ([0.4, 0.13, 0.02], [3, 2, 0])])
def test_strength_is_measured_by_the_reviews_strongest_word(weights, levels):
    words = [[2 * row, 2 * row + 1, weight] for row, weight in enumerate(weights)]

    parts = marked_text("a b c", why("a b c", words))

    assert [part.level for part in parts if part.kind == "word"] == [level for level in levels if level]


def test_weak_words_stay_weak_where_none_is_stronger():
    assert max(part.level for part in marked_text(TEXT, why(TEXT, [[2, 10, 0.1], [11, 15, 0.05]]))) == 1


def test_without_a_word_that_counts_the_text_is_plain():
    assert shape(marked_text(TEXT, why(TEXT, [[2, 10, 0.01]]))) == [("plain", "", 0, TEXT)]


def test_sentences_of_which_no_word_was_tried_stand_apart():
    text = "It was dull. We took a tram."

    parts = marked_text(text, why(text, [[7, 11, -2.0]], [[0, 11, -2.0], [13, 27, 0.01]]))

    assert [(part.kind, part.text) for part in parts] == [
        ("plain", "It was "),
        ("word", "dull"),
        ("plain", ". "),
        ("untried", "We took a tram"),
        ("plain", "."),
    ]


def test_of_a_long_stretch_that_was_not_read_only_its_length_is_shown():
    text = f"good {'x' * 5_000} bad"

    parts = marked_text(text, why(text, [[0, 4, 2.0], [5_006, 5_009, -2.0]]))

    assert [(part.kind, part.text, part.length) for part in parts] == [
        ("word", "good", 0),
        ("unread", "", 5_002),
        ("word", "bad", 0),
    ]


@pytest.mark.parametrize("words", [[[0, 99, 1.0]], [[30, 20, 1.0]], [[2, 10, 1.0], [5, 12, 1.0]], [[90, 99, 1.0]]])
def test_places_that_make_no_sense_lose_no_character(words):
    assert "".join(part.text for part in marked_text(TEXT, why(TEXT, words))) == TEXT


@pytest.mark.parametrize("seed", range(30))
def test_the_parts_are_the_text_for_any_text(seed):
    drawn = random.Random(seed)
    text = "".join(drawn.choices("ab <>&\"'\n\r\t😀e\u0301\u200d;/", k=LONGEST_UNREAD))
    places = sorted(drawn.sample(range(len(text)), 20))
    pairs = list(zip(places[::2], places[1::2], strict=True))
    words = [[start, end, drawn.uniform(-1, 1)] for start, end in pairs]
    sentences = [[pairs[0][0], pairs[3][1], 0.5], [pairs[4][0], pairs[9][1], -0.5]] if seed % 2 else []

    assert "".join(part.text for part in marked_text(text, why(text, words, sentences))) == text


def test_an_empty_text_has_no_parts():
    assert marked_text("", why("")) == []
