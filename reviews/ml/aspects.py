"""What part of a film each sentence of a review is about, and whether the sentence speaks well of it.

Method: a lexicon of cues per aspect, looked for after phrases with another sense were blanked ("end up" is no ending,
"a score of 8" no music, "looks like" no picture). Aspect by lexicon, sentiment by a trained reader: the two-step of
Hu & Liu 2004 and of Thet, Na & Khoo 2010 (aspects of film reviews). Figures on labelled sentences, and what the labels
mean, are in docs/models/aspects.md.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from emosense.sentiments import Aspect, Judgement, Label, judged_by_probability
from reviews.ml.aspect_cues import CUES, DIRECTORS_DO, GUARDS, NAMED
from reviews.ml.normalise import normalise
from reviews.ml.sentences import Sentence, split_sentences

MOST_SENTENCES = 400
LONGEST_SENTENCE = 2_000
SHORTEST_SURNAME = 3


class Reader(Protocol):
    """reviews.ml.predict.TextReader, or anything that reads like it."""

    def read(self, texts: Sequence[str], /) -> NDArray[np.float32]: ...


@dataclass(frozen=True)
class AspectSentence:
    """A sentence about at least one aspect: its place in the review and what it was read as."""

    start: int
    end: int
    aspects: tuple[Aspect, ...]
    label: Label
    probability: float


def _any_of(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)")


_GUARDS = {aspect: _any_of(GUARDS[aspect]) for aspect in Aspect if aspect in GUARDS}
_CUES = {aspect: _any_of(CUES[aspect]) for aspect in Aspect}
_NAMED = {aspect: _any_of(NAMED[aspect]) for aspect in Aspect if aspect in NAMED}


def aspects_of(sentence: str, *, directors: Collection[str] = ()) -> tuple[Aspect, ...]:
    """The aspects that one sentence is about, none, one or more, in the order of `Aspect`.

    directors: names of those who directed the film; what they do is directing though nobody calls them director.
    """
    written = sentence[:LONGEST_SENTENCE]
    plain = normalise(written)
    found = {aspect for aspect in Aspect if _is_about(aspect, plain, written)}
    if any(_is_at_work(name, written) for name in directors):
        found.add(Aspect.DIRECTING)
    return tuple(aspect for aspect in Aspect if aspect in found)


def _is_at_work(name: str, written: str) -> bool:
    surname = name.split()[-1] if name.split() else ""
    if len(surname) < SHORTEST_SURNAME or surname not in written:
        return False
    return re.search(rf"(?<!\w){re.escape(surname)}{DIRECTORS_DO}", written) is not None


def _is_about(aspect: Aspect, plain: str, written: str) -> bool:
    unguarded = _GUARDS[aspect].sub(" _ ", plain)
    if _CUES[aspect].search(unguarded):
        return True
    return aspect in _NAMED and _NAMED[aspect].search(written) is not None


def sentences_about(text: str, *, directors: Collection[str] = ()) -> list[tuple[Sentence, tuple[Aspect, ...]]]:
    """Sentences of one review that are about an aspect; at most 400 sentences of a review are looked at."""
    sentences = split_sentences(text)[:MOST_SENTENCES]
    found = [(sentence, aspects_of(sentence.text, directors=directors)) for sentence in sentences]
    return [(sentence, aspects) for sentence, aspects in found if aspects]


def read_aspects(
    *, reader: Reader, texts: Sequence[str], directors: Sequence[Collection[str]] | None = None
) -> list[list[AspectSentence]]:
    """For each text, in order, its sentences about aspects, each read once by `reader`.

    directors: for each text the names of those who directed its film, as for `aspects_of`. All sentences of all texts
    go to the reader in one call; a sentence that it finds wordless is empty, with probability NaN.
    """
    by_text = directors if directors is not None else [()] * len(texts)
    found = [sentences_about(text, directors=names) for text, names in zip(texts, by_text, strict=True)]
    sentences = [sentence.text for about in found for sentence, _ in about]
    said = iter(_judged(reader, sentences) if sentences else ())
    return [[_read(sentence, aspects, next(said)) for sentence, aspects in about] for about in found]


def _judged(reader: Reader, sentences: list[str]) -> Sequence[Judgement]:
    """By the reader's own rule, which knows short texts, where it has one; else by the probability alone."""
    judge = getattr(reader, "judge", None)
    if judge is not None:
        return judge(sentences)
    return [judged_by_probability(float(probability), unsure=None) for probability in reader.read(sentences)]


def _read(sentence: Sentence, aspects: tuple[Aspect, ...], said: Judgement) -> AspectSentence:
    return AspectSentence(sentence.start, sentence.end, aspects, said.label, said.probability)
