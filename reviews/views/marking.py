"""The text of a review cut into parts, words that count marked: plain text throughout, escaped by the template."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from reviews.selectors import Explanation, Span

SHARES = (0.1, 0.25, 0.5)  # of the scale, from which a word counts slightly, clearly, strongly
SCALE_FROM, SCALE_TO = 0.5, 2.0  # log-odds; in between, the scale is the review's strongest word
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


def scale_of(words: Iterable[Span]) -> float:
    """The weight that strength is measured by: a clear reading hangs on no word, and its words are weak beside others'.

    At least 0.5, so that weak words stay weak where there are no stronger ones.
    """
    strongest = max((abs(span.weight) for span in words), default=0.0)
    return min(SCALE_TO, max(SCALE_FROM, strongest))


def level_of(weight: float, scale: float) -> int:
    """0 for what counts for nothing, else 1 to 3."""
    return bisect_right(SHARES, abs(weight) / scale)


def side_of(weight: float) -> str:
    return "for" if weight > 0 else "against"


def marked_text(text: str, why: Explanation) -> list[Part]:
    """The whole text in parts, in order; of long stretches that the model does not read only how long they are."""
    scale = scale_of(why.words)
    marks = [(span, level) for span in _inside(text, why.words) if (level := level_of(span.weight, scale))]
    return [part for stretch in _stretches(text, why) for part in _parts(text, stretch, marks)]


def _parts(text: str, stretch: Stretch, marks: Sequence[tuple[Span, int]]) -> Iterator[Part]:
    start, end, kind = stretch
    if kind == "unread":
        yield Part(kind, length=end - start)
        return
    for mark, level in marks:
        if start <= mark.start and mark.end <= end:
            yield from [Part(kind, text[start : mark.start])] * (start < mark.start)
            yield Part("word", mark.text, side_of(mark.weight), level, STRENGTHS[level])
            start = mark.end
    if start < end:
        yield Part(kind, text[start:end])


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
