"""Sentences are assigned to the parts of a film that they judge, and words with another sense lead nobody astray."""

import os
from pathlib import Path

import numpy as np
import pytest

from emosense.sentiments import Aspect
from reviews.ml import aspect_evaluation as evaluation
from reviews.ml.aspects import aspects_of, read_aspects, sentences_about

# Written for this test: what a person would say each sentence is about.
SENTENCES = [
    ("The acting is stiff from the first minute.", "acting"),
    ("Every performance feels lived in.", "acting"),
    ("The two leads have no chemistry at all.", "acting"),
    ("She was badly miscast as the widow.", "acting"),
    ("Anna Berg is hilarious as the nosy aunt.", "acting"),
    ("The child actors steal the show.", "acting"),
    ("The plot is full of holes.", "story"),
    ("I never believed the premise for a second.", "story"),
    ("Predictable, clichéd and far-fetched.", "story"),
    ("The screenplay treats its people with respect.", "story"),
    ("None of it makes any sense.", "story"),
    ("The characters are paper thin.", "story"),
    ("It is a faithful adaptation of the novel.", "story"),
    ("The director never loses control.", "directing"),
    ("Sloppy editing ruins what could have been tense.", "directing"),
    ("Her direction is assured.", "directing"),
    ("A lesson in film-making.", "directing"),
    ("The cinematography is breathtaking.", "visuals"),
    ("Cheap effects and cardboard sets.", "visuals"),
    ("Every costume tells you who wears it.", "visuals"),
    ("The CGI has aged badly.", "visuals"),
    ("The film looks gorgeous.", "visuals"),
    ("The animation is crude.", "visuals"),
    ("The score swells at all the wrong moments.", "music"),
    ("I bought the soundtrack the next day.", "music"),
    ("The songs are forgettable.", "music"),
    ("Nobody in this film can sing.", "music"),
    ("The dialogue is painfully wooden.", "dialogue"),
    ("It has some of the best one-liners of the decade.", "dialogue"),
    ("People just don't talk like this.", "dialogue"),
    ("The pacing is off.", "pacing"),
    ("It drags in the middle.", "pacing"),
    ("Half an hour too long.", "pacing"),
    ("A slow and tedious two hours.", "pacing"),
    ("There is never a dull moment.", "pacing"),
    ("The ending left me cold.", "ending"),
    ("The final scene is a cop-out.", "ending"),
    ("The climax is worth the wait.", "ending"),
    ("The film ends on a false note.", "ending"),
    ("Good acting, poor script.", "acting story"),
    ("Great music and stunning photography.", "visuals music"),
    ("The direction is flat and the dialogue worse.", "directing dialogue"),
    ("A slow film with a silly twist ending.", "pacing ending"),
    ("A great cast is wasted on a dumb plot.", "acting story"),
    ("I saw it with my sister on a rainy day.", ""),
    ("Do not waste your money.", ""),
    ("One of my favourite films of all time.", ""),
    ("A young nurse inherits a house by the sea.", ""),
]

