"""The text of a review cut into parts, words that count marked: plain text throughout, escaped by the template."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from reviews.selectors import FAINT, Explanation, Span

LEVELS = (FAINT, 0.3, 0.7)  # log-odds: of an even reading these move 2, 7 and 17 points
STRENGTHS = ("", "slightly", "clearly", "strongly")
LONGEST_UNREAD = 400  # characters that the model never saw and that are shown; of more, only how many

Stretch = tuple[int, int, str]  # characters from, to before, kind of part


@dataclass(frozen=True)
class Part:
    """kind: plain; word, with side and strength; untried, where only its whole sentence was; unread, with `length`."""

    kind: str
    text: str = ""
    side: str = ""
    level: int = 0
    strength: str = ""
    length: int = 0


def level_of(weight: float) -> int:
    """0 for what counts for nothing, else 1 to 3."""
    return bisect_right(LEVELS, abs(weight))


def side_of(weight: float) -> str:
    return "for" if weight > 0 else "against"


def marked_text(text: str, why: Explanation) -> list[Part]:
    """The whole text in parts, in order; of long stretches that the model does not read only how long they are."""
    marks = _inside(text, (span for span in why.words if level_of(span.weight)))
    return [part for stretch in _stretches(text, why) for part in _parts(text, stretch, marks)]


def _parts(text: str, stretch: Stretch, marks: Sequence[Span]) -> Iterator[Part]:
    start, end, kind = stretch
    if kind == "unread":
        yield Part(kind, length=end - start)
        return
    for mark in marks:
        if start <= mark.start and mark.end <= end:
            yield from [Part(kind, text[start : mark.start])] * (start < mark.start)
            yield _word(mark)
            start = mark.end
    if start < end:
        yield Part(kind, text[start:end])


def _word(span: Span) -> Part:
    level = level_of(span.weight)
    return Part("word", span.text, side_of(span.weight), level, STRENGTHS[level])


def _stretches(text: str, why: Explanation) -> list[Stretch]:
    """The text from end to end: what was read, word by word or as sentences only, and what lies between."""
    found: list[Stretch] = []
    position = 0
    for span in _inside(text, why.sentences or why.words):
        tried = not why.sentences or any(span.start <= word.start < span.end for word in why.words)
        _add(found, (position, span.start, _kind_between(position, span.start)))
        _add(found, (span.start, span.end, "plain" if tried else "untried"))
        position = span.end
    _add(found, (position, len(text), _kind_between(position, len(text))))
    return found


def _kind_between(start: int, end: int) -> str:
    return "unread" if end - start > LONGEST_UNREAD else "plain"


def _add(found: list[Stretch], stretch: Stretch) -> None:
    """Puts a stretch behind the others, or makes the last one longer."""
    start, end, kind = stretch
    if start == end:
        return
    if found and found[-1][2] == kind:
        start = found.pop()[0]
    found.append((start, end, kind))


def _inside(text: str, spans: Iterable[Span]) -> list[Span]:
    """Those that lie in the text and not in one another, in order."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: span.start):
        if (kept[-1].end if kept else 0) <= span.start < span.end <= len(text):
            kept.append(span)
    return kept
