"""How sure PocketSphinx may be of a word, as a probability.

The posterior of its word lattice is too sure: of words at 0.97 and more 6 in 100 are wrong, of those under 0.1 two in
five are right. A logistic regression (Platt 1999) over the posterior and those of the neighbours, fitted on the tuning
half with each kind of speech weighing the same, makes a probability of it; docs/transcription.md has its worth.
"""

import math
from collections.abc import Sequence

INTERCEPT = -0.0883
OWN = 0.2648  # per log-odds of the word's own posterior
NEIGHBOURS = 0.5124  # per sum of the posteriors before and behind it; the word's own where there is none
CLIPPED = 0.001


def heard_confidences(*, posteriors: Sequence[float]) -> list[float]:
    """Probability that each word was said, for the posteriors of the words of one stretch in order."""
    shares = [min(max(value, CLIPPED), 1.0 - CLIPPED) for value in posteriors]
    before = [*shares[:1], *shares[:-1]]
    behind = [*shares[1:], *shares[-1:]]
    around = zip(shares, before, behind, strict=True)
    return [_probability(own, left + right) for own, left, right in around]


def _probability(own: float, neighbours: float) -> float:
    log_odds = INTERCEPT + OWN * math.log(own / (1.0 - own)) + NEIGHBOURS * neighbours
    return 1.0 / (1.0 + math.exp(-log_odds))
