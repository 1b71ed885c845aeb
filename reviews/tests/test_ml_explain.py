"""The words that made a model read a review as it did are found, with their places."""

import os
import random
from pathlib import Path

import numpy as np
import pytest

import reviews.ml.explain
from reviews.ml.explain import HIDDEN, MOST_PASSES, SameText, _tokens_with_words, explain
from reviews.ml.tokenizer import tokenize
from reviews.ml.vocabulary import LEARNED, head_and_tail

TRAINED = Path(reviews.ml.explain.__file__).with_name("trained")

NEUTRAL = (
    "We went to the cinema on a Tuesday. It was a {} film about a man who drives a bus in a small town. "
    "There were eleven people in the room, and my sister came with me. We took the tram home."
)


class WeightReader:
    """Log-odds are the sum of the words' weights; counts the texts that it reads."""

    reading = LEARNED

    def __init__(self, **weights):
        self.weights = weights
        self.read = 0
        self.longest = 0

    def log_odds(self, tokens):
        self.read += len(tokens)
        self.longest = max(self.longest, *(len(text) for text in tokens))
        return np.array([sum(self.weights.get(token, 0.0) for token in text) for text in tokens], dtype=np.float32)

    def as_read(self, text):
        return SameText(text)


def words_of(explanation, text):
    return {text[word.start : word.end]: round(word.weight, 3) for word in explanation.words}


def strongest_word(explanation, text):
    top = explanation.strongest(1)[0]
    return text[top.start : top.end], top.weight


def test_each_word_has_its_place_and_what_it_adds():
    text = "A dreadful plot, but a great cast!"

    explanation = explain(reader=WeightReader(dreadful=-2.0, great=1.5), text=text)

    assert words_of(explanation, text) == {
        "A": 0, "dreadful": -2.0, "plot": 0, "but": 0, "a": 0, "great": 1.5, "cast": 0,
    }  # fmt: skip
    assert explanation.log_odds == pytest.approx(-0.5)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("So<br /><br />Magnificent!<br />Yes", "Magnificent"),
        ("so—magnificent—yes", "magnificent"),
        ("Tom &amp; Jerry: &quot;magnificent&quot;", "magnificent"),
        ("*Magnificent*", "Magnificent"),
        ("bad...magnificent", "magnificent"),
        ("\x97magnificent\x97", "magnificent"),
        ("ｍａｇｎｉｆｉｃｅｎｔ", "ｍａｇｎｉｆｉｃｅｎｔ"),
        ("magnificent \ud800 yes", "magnificent"),
        ("a magnificent\u0301\ufe0f, no?", "magnificent"),
    ],
)
def test_markup_and_odd_characters_are_left_out_of_the_place(text, word):
    explanation = explain(reader=WeightReader(magnificent=3.0), text=text)

    assert word in strongest_word(explanation, text)[0]
    assert explanation.strongest(1)[0].weight == pytest.approx(3.0)


@pytest.mark.parametrize("text", ["", "   ", "...", "<br />", "😀😀", "\x00", "\ud800"])
def test_a_text_without_a_word_is_not_explained(text):
    assert explain(reader=WeightReader(), text=text) is None


def test_one_word_is_explained_by_what_the_model_reads_without_it():
    explanation = explain(reader=WeightReader(great=2.0, **{HIDDEN: 0.5}), text="Great")

    assert explanation.words[0].weight == pytest.approx(1.5)


def test_a_short_review_takes_one_pass_per_word_and_one_more():
    reader = WeightReader(great=2.0)

    explanation = explain(reader=reader, text="A great film about a bus.")

    assert explanation.passes == reader.read == 7
    assert explanation.sentences == ()


@pytest.mark.slow
def test_of_a_long_review_the_weightiest_sentences_are_opened():
    filler = "We then went to the other side of town by tram. " * 20
    text = f"{filler}It was a dreadful evening. {filler}"
    reader = WeightReader(dreadful=-4.0, town=0.01)

    explanation = explain(reader=reader, text=text)

    assert strongest_word(explanation, text) == ("dreadful", pytest.approx(-4.0))
    heaviest = min(explanation.sentences, key=lambda sentence: sentence.weight)
    assert "dreadful" in text[heaviest.start : heaviest.end]
    assert reader.read == explanation.passes <= MOST_PASSES


