"""Sentences of reviews keep their places and survive how people write."""

import random
import time
from itertools import pairwise

import pytest

from reviews.ml.sentences import split_sentences


def texts(review):
    return [sentence.text for sentence in split_sentences(review)]


@pytest.mark.parametrize(
    ("review", "expected"),
    [
        ("It was good. I liked it!", ["It was good.", "I liked it!"]),
        ("Mr. Smith met Dr. Jones. They left.", ["Mr. Smith met Dr. Jones.", "They left."]),
        ("Samuel L. Jackson shines. J. J. Abrams directs.", ["Samuel L. Jackson shines.", "J. J. Abrams directs."]),
        ("It is set in the U.S. The plot is not.", ["It is set in the U.S.", "The plot is not."]),
        ("The U.S. Army helps, e.g. with tanks.", ["The U.S. Army helps, e.g. with tanks."]),
        ("Songs, dances, etc. and more.", ["Songs, dances, etc. and more."]),
        ("Songs, dances, etc. It goes on.", ["Songs, dances, etc.", "It goes on."]),
        ("She is taller than I. The rest fits.", ["She is taller than I.", "The rest fits."]),
        ("I give it 8.5/10. It earned it.", ["I give it 8.5/10.", "It earned it."]),
        ("No. 5 is alive. No. It is not.", ["No. 5 is alive.", "No.", "It is not."]),
    ],
)
def test_a_dot_of_an_abbreviation_or_number_ends_nothing(review, expected):
    assert texts(review) == expected


@pytest.mark.parametrize(
    ("review", "expected"),
    [
        ("Well... maybe not. Fine.", ["Well... maybe not.", "Fine."]),
        ("Well... I think so.", ["Well... I think so."]),
        ("It ends... The end.", ["It ends...", "The end."]),
        ("It was . . . odd. Very.", ["It was . . . odd.", "Very."]),
        ("It was… Nothing else was.", ["It was…", "Nothing else was."]),
        ("What?! No way!!! Yes...!", ["What?!", "No way!!!", "Yes...!"]),
    ],
)
def test_an_ellipsis_ends_a_sentence_only_before_a_new_one(review, expected):
    assert texts(review) == expected


@pytest.mark.parametrize(
    ("review", "expected"),
    [
        ('"Why?" he asked. He left.', ['"Why?" he asked.', "He left."]),
        ('He said "No." Then he left.', ['He said "No."', "Then he left."]),
        ("“Run!” she cries. It’s silly.", ["“Run!” she cries.", "It’s silly."]),
        ("A bore (and how!) from start to end.", ["A bore (and how!) from start to end."]),
        ("(It drags. A lot.) The end.", ["(It drags.", "A lot.)", "The end."]),
    ],
)
def test_quotes_and_brackets_stay_with_their_sentence(review, expected):
    assert texts(review) == expected


@pytest.mark.parametrize(
    ("review", "expected"),
    [
        ("Great cast<br /><br />Poor plot", ["Great cast", "Poor plot"]),
        ("<p>One</p><ul><li>two</li><li>three</li></ul>", ["One", "two", "three"]),
        ("1. The acting.<br />2. The plot.", ["1. The acting.", "2. The plot."]),
        ("Good:\n- the cast\n- the songs\n\nBad: the rest", ["Good:", "- the cast", "- the songs", "Bad: the rest"]),
        ("Three things: 1. It drags. 2. It ends.", ["Three things: 1.", "It drags.", "2. It ends."]),
        ("A line that somebody's mail program wrapped at seventy columns,\nand its rest.",
         ["A line that somebody's mail program wrapped at seventy columns,\nand its rest."]),
        ("no capitals here. none at all. ok", ["no capitals here.", "none at all.", "ok"]),
        ("No space.The plot is thin.", ["No space.", "The plot is thin."]),
        ("See imdb.com or a.b for more.", ["See imdb.com or a.b for more."]),
    ],
)  # fmt: skip
def test_markup_lists_and_careless_typing_are_read(review, expected):
    assert texts(review) == expected


@pytest.mark.parametrize("review", ["", "   ", "...", "<br /><br />", "***", "\n\n", "😀 😀", "\x00"])
def test_a_text_without_a_letter_has_no_sentence(review):
    assert split_sentences(review) == []


@pytest.mark.parametrize("seed", range(20))
def test_places_are_those_of_the_text_and_no_letter_is_lost(seed):
    drawn = random.Random(seed)
    review = "".join(drawn.choices("aB1 .!?\n\"')(…-</>é", k=400))

    sentences = split_sentences(review)

    assert all(review[sentence.start : sentence.end] == sentence.text for sentence in sentences)
    assert all(first.end <= second.start for first, second in pairwise(sentences))
    covered = {place for sentence in sentences for place in range(sentence.start, sentence.end)}
    outside = "".join(" " if place in covered else letter for place, letter in enumerate(review))
    assert "B" not in outside and "1" not in outside


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["Mr. ", "a.b", "\n", "<br>", ". ", "A. B ", "<br", '"', "?) ", " ", "\n x"])
def test_a_megabyte_of_anything_takes_seconds_at_most(unit):
    review = unit * (1_000_000 // len(unit))
    begun = time.monotonic()

    split_sentences(review)

    assert time.monotonic() - begun < 10
