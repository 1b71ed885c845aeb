"""A corrected text finds the times of its words again."""

import random
import time

import pytest

from speech.spoken_text.alignment import aligned, match_words
from speech.spoken_text.cleaning import cleaned
from speech.spoken_text.sentences import sentences
from speech.spoken_text.words import as_rows, mean_confidence, placed_words
from speech.tests.saying import said

LONG = 100.0  # seconds


def placed(script):
    return cleaned(words=said(script))


def times(text, before):
    return {word.text: (word.start, word.end) for word in aligned(text=text, before=before, seconds=LONG)}


def test_the_same_text_keeps_every_time_and_confidence():
    text, before = placed("the end was sad +1 i cried")

    assert aligned(text=text, before=before, seconds=LONG) == before


def test_a_replaced_word_takes_the_time_of_what_it_replaces_and_was_not_heard():
    _, before = placed("the and was sad")

    words = aligned(text="The end was sad.", before=before, seconds=LONG)

    assert [(word.start, word.end) for word in words] == [(word.start, word.end) for word in before]
    assert [word.confidence for word in words] == [0.9, None, 0.9, 0.9]


def test_a_typed_word_stays_typed_when_the_text_is_put_right_again():
    _, before = placed("the and was sad")
    once = aligned(text="The end was sad.", before=before, seconds=LONG)

    again = aligned(text="The end was so sad.", before=once, seconds=LONG)

    assert [word.confidence for word in again] == [0.9, None, 0.9, None, 0.9]
    assert placed_words(as_rows(again)) == again


def test_new_words_share_the_gap_that_they_stand_in():
    _, before = placed("the end +2 hurts")

    found = times("The end really, really hurts.", before)

    assert found["end"] == (0.32, 0.62)
    assert found["really,"] == (0.62, 1.63)
    assert found["really"] == (1.63, 2.64)
    assert found["hurts."] == (2.64, 2.94)


def test_a_deleted_word_takes_its_time_with_it_and_case_and_marks_change_nothing():
    _, before = placed("i did not like it")

    found = times("I DID like it!", before)

    assert found == {"I": (0.0, 0.3), "DID": (0.32, 0.62), "like": (0.96, 1.26), "it!": (1.28, 1.58)}


def test_a_text_written_where_nothing_was_heard_spreads_over_the_recording():
    words = aligned(text="two words", before=[], seconds=10.0)

    assert [(word.start, word.end) for word in words] == [(0.0, 5.0), (5.0, 10.0)]


@pytest.mark.parametrize("seed", range(40))
def test_after_any_correction_times_run_on_within_the_recording(seed):
    chance = random.Random(seed)
    vocabulary = ["the", "end", "was", "very", "sad", "and", "i", "cried", "a", "lot", "of", "it", "no"]
    text, before = placed(" ".join(chance.choices([*vocabulary, "+0.7"], k=80)))
    words = text.split()
    for _ in range(chance.randint(0, 30)):
        place = chance.randrange(len(words) + 1)
        words[place : place + chance.randint(0, 2)] = chance.choices([*vocabulary, "new", "…"], k=chance.randint(0, 3))
    corrected = "  ".join(words)

    found = aligned(text=corrected, before=before, seconds=LONG)

    assert [word.text for word in found] == corrected.split()
    assert all(corrected[word.place : word.place + len(word.text)] == word.text for word in found)
    edges = [edge for word in found for edge in (word.start, word.end)]
    assert edges == sorted(edges)
    assert all(0 <= edge <= LONG for edge in edges)


@pytest.mark.parametrize("seed", range(25))
def test_short_texts_are_matched_with_the_least_edits(seed):
    chance = random.Random(seed)
    before, after = (chance.choices("abcd", k=chance.randint(0, 9)) for _ in range(2))

    pairs = match_words(before, after)

    assert [old for old, _ in pairs if old is not None] == list(range(len(before)))
    assert [new for _, new in pairs if new is not None] == list(range(len(after)))
    edits = sum(old is None or new is None or before[old] != after[new] for old, new in pairs)
    once = any(before.count(word) == after.count(word) == 1 for word in before)
    assert edits == distance(before, after) or (once and edits <= distance(before, after) + 2)


def distance(before, after):
    """Levenshtein, the slow way."""
    if not before or not after:
        return len(before) + len(after)
    same = before[-1] == after[-1]
    return min(
        distance(before[:-1], after[:-1]) + (not same),
        distance(before[:-1], after) + 1,
        distance(before, after[:-1]) + 1,
    )


@pytest.mark.slow
def test_a_hostile_correction_of_half_an_hour_takes_seconds_at_most():
    before = said(" ".join(random.Random(1).choices(["a", "b", "c", "d", "e"], k=4_500)))
    text = " ".join(random.Random(2).choices(["a", "b", "c", "d", "e"], k=50_000))

    started = time.process_time()
    found = aligned(text=text, before=before, seconds=1_800.0)

    assert len(found) == 50_000
    assert time.process_time() - started < 10


def test_words_survive_the_way_through_json():
    _, before = placed("the end +1 i cried")

    assert placed_words(as_rows(before)) == before


def test_sentences_end_at_marks_and_long_pauses_and_hold_every_word():
    text, words = placed("i liked it +1 the end hurts +0.8 and +1.5 then it rains")

    found = sentences(text=text, words=words)

    assert [sentence.text for sentence in found] == ["I liked it.", "The end hurts.", "And", "then it rains."]
    assert found[1].start == words[3].start
    assert found[1].end == words[5].end


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The film moved me and\nI loved the ending.", ["The film moved me and\nI loved the ending."]),
        ("The film moved me\n\nI loved the ending.", ["The film moved me", "I loved the ending."]),
    ],
)
def test_a_line_that_is_wrapped_is_one_sentence_and_an_empty_line_parts_two(text, found):
    words = aligned(text=text, before=[], seconds=4.0)

    assert [sentence.text for sentence in sentences(text=text, words=words)] == found
    assert mean_confidence(words) == 1.0
