"""Reviews with the sentences in them marked that a filter asked for."""

from dataclasses import dataclass, field
from itertools import groupby

WHOLE = 560  # characters up to which a text is shown whole, as in the lists
AROUND = 90  # characters shown before and after a marked sentence of a longer one
MOST = 4  # sentences shown of a longer one


@dataclass
class Excerpt:
    """A part of a review: pieces in order, [{"text", "label", "aspects"}]; label is "" between marked sentences."""

    start: int
    end: int
    length: int  # of the whole text
    pieces: list = field(default_factory=list)

    @property
    def is_cut_before(self):
        return self.start > 0

    @property
    def is_cut_after(self):
        return self.end < self.length


def mark_passages(reviews):
    """The reviews, those with `passages` also with `marked`: {"excerpts", "more": sentences left out, "is_whole"}."""
    for review in reviews:
        if passages := getattr(review, "passages", None):
            review.marked = marked(review.text, sentences_of(passages))
    return reviews


def sentences_of(passages):
    """One per place in the text: (start, end, label, "acting and story")."""
    found = []
    for (start, end, label), rows in groupby(passages, key=lambda row: (row.start, row.end, row.label)):
        found.append((start, end, label, " and ".join(row.aspect for row in rows)))
    return found


def marked(text, sentences):
    sentences = [one for one in sentences if one[1] <= len(text)]  # the text may have changed in this moment
    is_whole = len(text) <= WHOLE
    shown = sentences if is_whole else sentences[:MOST]
    spans = [(0, len(text))] if is_whole else around(text, shown)
    return {
        "excerpts": [excerpt(text, start, end, shown) for start, end in spans],
        "more": len(sentences) - len(shown),
        "is_whole": is_whole,
    }


def around(text, sentences):
    """The sentences with some words before and after; those that touch are one."""
    spans = []
    for start, end, *_ in sentences:
        begin, stop = word_before(text, start - AROUND), word_after(text, end + AROUND)
        if spans and begin <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(stop, spans[-1][1]))
        else:
            spans.append((begin, stop))
    return spans


def word_before(text, place):
    """The beginning of the next word behind the place, 0 at the text's own beginning."""
    if place <= 0:
        return 0
    found = text.find(" ", place, place + AROUND // 2)
    return found + 1 if found >= 0 else place


def word_after(text, place):
    if place >= len(text):
        return len(text)
    found = text.rfind(" ", place - AROUND // 2, place)
    return found if found >= 0 else place


def excerpt(text, start, end, sentences):
    pieces, place = [], start
    for begin, stop, label, aspects in sentences:
        if begin < place or stop > end:
            continue
        pieces += [piece(text[place:begin]), piece(text[begin:stop], label, aspects)]
        place = stop
    pieces.append(piece(text[place:end]))
    return Excerpt(start, end, len(text), [one for one in pieces if one["text"]])


def piece(text, label="", aspects=""):
    return {"text": text, "label": label, "aspects": aspects}
