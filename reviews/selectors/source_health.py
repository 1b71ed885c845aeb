"""How a source is doing, in one word for programs and sentences for people."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When

from accounts.models import Team
from emosense.jobs.models import JobState
from reviews.models import MovieRecord, ReviewImport, Source

RUNS = (Source.Kind.CRAWL, Source.Kind.FEED)  # kinds that succeed and fail by themselves

RUN_FACTS = ("imported_at", "last_import", "last_import_ended", "runs_are_seen", "tells_movies")  # that with_runs adds


class HealthState(StrEnum):
    """What needs somebody's attention first."""

    FAILING = "failing"
    RESTING = "resting"
    OFF = "off"
    NEVER_RAN = "never_ran"
    WITHHELD = "withheld"
    NO_REVIEWS = "no_reviews"
    WORKING = "working"


TITLES = {
    HealthState.FAILING: "Failing",
    HealthState.RESTING: "Resting",
    HealthState.OFF: "Off",
    HealthState.NEVER_RAN: "Never ran",
    HealthState.WITHHELD: "Held back",
    HealthState.NO_REVIEWS: "No reviews yet",
    HealthState.WORKING: "Working",
}


@dataclass(frozen=True, kw_only=True)
class Health:
    """`since`: the first failure; `failures`: in a row; `until`: when a resting source is asked again; `error`: what
    went wrong last, in words."""

    state: HealthState
    words: str
    since: datetime | None = None
    until: datetime | None = None
    failures: int = 0
    error: str = ""

    @property
    def title(self) -> str:
        return TITLES[self.state]


@dataclass(frozen=True, kw_only=True)
class Seen:
    """How many of a source's reviews a person sees, and how many moderators keep from being seen."""

    reviews: int
    withheld: int


def with_runs(rows: QuerySet[Any], *, teams: QuerySet[Team], path: str = "") -> QuerySet[Any]:
    """Adds the feed, whether the person of these teams may know how it goes, and how the last import went that is
    public or theirs.

    A team's feed tells how it goes to the team alone, even where its source has public reviews as well. `path` leads
    from a row to its source; empty where the rows are sources.
    """
    feed = f"{path}__feed" if path else "feed"
    imports = ReviewImport.objects.filter(Q(team=None) | Q(team__in=teams), source=OuterRef(path or "pk"))
    started = imports.exclude(state="uploaded").order_by("-created_at")
    finished = imports.filter(state="finished").order_by("-finished_at")
    return rows.select_related(feed).annotate(
        imported_at=Subquery(finished.values("finished_at")[:1]),
        last_import=Subquery(started.values("job__state")[:1]),
        last_import_ended=Subquery(started.values("job__finished_at")[:1]),
        tells_movies=Exists(MovieRecord.objects.filter(source=OuterRef(path or "pk")).exclude(told={})),
        runs_are_seen=Case(
            When(
                Q(**{feed: None}) | Q(**{f"{feed}__team": None}) | Q(**{f"{feed}__team__in": teams}), then=Value(True)
            ),
            default=Value(False),
        ),
    )


def feed_of(source: Source) -> Any:
    """The feed of a source that was joined; None for a source without one."""
    return getattr(source, "feed", None)


def last_success_of(source: Any) -> datetime | None:
    """When it last gave something without an error, for what runs or is imported. `source` is with_runs."""
    if source.kind in RUNS:
        return source.last_success_at if source.runs_are_seen else None
    return source.imported_at


def lag_of(last_success: datetime | None, newest: datetime | None, *, now: datetime) -> timedelta | None:
    """Since the last success, or for what does not run since the newest review; None where there was neither."""
    last = last_success or newest
    return None if last is None else max(now - last, timedelta())


def health_of(source: Any, seen: Seen, *, now: datetime) -> Health:
    """`source` is with_runs of what a person sees. The first thing that is wrong is said."""
    health = None
    if source.kind in RUNS and source.runs_are_seen:
        health = _of_runs(source, now=now)
    elif source.kind == Source.Kind.IMPORT and source.last_import == JobState.FAILED:
        health = Health(
            state=HealthState.FAILING,
            words="The last import did not come to its end. What it had stored is kept.",
            since=source.last_import_ended,
            failures=1,
        )
    return health or _of_reviews(source, seen)


def _of_runs(source: Source, *, now: datetime) -> Health | None:
    """Off, resting, failing or never ran; None where it works."""
    feed = feed_of(source)
    if source.kind == Source.Kind.FEED and feed is None:
        return None  # delivered by people with a sign-in: nothing runs that could fail
    if not (feed.is_on if feed else source.is_on):
        return Health(state=HealthState.OFF, words=OFF_WORDS["feed" if feed else "crawl"])
    if source.resting_until and source.resting_until > now:
        return _resting(source, source.resting_until)
    if source.failures:
        return _failing(source)
    if source.last_success_at is None:
        return Health(state=HealthState.NEVER_RAN, words=NEVER_WORDS["feed" if feed else "crawl"])
    return None


OFF_WORDS = {
    "crawl": "Nothing is fetched until an administrator records a permission and switches it on.",
    "feed": "Deliveries are refused until an administrator switches it on.",
}
NEVER_WORDS = {
    "crawl": "It may be crawled; nobody has started a crawl yet.",
    "feed": "It waits for its first delivery.",
}


def _resting(source: Source, until: datetime) -> Health:
    why = "It refused to be asked" if source.was_refused else f"It failed {_times(source.failures)}"
    return Health(
        state=HealthState.RESTING,
        words=f"{why}: it is left alone until {_moment(until)}.",
        since=source.failing_since,
        until=until,
        failures=source.failures,
        error=source.last_error,
    )


def _failing(source: Source) -> Health:
    since = source.failing_since or source.last_failure_at
    when = f" since {_moment(since)}" if since else ""
    last = source.last_success_at
    good = f" It last worked on {_moment(last)}." if last else " It has never worked yet."
    return Health(
        state=HealthState.FAILING,
        words=f"It has failed {_times(source.failures)}{when}.{good}",
        since=since,
        failures=source.failures,
        error=source.last_error,
    )


def _of_reviews(source: Any, seen: Seen) -> Health:
    if seen.reviews:
        return Health(state=HealthState.WORKING, words=WORKING_WORDS[source.kind])
    if seen.withheld:
        words = "There are reviews, but moderators keep every one of them from being shown."
        return Health(state=HealthState.WITHHELD, words=words)
    if source.kind == Source.Kind.IMPORT and source.tells_movies:
        return Health(state=HealthState.WORKING, words=CATALOGUE_WORDS)
    return Health(state=HealthState.NO_REVIEWS, words=EMPTY_WORDS[source.kind])


WORKING_WORDS = {
    "site": "People write here.",
    "import": "Its files came in whole.",
    "feed": "What is delivered arrives.",
    "crawl": "The last crawl came to its end.",
    "demo": "Made up for trying out; left out of a score as soon as a real review is there.",
}
CATALOGUE_WORDS = "It tells facts of movies, and holds no reviews."
EMPTY_WORDS = {
    "site": "Write the first one on a movie's page.",
    "import": "Import a file, and its reviews stand here.",
    "feed": "Nothing that it delivered is a review that you can see.",
    "crawl": "Its crawls found no review.",
    "demo": "The demo reviews are not loaded.",
}


def _times(number: int) -> str:
    return {1: "once", 2: "twice in a row"}.get(number, f"{number} times in a row")


def _moment(moment: datetime) -> str:
    return f"{moment.day} {moment:%b %Y, %H:%M} UTC"
