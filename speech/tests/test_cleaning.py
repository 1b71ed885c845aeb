"""Heard words become a text to read: nothing is added, every word keeps its time."""

import random

import pytest

from speech.spoken_text.cleaning import cleaned
from speech.spoken_text.words import Word, bare
from speech.tests.saying import said


def text_of(script, **names):
    return cleaned(words=said(script), **names)[0]


@pytest.mark.parametrize(
    ("script", "text"),
    [
        ("um i uh loved it", "I loved it."),
        ("it was +0.4 you know +0.4 slow", "It was slow."),
        ("you know what i mean", "You know what I mean."),
        ("do you know +0.4 i cried", "Do you know, I cried."),
        ("you know the ending hurts", "You know the ending hurts."),
        ("as you know +0.4 it ends badly", "As you know, it ends badly."),
        ("the the story is is thin", "The story is thin."),
        ("i think i think it works", "I think it works."),
        ("it was very very good", "It was very very good."),
        ("no no no +1 not again", "No no no. Not again."),
        ("he had had enough", "He had had enough."),
        ("eight eight out of ten", "Eight eight out of ten."),
        ("good film +0.8 go and see it", "Good film. Go and see it."),
        ("a long dark film +0.4 but a good one", "A long dark film, but a good one."),
        ("i liked the +0.9 music", "I liked the music."),
        ("i really liked +0.2 um +0.2 the music", "I really liked the music."),
        ("i'll say i've seen it on monday", "I'll say I've seen it on Monday."),
        ("um uh hmm", ""),
        ("", ""),
    ],
)
def test_a_spoken_sentence_is_cleaned(script, text):
    assert text_of(script) == text


def test_names_of_the_movie_get_their_capitals_and_common_words_keep_theirs():
    people, titles = ["Tom Hanks", "Will Smith", "Leonardo DiCaprio"], ["Forrest Gump", "Toy Story", "Inception"]

    text = text_of(
        "tom hanks and dicaprio will run +1 will smith in toy story tells a story +1 inception is no forrest gump",
        people=people,
        titles=titles,
    )

    assert text == (
        "Tom Hanks and DiCaprio will run. Will Smith in Toy Story tells a story. Inception is no Forrest Gump."
    )


def test_a_title_that_repeats_a_word_is_not_a_stutter():
    assert text_of("i saw mars mars twice", titles=["Mars Mars"]) == "I saw Mars Mars twice."


def test_an_engine_that_writes_punctuation_keeps_its_own():
    words = [Word("Well,", 0, 0.3, 0.9), Word("um,", 0.4, 0.6, 0.9), Word("is", 1.9, 2, 0.9), Word("it?", 2, 2.3, 0.9)]

    assert cleaned(words=words)[0] == "Well, is it?"


def test_a_long_pause_behind_a_sentence_begins_a_paragraph():
    script = " ".join(["one good film"] * 20)

    assert "film.\n\nAfter" in text_of(f"{script} +3 after that it rains")


@pytest.mark.parametrize("seed", range(30))
def test_whatever_is_said_each_word_of_the_text_is_where_it_says_and_was_heard_then(seed):
    chance = random.Random(seed)
    vocabulary = [
        "um",
        "uh",
        "you",
        "know",
        "i",
        "the",
        "the",
        "story",
        "was",
        "was",
        "very",
        "good",
        "tom",
        "hanks",
        "a",
        "+0.4",
        "+0.8",
        "+2.5",
        "and",
        "no",
    ]
    words = said(" ".join(chance.choices(vocabulary, k=chance.randint(0, 200))))

    text, placed = cleaned(words=words, people=["Tom Hanks"])

    assert " ".join(word.text for word in placed) == " ".join(text.split())
    assert all(text[word.place : word.place + len(word.text)] == word.text for word in placed)
    heard = {(word.start, word.end): word.text for word in words}
    assert all(heard[(word.start, word.end)] == bare(word.text) for word in placed)
    assert [word.start for word in placed] == sorted(word.start for word in placed)
