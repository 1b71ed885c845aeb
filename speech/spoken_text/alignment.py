"""Finds the times of a corrected text's words again: by edit distance against the words as they stood before."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence

from speech.spoken_text.words import PlacedWord, Word, bare

MOST_CELLS = 160_000  # of one table of edit distances; between two words that are alike nothing larger is needed
IN_A_WORD = re.compile(r"\S+")

Pair = tuple[int | None, int | None]  # word before, word after; None: it has no counterpart


def aligned(*, text: str, before: Sequence[PlacedWord | Word], seconds: float) -> list[PlacedWord]:
    """The words of `text` with times: kept ones their own, replaced ones that of what they replace, new ones a share
    of the gap that they stand in. Times never go back and end at `seconds`, the recording's length, at the latest.
    """
    written = [(match.group(), match.start()) for match in IN_A_WORD.finditer(text)]
    pairs = match_words([bare(word.text) for word in before], [bare(word) for word, _ in written])
    source: dict[int, PlacedWord | Word] = {
        new: before[old] for old, new in pairs if old is not None and new is not None
    }
    times = _times([source.get(place) for place in range(len(written))], seconds=seconds)
    result = []
    for place, ((word, offset), (start, end)) in enumerate(zip(written, times, strict=True)):
        old = source.get(place)
        is_same = old is not None and bare(old.text) == bare(word)
        confidence = old.confidence if is_same and old is not None else None  # typed, not heard
        result.append(PlacedWord(word, offset, start, end, confidence))
    return result


def _times(sources: Sequence[PlacedWord | Word | None], *, seconds: float) -> list[tuple[float, float]]:
    """Times of all words; those without a source share evenly what lies between their neighbours."""
    times: list[tuple[float, float]] = []
    last = 0.0
    place = 0
    while place < len(sources):
        here = sources[place]
        if here is not None:
            start = min(max(here.start, last), seconds)
            last = min(max(here.end, start), seconds)
            times.append((start, last))
            place += 1
            continue
        end = next((n for n in range(place, len(sources)) if sources[n] is not None), len(sources))
        following = sources[end].start if end < len(sources) else seconds  # type: ignore[union-attr]  # not None: see `end`
        until = min(max(following, last), seconds)
        share = (until - last) / (end - place)
        times += [(last + n * share, last + (n + 1) * share) for n in range(end - place)]
        last, place = until, end
    return [(round(start, 3), round(end, 3)) for start, end in times]


def match_words(before: Sequence[str], after: Sequence[str]) -> list[Pair]:
    """Pairs of the least edits, in order. Words that both sides hold once are anchors (patience diff, Cohen), so that
    half an hour of speech costs no table of all against all."""
    pairs: list[Pair] = []
    old = new = 0
    for anchor_old, anchor_new in [*_anchors(before, after), (len(before), len(after))]:
        pairs += _between(before, after, (old, anchor_old), (new, anchor_new))
        if anchor_old < len(before):
            pairs.append((anchor_old, anchor_new))
        old, new = anchor_old + 1, anchor_new + 1
    return pairs


def _anchors(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    """Equal beginnings and ends, and the longest run of words that stand once on both sides in the same order."""
    head = 0
    while head < min(len(before), len(after)) and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < min(len(before), len(after)) - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    middle = _unique_in_order(before[head : len(before) - tail], after[head : len(after) - tail])
    ends = ((len(before) - n, len(after) - n) for n in range(tail, 0, -1))
    return [*((n, n) for n in range(head)), *((old + head, new + head) for old, new in middle), *ends]


def _unique_in_order(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    once = {word for word, count in Counter(after).items() if count == 1}
    places = {word: place for place, word in enumerate(after) if word in once}
    counts = Counter(before)
    common = [(old, places[word]) for old, word in enumerate(before) if counts[word] == 1 and word in places]
    tails: list[int] = []  # of the longest increasing runs, by length
    ends: list[int] = []
    back: list[int | None] = []
    for index, (_, new) in enumerate(common):
        length = bisect_left(tails, new)
        back.append(ends[length - 1] if length else None)
        tails[length : length + 1] = [new]
        ends[length : length + 1] = [index]
    chain: list[tuple[int, int]] = []
    at = ends[-1] if ends else None
    while at is not None:
        chain.append(common[at])
        at = back[at]
    return chain[::-1]


def _between(before: Sequence[str], after: Sequence[str], old: tuple[int, int], new: tuple[int, int]) -> list[Pair]:
    rows, columns = old[1] - old[0], new[1] - new[0]
    if rows * columns > MOST_CELLS:  # nothing alike in so much text: word by word, and the rest without counterpart
        paired: list[Pair] = [(old[0] + n, new[0] + n) for n in range(min(rows, columns))]
        paired += [(None, new[0] + n) for n in range(rows, columns)]
        return paired + [(old[0] + n, None) for n in range(columns, rows)]
    path = _least_edits(before[old[0] : old[1]], after[new[0] : new[1]])
    return [(None if a is None else a + old[0], None if b is None else b + new[0]) for a, b in path]


def _least_edits(before: Sequence[str], after: Sequence[str]) -> list[Pair]:
    """Levenshtein's distance over words, with the path."""
    table = [list(range(len(after) + 1))]
    for row, word in enumerate(before, start=1):
        above = table[-1]
        line = [row]
        for column, other in enumerate(after, start=1):
            line.append(min(above[column - 1] + (word != other), above[column] + 1, line[-1] + 1))
        table.append(line)
    return list(_path_back(table, before, after))[::-1]


def _path_back(table: list[list[int]], before: Sequence[str], after: Sequence[str]) -> Iterator[Pair]:
    row, column = len(before), len(after)
    while row or column:
        cost = table[row][column]
        if row and column and cost == table[row - 1][column - 1] + (before[row - 1] != after[column - 1]):
            row, column = row - 1, column - 1
            yield row, column
        elif row and cost == table[row - 1][column] + 1:
            row -= 1
            yield row, None
        else:
            column -= 1
            yield None, column