OTHER_SENSES = [
    ("They end up in Paris.", Aspect.ENDING),
    ("In the end I liked it.", Aspect.ENDING),
    ("At the end of the day it is only a film.", Aspect.ENDING),
    ("It put an end to his career.", Aspect.ENDING),
    ("To that end they hire a thief.", Aspect.ENDING),
    ("I came to the conclusion that I was tired.", Aspect.ENDING),
    ("He dies before the weekend.", Aspect.ENDING),
    ("I give it a score of 8.", Aspect.MUSIC),
    ("Its IMDb score is too high.", Aspect.MUSIC),
    ("Scores of people die.", Aspect.MUSIC),
    ("That sounds like fun.", Aspect.MUSIC),
    ("Stay tuned for more.", Aspect.MUSIC),
    ("They ran in the opposite direction.", Aspect.DIRECTING),
    ("It went direct to video.", Aspect.DIRECTING),
    ("He looks directly at her.", Aspect.DIRECTING),
    ("It looks like a good evening.", Aspect.VISUALS),
    ("I look forward to the next one.", Aspect.VISUALS),
    ("They set out for the coast.", Aspect.VISUALS),
    ("It had a profound effect on me.", Aspect.VISUALS),
    ("He gets shot in the leg.", Aspect.VISUALS),
    ("The way it plays out surprised me.", Aspect.ACTING),
    ("An act of kindness changes her life.", Aspect.ACTING),
    ("In the second act they meet.", Aspect.ACTING),
    ("She casts a spell on him.", Aspect.ACTING),
    ("Long story short, I left.", Aspect.STORY),
    ("They plot to kill the king.", Aspect.STORY),
    ("I wrote this review at night.", Aspect.STORY),
    ("There is a fine line between them.", Aspect.DIALOGUE),
    ("My review needs ten lines.", Aspect.DIALOGUE),
    ("I saw it a long time ago.", Aspect.PACING),
    ("He drags her to the car.", Aspect.PACING),
    ("I fast-forwarded to his scene.", Aspect.PACING),
]


class HalfReader:
    """Reads 0.25 for what is "bad", NaN for what is "odd", else 0.75; remembers its calls."""

    def __init__(self):
        self.calls = []

    def read(self, texts):
        self.calls.append(list(texts))
        return np.array([np.nan if "odd" in text else 0.25 if "bad" in text else 0.75 for text in texts], np.float32)


@pytest.mark.parametrize(("sentence", "aspect"), OTHER_SENSES)
def test_a_word_in_another_sense_is_not_taken_for_the_aspect(sentence, aspect):
    assert aspect not in aspects_of(sentence)


def test_the_small_labelled_set_is_found_nearly_whole():
    labelled = evaluation.table([tuple(Aspect(name) for name in names.split()) for _, names in SENTENCES])
    found = evaluation.table([aspects_of(sentence) for sentence, _ in SENTENCES])

    assert len(SENTENCES) >= 40
    assert evaluation.score(labelled=labelled, found=found).f1 >= 0.9


@pytest.mark.parametrize("aspect", list(Aspect))
def test_the_small_labelled_set_has_every_aspect_found(aspect):
    sentences = [sentence for sentence, names in SENTENCES if names == aspect.value]

    assert sum(aspect in aspects_of(sentence) for sentence in sentences) >= len(sentences) - 1


@pytest.mark.parametrize("sentence", ["", " ", "\x00", "\ud800", "😀", "<br />", "acting " * 100_000], ids=range(7))
def test_odd_input_is_answered(sentence):
    assert aspects_of(sentence) in ((), (Aspect.ACTING,))


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Varga keeps everyone guessing.", (Aspect.DIRECTING,)),
        ("Varga also has a light touch.", (Aspect.DIRECTING,)),
        ("It has Varga's steady hand.", (Aspect.DIRECTING,)),
        ("I met Varga once.", ()),
        ("Vargas keeps everyone guessing.", ()),
    ],
)
def test_what_the_director_does_is_directing(sentence, expected):
    assert aspects_of(sentence, directors=["Ilona Varga", "", "Q"]) == expected
    assert aspects_of(sentence) == ()


def test_sentences_about_nothing_are_left_out_and_places_kept():
    review = "I saw it twice.<br /><br />The acting is bad. We left. Great songs and a weak plot!"

    found = sentences_about(review)

    assert [(sentence.text, aspects) for sentence, aspects in found] == [
        ("The acting is bad.", (Aspect.ACTING,)),
        ("Great songs and a weak plot!", (Aspect.STORY, Aspect.MUSIC)),
    ]
    assert all(review[sentence.start : sentence.end] == sentence.text for sentence, _ in found)


