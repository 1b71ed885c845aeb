"""Capitals: where sentences begin, I, days and months, and the names that belong to the movie."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from speech.spoken_text.word_lists import ALSO_WORDS, CAPITALISED
from speech.spoken_text.words import Word, bare

ALWAYS = {word.lower(): word for word in CAPITALISED}
SHORTEST_PART = 4  # letters of a name's part that stands alone
SHORTEST_TITLE = 7  # letters of a title of one word


def cased(words: Sequence[Word], *, people: Iterable[str] = (), titles: Iterable[str] = ()) -> list[Word]:
    """The words with their capitals; punctuation at their ends says where sentences begin.

    A part of a person's name is known alone unless it is a word, too; of a title all its words must come.
    """
    texts = [ALWAYS.get(bare(word.text), bare(word.text)) for word in words]
    whole, parts = _spellings(people=people, titles=titles)
    said = [bare(word.text) for word in words]
    texts = [parts.get(word, text) for word, text in zip(said, texts, strict=True)]
    for place in range(len(said)):
        for spelling in whole.get(said[place], ()):
            if said[place : place + len(spelling)] == [bare(part) for part in spelling]:
                texts[place : place + len(spelling)] = spelling
                break
    starts = [True, *(word.text[-1:] in {".", "?", "!"} for word in words)]
    texts = [_capital(text) if start else text for text, start in zip(texts, starts, strict=False)]
    return [replace(word, text=_with_marks(text, word.text)) for word, text in zip(words, texts, strict=True)]


def _spellings(*, people: Iterable[str], titles: Iterable[str]) -> tuple[dict[str, list[list[str]]], dict[str, str]]:
    """Names of several words by their first, longest first; and single words with their spelling."""
    whole: dict[str, list[list[str]]] = {}
    alone: dict[str, str] = {}
    for is_person, name in [*((True, name) for name in people), *((False, name) for name in titles)]:
        parts = [part for part in (piece.strip('.,;:!?()"') for piece in name.split()) if bare(part)]
        if len(parts) > 1:
            whole.setdefault(bare(parts[0]), []).append(parts)
        if is_person:
            alone.update({bare(part): part for part in parts if _stands_alone(part)})
        elif len(parts) == 1 and len(parts[0]) >= SHORTEST_TITLE:
            alone[bare(parts[0])] = parts[0]
    return {first: sorted(found, key=len, reverse=True) for first, found in whole.items()}, alone


def _stands_alone(part: str) -> bool:
    return part[:1].isupper() and len(bare(part)) >= SHORTEST_PART and bare(part) not in ALSO_WORDS


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _with_marks(text: str, marked: str) -> str:
    """The spelling with the punctuation that stood behind the word."""
    return text + marked[len(marked.rstrip(".,?!")) :]
