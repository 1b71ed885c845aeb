"""How far two words are apart, and the keys by which words that are near can be found in an index.

Deletion neighbourhoods (Bocek, Hunt and Stiller 2007, "Fast similarity search in large dictionaries"; the prefix is
SymSpell's): two words at most d edits apart share a word that both become when at most d letters are left out.
"""

from itertools import combinations
from zlib import crc32

PREFIX = 7  # letters that keys are made of: more would tell little and cost a row of keys
LONGEST = 40  # letters of a word that can be mistyped; as in the model
ONE_EDIT, TWO_EDITS = 3, 6  # letters from which so many edits are forgiven


def edits_forgiven(word: str) -> int:
    """None in short words, where each edit gives another word; one from three letters, two from six."""
    return (len(word) >= ONE_EDIT) + (len(word) >= TWO_EDITS)


def deletion_keys(word: str, *, most: int = 2) -> list[int]:
    """Hashes (signed, 32 bits) of the word's beginning with up to `edits_forgiven`, or `most`, letters left out."""
    start = word[:PREFIX]
    kept = {
        "".join(letters)
        for gone in range(min(edits_forgiven(word), most, len(start) - 1) + 1)
        for letters in combinations(start, len(start) - gone)
    }
    return sorted({crc32(letters.encode()) - 2**31 for letters in kept})


def edit_distance(one: str, other: str, *, limit: int) -> int:
    """Letters added, left out, changed or swapped with the next (optimal string alignment); limit + 1 is "more"."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        older, before, row = before, row, [i]
        for j, theirs in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != theirs))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == theirs:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)