def test_all_reviews_are_read_in_one_call_and_answered_in_order():
    reader = HalfReader()

    found = read_aspects(reader=reader, texts=["Bad? No: the acting is bad.", "Nothing here.", "Odd: an odd ending."])

    assert len(reader.calls) == 1
    assert [len(about) for about in found] == [1, 0, 1]
    assert found[0][0].aspects == (Aspect.ACTING,)
    assert found[0][0].probability == pytest.approx(0.25)
    assert np.isnan(found[2][0].probability)


def test_nothing_to_read_calls_no_reader():
    reader = HalfReader()

    assert read_aspects(reader=reader, texts=["", "We went home."]) == [[], []]
    assert reader.calls == []


def test_the_labels_are_many_and_hold_no_text():
    labels = evaluation.read_labels()

    held_out = [label for label in labels if label.split == "held_out"]
    assert len(labels) >= 360
    assert len(held_out) >= 0.4 * len(labels)
    assert len({(label.review, label.sentence) for label in labels}) == len(labels)
    assert all(label.review.startswith("train/unsup/") for label in labels)
    assert all(len(label.sha256) == 12 for label in labels)
    assert {aspect for label in held_out for aspect in label.aspects} == set(Aspect)


def test_precision_recall_and_f1_are_those_of_the_textbook():
    labelled = np.array([[1], [1], [1], [0]], dtype=bool)
    found = np.array([[1], [1], [0], [1]], dtype=bool)

    score = evaluation.score(labelled=labelled, found=found)

    assert (score.precision, score.recall, score.f1) == pytest.approx((2 / 3, 2 / 3, 2 / 3))
    assert score.positives == 3


@pytest.mark.slow
def test_intervals_hold_the_figure_and_are_the_same_each_time():
    rng = np.random.default_rng(0)
    labelled = rng.random((200, len(Aspect))) < 0.3
    found = labelled ^ (rng.random(labelled.shape) < 0.1)

    first, second = (evaluation.intervals(labelled=labelled, found=found, resamples=100) for _ in range(2))

    micro = evaluation.score(labelled=labelled, found=found).f1
    assert np.array_equal(first, second)
    assert first[-2, 0] < micro < first[-2, 1]
    assert first[-1, 0] < evaluation.macro_f1(labelled=labelled, found=found) < first[-1, 1]


def test_a_sentence_that_is_not_the_labelled_one_is_refused():
    label = evaluation.read_labels()[0]

    with pytest.raises(evaluation.LabelsDoNotFit):
        evaluation.sentence_of(label=label, reviews={label.review: "Another text."})


@pytest.fixture(scope="module")
def labelled_reviews():
    folder = os.environ.get("EMOSENSE_DATA")
    if not folder:
        pytest.skip("EMOSENSE_DATA names no folder with the research data.")
    pytest.importorskip("pyarrow.parquet")
    path = Path(folder) / "text" / "imdb_unlabelled.parquet"
    return evaluation.read_reviews(path=path, wanted=[label.review for label in evaluation.read_labels()])


@pytest.mark.slow
def test_on_held_out_films_the_aspects_are_found_as_the_card_says(labelled_reviews):
    labels = [label for label in evaluation.read_labels() if label.split == "held_out"]

    labelled, found = evaluation.evaluate(labels=labels, reviews=labelled_reviews)

    assert evaluation.score(labelled=labelled, found=found).f1 >= 0.72
    assert evaluation.macro_f1(labelled=labelled, found=found) >= 0.70


@pytest.mark.slow
def test_no_held_out_film_is_a_development_film(labelled_reviews):
    parquet = pytest.importorskip("pyarrow.parquet")
    path = Path(os.environ["EMOSENSE_DATA"]) / "text" / "imdb_unlabelled.parquet"
    rows = parquet.read_table(path, columns=["id", "imdb_id"])
    film = dict(zip(rows["id"].to_pylist(), rows["imdb_id"].to_pylist(), strict=True))

    films = {"development": set(), "held_out": set()}
    for label in evaluation.read_labels():
        films[label.split].add(film[label.review])

    assert not films["development"] & films["held_out"]