@pytest.mark.slow
@pytest.mark.parametrize("most_passes", [3, 10, 150])
@pytest.mark.parametrize("text", ["word " * 3_000, "Go. " * 3_000, "a b c d. " * 200_000], ids=["word", "go", "huge"])
def test_passes_stay_within_the_limit_whatever_the_length(text, most_passes):
    reader = WeightReader()

    explanation = explain(reader=reader, text=text, most_passes=most_passes)

    assert reader.read == explanation.passes <= most_passes
    assert reader.longest <= 400


def test_words_that_the_model_does_not_read_are_not_explained():
    text = "one " * 100 + "magnificent " + "two " * 300

    explanation = explain(reader=WeightReader(magnificent=9.0), text=text)

    assert "magnificent" not in words_of(explanation, text)
    assert explanation.log_odds == 0


def test_words_come_in_the_order_of_the_text():
    explanation = explain(reader=WeightReader(), text="the same words and the same words again. " * 60)

    assert [word.start for word in explanation.words] == sorted(word.start for word in explanation.words)


@pytest.mark.parametrize("seed", range(20))
def test_every_word_is_inside_the_text_and_read_as_a_word(seed):
    drawn = random.Random(seed)
    text = "".join(drawn.choices("abI'1 .,!?-—:)(\n\"8/5<>&;*é😀", k=300))

    tokens, words = _tokens_with_words(text, LEARNED)

    assert all(0 <= word.start < word.end <= len(text) for word in words)
    assert all(tokens[place][0].isalnum() for word in words for place in word.places)


def test_the_model_is_given_the_tokens_that_it_reads_otherwise():
    texts = [
        "It's 8.5/10... not bad at all! :) <br /><br />See &quot;Jaws&quot; (1975) - great/awful -- the best.",
        "Don't go—really; it's ****. Cost $5,000,000 & 20%. ‘Quoted’ “twice”…",
        "word " * 900,
    ]

    for text in texts:
        assert _tokens_with_words(text, LEARNED)[0] == head_and_tail(tokenize(text))


def data_folder():
    folder = os.environ.get("EMOSENSE_DATA")
    if not folder:
        pytest.skip("EMOSENSE_DATA names no folder with the research data.")
    return Path(folder)


@pytest.mark.slow
def test_of_real_reviews_hardly_one_is_read_by_other_tokens():
    parquet = pytest.importorskip("pyarrow.parquet")
    texts = parquet.read_table(data_folder() / "text" / "imdb_unlabelled.parquet", columns=["text"])["text"].to_pylist()

    sample = texts[::100]
    differing = sum(_tokens_with_words(text, LEARNED)[0] != head_and_tail(tokenize(text)) for text in sample)

    assert differing <= 0.005 * len(sample)


@pytest.fixture(scope="module", params=["lstm", "gru", "best"])
def shipped_reader(request):
    if not (TRAINED / request.param / "card.json").is_file():
        pytest.skip(f"The trained model {request.param} is not shipped yet.")
    from reviews.ml.predict import TextReader

    return TextReader.load(TRAINED / request.param, threads=1)


@pytest.mark.slow
@pytest.mark.parametrize(("word", "sign"), [("dreadful", -1), ("magnificent", 1)])
def test_a_planted_word_is_on_top_for_the_shipped_models(shipped_reader, word, sign):
    text = NEUTRAL.format(word)

    explanation = explain(reader=shipped_reader, text=text)

    found, weight = strongest_word(explanation, text)
    assert found == word
    assert weight * sign > 0


@pytest.mark.slow
@pytest.mark.parametrize(("word", "sign"), [("dreadful", -1), ("magnificent", 1)])
def test_a_planted_word_is_on_top_of_a_long_review_for_the_shipped_models(shipped_reader, word, sign):
    text = NEUTRAL.format(word) + " We then went to the other side of town by tram." * 25

    explanation = explain(reader=shipped_reader, text=text)

    found, weight = strongest_word(explanation, text)
    assert found == word
    assert weight * sign > 0
    assert explanation.passes <= MOST_PASSES
