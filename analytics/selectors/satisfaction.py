"""What people answered about EmoSense, as numbers of a group and never of one person.

UMUX-LITE (Lewis, Utesch and Maher 2013): two statements, each from 1 to 7; a person's score is how far both lie above
the lowest answer, from 0 to 100.
"""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Avg, Count, F, FloatField, Q, StdDev
from django.db.models.functions import Cast

from accounts.models import User
from analytics.models import LEAST, MOST, SatisfactionAnswer
from analytics.selectors.intervals import mean_interval
from reviews.selectors import wilson_interval

QUESTIONS = {
    "meets_needs": "EmoSense’s capabilities meet my requirements.",
    "easy_to_use": "EmoSense is easy to use.",
}
GROUP = 10  # answers under which nothing is said: a figure of few would tell what one of them answered
AGREES_FROM = 5  # of 7
NOTHING: dict[str, Any] = {"needed": GROUP, "value": None, "low": None, "high": None, "questions": []}

SCORE = Cast(F("meets_needs") + F("easy_to_use") - 2 * LEAST, FloatField()) * 100 / (2 * (MOST - LEAST))


def satisfaction() -> dict[str, Any]:
    """{state: "none", "withheld" or "ok", needed, n, value, low, high, questions}; one query.

    Under GROUP answers the state is "withheld" and n is all that is told.
    """
    found = SatisfactionAnswer.objects.aggregate(
        n=Count("pk"),
        mean=Avg(SCORE),
        deviation=StdDev(SCORE, sample=True),
        **{name: Count("pk", filter=Q(**{f"{name}__gte": AGREES_FROM})) for name in QUESTIONS},
    )
    n = found["n"]
    if n < GROUP:
        return {**NOTHING, "state": "withheld" if n else "none", "n": n}
    low, high = mean_interval(mean=found["mean"], deviation=found["deviation"], n=n)
    return {
        **NOTHING,
        "state": "ok",
        "n": n,
        "value": found["mean"],
        "low": max(0.0, low),
        "high": min(100.0, high),
        "questions": [_question(name, agree=found[name], n=n) for name in QUESTIONS],
    }


def _question(name: str, *, agree: int, n: int) -> dict[str, Any]:
    low, high = wilson_interval(positive=agree, n=n)
    return {"name": name, "text": QUESTIONS[name], "agree": agree / n, "low": low, "high": high, "n": n}


def answer_of(person: User | AnonymousUser) -> SatisfactionAnswer | None:
    """The person's own answer; None without one, and for somebody who is not signed in."""
    if not isinstance(person, User):
        return None
    return SatisfactionAnswer.objects.filter(person=person).first()
