"""From a raw text to the numbers that a network reads."""

import time

import numpy as np
import pytest

from reviews.ml import vocabulary
from reviews.ml.normalise import normalise
from reviews.ml.tokenizer import tokenize
from reviews.ml.vocabulary import MAX_TOKENS, Vocabulary, head_and_tail
from reviews.services.texts import with_line_breaks


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("A <br /><br />B", "a b"),
        ("Rock &amp; roll &lt;3", "rock & roll <3"),
        ("It\u2019s \u201cgood\u201d", 'it\'s "good"'),
        ("nul\x00byte\x07", "nul byte"),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("\uff21\uff22\uff23 \ufb01lm", "abc film"),
        ("  \n\t ", ""),
    ],
)
def test_markup_and_odd_characters_go(raw, plain):
    assert normalise(raw) == plain


def test_a_break_that_became_a_new_line_is_read_the_same():
    typed = "A fine film.<br /><br />Two<br>three<BR/>four."

    assert normalise(with_line_breaks(typed)) == normalise(typed)


def test_the_golden_tokens_of_a_review():
    text = "I DON'T like it... it's 4/10!!!! :( <br />**** out of 10, \u201cwell-made\u201d though \U0001f600"

    first = ["i", "don't", "like", "it", "...", "it's", "4/10", "!!!", "!", ":(", "****", "out", "of", "10", ","]
    assert tokenize(text) == [*first, '"', "well", "made", '"', "though", "\U0001f600"]


def test_a_text_of_a_megabyte_costs_as_little_as_a_long_one():
    begun = time.process_time()
    tokens = tokenize("wonderful " * 100_000 + "terrible " * 400)

    assert time.process_time() - begun < 0.5
    assert (tokens[0], tokens[-1]) == ("wonderful", "terrible")


def test_a_word_without_end_is_cut():
    assert tokenize("a" * 5_000) == ["a" * 40]


def test_head_and_tail_of_a_long_review_are_kept():
    tokens = [str(number) for number in range(1_000)]

    kept = head_and_tail(tokens)

    assert len(kept) == MAX_TOKENS
    assert kept == tokens[:100] + tokens[-300:]


def test_the_vocabulary_is_ordered_by_frequency_then_alphabet():
    words, counts = vocabulary.build(token_lists=[["b", "a", "c", "b"], ["a", "b", "d"]], size=3)

    assert words.words == ("b", "a", "c")
    assert counts.tolist() == [0, 1, 3, 2, 1]


def test_unknown_words_share_a_number_and_padding_stands_at_the_right():
    words = Vocabulary(["good", "film"])

    padded = vocabulary.pad([words.encode("Good film"), words.encode("odd")])

    assert padded.tolist() == [[2, 3], [1, 0]]
    assert padded.dtype == np.int32
