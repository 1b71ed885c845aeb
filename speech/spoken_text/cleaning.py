"""Heard words as a text to read: without fillers and stutters, in sentences, with capitals. Nothing is added."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from speech.spoken_text.casing import cased
from speech.spoken_text.word_lists import ASKS_YOU, EMPHASIS, FILLERS, GOES_ON, KNOWN, NUMBERS
from speech.spoken_text.words import PlacedWord, Word, bare

SENTENCE_PAUSE = 0.6  # seconds
COMMA_PAUSE = 0.3
PARAGRAPH_PAUSE = 2.0
PARAGRAPH_WORDS = 40  # a shorter paragraph goes on over a long pause


def cleaned(
    *, words: Sequence[Word], people: Iterable[str] = (), titles: Iterable[str] = ()
) -> tuple[str, list[PlacedWord]]:
    """The text and its words, each with its place in the text and its time; ("", []) for no words.

    people, titles: as they are written; where they were heard they get their capitals.
    An engine that writes punctuation itself keeps its own.
    """
    people, titles = list(people), list(titles)
    kept = without_stutter(without_fillers(words), protected=_words_of([*people, *titles]))
    if any(word.text != bare(word.text) and word.text[-1:] in ".,?!" for word in kept):
        return placed(kept)
    return placed(cased(punctuated(kept, heard=words), people=people, titles=titles))


def without_fillers(words: Sequence[Word]) -> list[Word]:
    """Without um and uh, and without a "you know" that nothing hangs on."""
    said = [word for word in words if bare(word.text) not in FILLERS and bare(word.text)]
    kept: list[Word] = []
    place = 0
    while place < len(said):
        if _is_idle_you_know(said, place):
            place += 2
        else:
            kept.append(said[place])
            place += 1
    return kept


def _is_idle_you_know(said: Sequence[Word], place: int) -> bool:
    """ "You know" set off by a pause, neither asked nor followed by what is known."""
    if [bare(word.text) for word in said[place : place + 2]] != ["you", "know"]:
        return False
    before, after = said[place - 1 : place] if place else [], said[place + 2 : place + 3]
    if (before and bare(before[0].text) in ASKS_YOU) or (after and bare(after[0].text) in KNOWN):
        return False
    if not before and not after:
        return False
    gap_before = said[place].start - before[0].end if before else COMMA_PAUSE
    gap_after = after[0].start - said[place + 1].end if after else 0.0
    return max(gap_before, gap_after) >= COMMA_PAUSE


def without_stutter(words: Sequence[Word], *, protected: frozenset[str] = frozenset()) -> list[Word]:
    """Of a word or a pair of words said twice on end the last; "very very", numbers, letters and names stay."""
    kept: list[Word] = []
    for word in words:
        kept.append(word)
        for length in (1, 2):
            if _repeats(kept, length, protected):
                del kept[-2 * length : -length]
    return kept


def _repeats(kept: Sequence[Word], length: int, protected: frozenset[str]) -> bool:
    if len(kept) < 2 * length:
        return False
    last, before = kept[-length:], kept[-2 * length : -length]
    said = [bare(word.text) for word in last]
    if said != [bare(word.text) for word in before] or last[0].start - before[-1].end > SENTENCE_PAUSE:
        return False
    if length > 1 and len(set(said)) == 1:  # "no no no no": words alone decide
        return False
    return not any(word in EMPHASIS or word in NUMBERS or word in protected or _is_letter(word) for word in said)


def _is_letter(word: str) -> bool:
    return len(word.rstrip(".")) == 1 and word not in {"i", "a"}


def _words_of(names: Iterable[str]) -> frozenset[str]:
    return frozenset(bare(part) for name in names for part in name.split()) - GOES_ON


def punctuated(kept: Sequence[Word], *, heard: Sequence[Word]) -> list[Word]:
    """With full stops and commas where the speaker paused; the last word ends a sentence.

    heard: all words, those that were taken out, too: an um between two short pauses makes no long one.
    """
    marked: list[Word] = []
    length = 0  # words of the sentence so far
    for word, pause in zip(kept, _pauses(kept, heard), strict=True):
        length += 1
        mark = "." if pause is None else _mark(word, pause, length)
        marked.append(replace(word, text=word.text + mark))
        length = 0 if mark == "." else length
    return marked


def _pauses(kept: Sequence[Word], heard: Sequence[Word]) -> list[float | None]:
    """The longest silence between each word and the next one that was kept; None behind the last."""
    places = {id(word): place for place, word in enumerate(heard)}
    at = [places[id(word)] for word in kept]
    gaps = [after.start - word.end for word, after in pairwise(heard)]
    return [*(max(gaps[here:there]) for here, there in pairwise(at)), *([None] if kept else [])]


def _mark(word: Word, pause: float, length: int) -> str:
    if bare(word.text) in GOES_ON:
        return ""
    if pause >= SENTENCE_PAUSE:
        return "."
    return "," if pause >= COMMA_PAUSE and length > 2 else ""


def placed(words: Sequence[Word]) -> tuple[str, list[PlacedWord]]:
    """The words as one text; a long pause behind a sentence begins a paragraph."""
    text, result, since = "", [], 0
    for before, word in zip([None, *words], words, strict=False):
        if before is not None:
            is_long = word.start - before.end >= PARAGRAPH_PAUSE and since >= PARAGRAPH_WORDS
            ends = before.text[-1:] in {".", "?", "!"}
            text += "\n\n" if is_long and ends else " "
            since = 0 if is_long and ends else since
        result.append(PlacedWord(word.text, len(text), word.start, word.end, word.confidence))
        text += word.text
        since += 1
    return text, result
