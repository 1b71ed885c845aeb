"""The language gate."""

import os
from pathlib import Path

import pytest

from reviews.ml.language import detect

ENGLISH = [
    "A wonderful film.",
    "Great movie!",
    "10/10",
    "",
    "\U0001f600\U0001f600",
    "Am\u00e9lie is a charming film with a lot of heart",
    "Bravo. Magnifico. This is what I call a movie, and the ending is superb.",
    "\x00\ud800",
]
OTHERS = {
    "de": [
        "Ein großartiger Film, die Schauspieler sind hervorragend und die Musik ist wunderschön.",
        "Dieser Film war leider sehr langweilig.",
    ],
    "fr": [
        "Un film magnifique, les acteurs sont formidables.",
        "Très mauvais, je me suis ennuyé du début à la fin.",
    ],
    "es": [
        "Una película maravillosa con actores excelentes.",
        "No me gustó nada, muy aburrida y demasiado larga.",
    ],
    "it": ["Un film bellissimo, recitazione perfetta."],
    "ko": ["정말 재미있는 영화였어요", "최악이다"],
    "ru": ["Отличный фильм, всем советую"],
    "ja": ["とても面白い映画でした"],
    "zh": ["这部电影很好看"],
}


@pytest.mark.parametrize("text", ENGLISH)
def test_english_and_what_is_too_short_to_tell_are_read(text):
    assert detect(text) == "en"


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in OTHERS.items() for text in texts])
def test_another_language_is_named(code, text):
    assert detect(text) == code


@pytest.mark.parametrize("number", ["1", "7", "40", "123", "two"])
def test_a_few_borrowed_words_do_not_refuse_a_short_english_text_whatever_number_it_holds(number):
    assert detect(f"Caf\u00e9 \u201csmart\u201d \u2013 d\u00e9j\u00e0 vu number {number}, a film of charm.") == "en"
    assert detect(f"Review {number}: caf\u00e9 \u201csmart\u201d \u2013 d\u00e9j\u00e0 vu, wonderful acting!") == "en"


def test_a_number_does_not_change_the_language():
    assert {detect(f"Tr\u00e8s mauvais num\u00e9ro {number}, une histoire ennuyeuse") for number in range(50)} == {"fr"}


def test_a_foreign_quotation_at_the_start_does_not_refuse_an_english_review():
    quotation = "Ce film est une merveille, les acteurs sont formidables et la musique est superbe. " * 8

    assert (
        detect(quotation + "That is what the French critics said, and I think that they are right about it. " * 9)
        == "en"
    )


def _column(file, name, count):
    folder = os.environ.get("EMOSENSE_DATA")
    if not folder or not (Path(folder) / file).exists():
        pytest.skip("EMOSENSE_DATA does not name the folder of the shared data")
    from pyarrow import parquet

    return parquet.read_table(Path(folder) / file, columns=[name])[name].to_pylist()[:count]


@pytest.mark.slow
def test_at_most_2_english_reviews_in_a_thousand_are_refused():
    texts = _column("text/imdb_validation.parquet", "text", 3_000)

    assert sum(detect(text) != "en" for text in texts) <= 0.002 * len(texts)


@pytest.mark.slow
def test_korean_ratings_are_recognised():
    texts = [text for text in _column("reviews_dated/nsmc_korean_1000_films.parquet", "text", 3_000) if text]
    korean = [text for text in texts if sum("\uac00" <= character <= "\ud7a3" for character in text) >= 3]

    assert sum(detect(text) == "ko" for text in korean) >= 0.97 * len(korean)
