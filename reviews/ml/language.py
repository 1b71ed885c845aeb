"""The language of a text, found offline. Only English is read, so a doubt counts as English."""

import re
import unicodedata
from functools import cache
from typing import Any

from reviews.ml.normalise import normalise

ENGLISH = "en"
UNDETERMINED = "und"
SAMPLE = 600
SHORT = 200  # characters in which a few borrowed words can outweigh the rest
FEWEST_LETTERS = 12
FUNCTION_WORD_SHARE = 0.12
MARGIN = 6.0  # nats by which another language must beat English
LATIN_ENDS = 0x24F
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_DIGITS = re.compile(r"\d+")
_ACCENTED_WORD = re.compile(r"\w*[^\W\x00-\x7f]\w*")

_COMMON = (
    "the and of to it this that with for but you are not have his her from they its it's my we be by as at an i what "
    "would there their if when who which just don't doesn't isn't was were he she been has had so about one"
)
FUNCTION_WORDS = frozenset(_COMMON.split())


def detect(text: str) -> str:
    """ISO 639-1 code. "en" for English and for what is too short or too doubtful to call anything else.

    Another script is decided by few letters, another language in Latin script by function words first and then by
    py3langid (Lui & Baldwin 2012), which must find it in the first and in the last 600 characters.
    """
    plain = normalise(text)
    first = _detect_sample(plain[:SAMPLE])
    if first == ENGLISH or len(plain) <= SAMPLE:
        return first
    last = _detect_sample(plain[-SAMPLE:])
    return ENGLISH if last == ENGLISH else first


def _detect_sample(sample: str) -> str:
    letters = [character for character in sample if character.isalpha()]
    other_script = sum(1 for character in letters if ord(character) > LATIN_ENDS)
    if other_script >= 2 and 2 * other_script > len(letters):
        return _other_script(sample)
    if len(letters) < FEWEST_LETTERS or _looks_english(sample):
        return ENGLISH
    return _by_model(sample)


def _looks_english(sample: str) -> bool:
    words = _WORD.findall(sample)
    known = sum(1 for word in words if word in FUNCTION_WORDS)
    return known >= FUNCTION_WORD_SHARE * max(1, len(words))


def _other_script(sample: str) -> str:
    """Scripts of one language are named at once; py3langid decides between the languages of the others."""
    if any("HANGUL" in unicodedata.name(character, "") for character in sample[:100]):
        return "ko"
    code = str(_model().rank(sample)[0][0])
    return UNDETERMINED if code == ENGLISH else code


def _by_model(sample: str) -> str:
    """Numbers say nothing of a language; a short text must be foreign without its accented words ("déjà vu") too."""
    sample = _DIGITS.sub("", sample)
    found = _ranked_first(sample)
    if found == ENGLISH or len(sample) > SHORT:
        return found
    plain = _ACCENTED_WORD.sub("", sample)
    if sum(map(str.isalpha, plain)) < FEWEST_LETTERS:
        return found
    return ENGLISH if _ranked_first(plain) == ENGLISH else found


def _ranked_first(sample: str) -> str:
    ranked = _model().rank(sample)
    best, score = ranked[0]
    english = next(value for code, value in ranked if code == ENGLISH)
    return str(best) if score - english > MARGIN else ENGLISH


@cache
def _model() -> Any:
    import py3langid.langid

    return py3langid.langid.LanguageIdentifier.from_model_file(py3langid.langid.MODEL_FILE)
