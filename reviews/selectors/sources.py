"""Sources as page and API show them: health, share of all reviews, lag, terms, and each one's own score."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest

from accounts.models import Team, User
from emosense.sentiments import COUNTED, Label
from reviews.models import Movie, Source, SourceFigures, SourceTotals, UnreadReview
from reviews.selectors.score_figures import share_of_positive, state
from reviews.selectors.scores import Score, Viewer
from reviews.selectors.source_health import (
    Health,
    HealthState,
    Seen,
    health_of,
    lag_of,
    last_success_of,
    with_runs,
)

Row = dict[str, Any]
Counts = SourceFigures | SourceTotals
COUNTS = (*(label.value for label in COUNTED), "not_read", "waiting")
# One team has one order, but PostgreSQL takes "IS NULL" for no equality: without the team it would sort all rows.
AS_IN_INDEX = (F("team_id").desc(nulls_first=True),)
NEVER = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class SourceFilters:
    """What the address of /sources/ may ask for."""

    kind: str = ""
    health: str = ""
    sort: str = "reviews"


@dataclass(frozen=True, kw_only=True)
class SourceFacts:
    """One source as a person sees it.

    reviews: public and published; share: of all such reviews (None where there are none); withheld: for moderators,
    None for others; score: of its public reviews over all movies; teams: what teams of the person have beside that,
    [{"team", "team_id", "reviews", "score"}], whose score counts the public reviews as well.
    """

    source: Source
    health: Health
    reviews: int
    share: float | None
    movies: int
    withheld: int | None
    newest_at: datetime | None
    last_success_at: datetime | None
    lag: timedelta | None
    score: Score
    teams: list[Row]

    @property
    def is_demo(self) -> bool:
        return self.source.kind == Source.Kind.DEMO or bool(self.score["is_demo"])

    @property
    def lag_seconds(self) -> int | None:
        return None if self.lag is None else int(self.lag.total_seconds())

    @property
    def seen(self) -> int:
        """Public reviews and those of the person's teams."""
        return self.reviews + sum(team["reviews"] for team in self.teams)


SOURCE_SORTS: dict[str, tuple[str, Callable[[SourceFacts], Any]]] = {
    "reviews": ("Most reviews", lambda facts: (-facts.reviews, -facts.seen)),
    "score": ("Highest score", lambda facts: -facts.score["low"] if facts.score["state"] == "ok" else 1),
    "health": ("What needs attention", lambda facts: list(HealthState).index(facts.health.state)),
    "lag": ("Longest silence", lambda facts: -facts.lag if facts.lag is not None else timedelta.max),
    "newest": ("Newest review", lambda facts: -(facts.newest_at or NEVER).timestamp()),
    "name": ("Name", lambda facts: 0),
}


def sources_seen(*, person: Viewer, now: datetime) -> list[SourceFacts]:
    """Every source that the person may see, from at most four queries; each reads its totals, not its reviews."""
    teams = list(teams_of(person))
    totals = _totals(teams)
    look = _Look(
        teams=teams,
        is_moderator=person.has_perm("reviews.moderate_review"),
        now=now,
        total=sum(row.reviews for rows in totals.values() for row in rows if row.team_id is None),
        failing=cache(_model_is_failing),
    )
    sources = with_runs(Source.objects.visible_to(person), teams=teams_of(person)).annotate(newest_at=_newest(teams))
    return [look.facts(source, totals.get(source.pk, [])) for source in sources]


def teams_of(person: Viewer) -> QuerySet[Team]:
    return person.teams.order_by("name", "pk") if isinstance(person, User) else Team.objects.none()


def source_page(*, person: Viewer, filters: SourceFilters, now: datetime) -> list[SourceFacts]:
    """What the filters leave, in order; those that are alike by name."""
    found = [
        facts
        for facts in sources_seen(person=person, now=now)
        if filters.kind in ("", facts.source.kind) and filters.health in ("", facts.health.state)
    ]
    order = SOURCE_SORTS.get(filters.sort, SOURCE_SORTS["reviews"])[1]
    return sorted(found, key=lambda facts: (order(facts), facts.source.name.casefold(), facts.source.slug))


def source_seen(*, source: Source, person: Viewer, now: datetime) -> SourceFacts:
    """One source, which the person may see: `SourceFacts` as in the list."""
    (facts,) = (facts for facts in sources_seen(person=person, now=now) if facts.source.pk == source.pk)
    return facts


def movies_of_source(*, source: Source, person: Viewer, number: int = 12) -> list[Row]:
    """The movies with most of its reviews that the person sees: [{"id", "slug", "title", "year", "reviews", "score"}].

    Found by their most public reviews, or most of one team; then sorted by all that the person sees. So do the scores
    count: public reviews and those of the person's teams.
    """
    teams = teams_of(person)
    found = _most_reviewed(source, list(teams), number)
    rows = SourceFigures.objects.filter(Q(team=None) | Q(team__in=teams), source=source, movie__in=found, reviews__gt=0)
    grouped: dict[Movie, list[SourceFigures]] = defaultdict(list)
    for row in rows.select_related("movie").defer("movie__search_text", "months"):
        grouped[row.movie].append(row)
    failing = cache(_model_is_failing)
    movies: list[Row] = [
        {
            "id": movie.pk,
            "slug": movie.slug,
            "title": movie.title,
            "year": movie.year,
            "reviews": sum(row.reviews for row in own),
            "score": score_of_sums(own, source=source, failing=failing),
        }
        for movie, own in grouped.items()
    ]
    return sorted(movies, key=lambda row: (-row["reviews"], row["title"], row["id"]))[:number]


def _most_reviewed(source: Source, teams: list[Team], number: int) -> list[int]:
    """The movies at the head of the index by reviews, per team: never more rows read than are shown, twice for demo."""
    heads = [
        SourceFigures.objects.filter(source=source, team=team, reviews__gt=0)
        .order_by(*AS_IN_INDEX, F("reviews").desc())
        .values_list("movie", "reviews")[: 2 * number]
        for team in [None, *teams]
    ]
    rows = heads[0].union(*heads[1:], all=True) if teams else heads[0]
    most = sorted(rows, key=lambda row: -row[1])
    return list(dict.fromkeys(movie for movie, _ in most))[: 2 * number]


def _totals(teams: list[Team]) -> dict[int, list[SourceTotals]]:
    """By source: of public reviews, and of those private to each team, by demo and version."""
    found: dict[int, list[SourceTotals]] = defaultdict(list)
    for row in SourceTotals.objects.filter(Q(team=None) | Q(team__in=teams)):
        found[row.source_id].append(row)
    return found


def _newest(teams: list[Team]) -> Greatest | Subquery:
    """When the newest review came, public or of one of the teams: one look into an index each."""
    looks = [
        Subquery(
            SourceFigures.objects.filter(source=OuterRef("pk"), team=team, newest_at__isnull=False)
            .order_by(*AS_IN_INDEX, F("newest_at").desc())
            .values("newest_at")[:1]
        )
        for team in [None, *teams]
    ]
    return Greatest(*looks) if teams else looks[0]


@dataclass(frozen=True, kw_only=True)
class _Look:
    """Who looks, when, and at how many public reviews in all."""

    teams: list[Team]
    is_moderator: bool
    now: datetime
    total: int
    failing: Callable[[], bool]

    def facts(self, source: Any, rows: list[SourceTotals]) -> SourceFacts:
        public = [row for row in rows if row.team_id is None]
        reviews = _total(public, "reviews")
        last_success = last_success_of(source)
        seen = Seen(reviews=_total(rows, "reviews"), withheld=_total(rows, "withheld"))
        return SourceFacts(
            source=source,
            health=health_of(source, seen, now=self.now),
            reviews=reviews,
            share=reviews / self.total if self.total else None,
            movies=_total(public, "movies"),
            withheld=_total(public, "withheld") if self.is_moderator else None,
            newest_at=source.newest_at,
            last_success_at=last_success,
            lag=lag_of(last_success, source.newest_at, now=self.now),
            score=score_of_sums(public, source=source, failing=self.failing),
            teams=[
                self.of_team(source, team, public, own)
                for team in self.teams
                if (own := [row for row in rows if row.team_id == team.pk])
            ],
        )

    def of_team(self, source: Source, team: Team, public: list[SourceTotals], own: list[SourceTotals]) -> Row:
        score = score_of_sums([*public, *own], source=source, failing=self.failing)
        return {"team": team.name, "team_id": team.pk, "reviews": _total(own, "reviews"), "score": score}


def score_of_sums(rows: Sequence[Counts], *, source: Source, failing: Callable[[], bool]) -> Score:
    """The one score's definition over sums of many movies; as in a score, demo reviews step back before real ones."""
    real = [row for row in rows if not row.is_demo and row.reviews]
    kept = real or [row for row in rows if row.reviews]
    counts = {name: _total(kept, name) for name in COUNTS}
    n = sum(counts[label] for label in COUNTED)
    versions = {row.version for row in kept if row.version}
    return {
        **counts,
        "n": n,
        **share_of_positive(positive=counts[Label.POSITIVE], n=n),
        "level": 0.95,
        "as_of": max((row.as_of for row in kept), default=None),
        "model": settings.SERVING_MODEL,
        "version": max(versions, default=""),
        "has_earlier_versions": len(versions) > 1 or any(row.has_earlier_versions for row in kept),
        "sources": [{"source": source.slug, "name": source.name, "n": n, "share": 1.0}] if n else [],
        "state": state(n=n, waiting=counts["waiting"], not_read=counts["not_read"], failing=failing),
        "is_demo": bool(kept) and not real,
        "stars_mean": None,
        "stars_n": 0,
        "monthly": [],
        "trend": "",
    }


def _total(rows: Sequence[Counts], name: str) -> int:
    return sum(getattr(row, name) for row in rows)


def _model_is_failing() -> bool:
    """Whether the serving model failed to load for anything that waits."""
    return UnreadReview.objects.filter(model=settings.SERVING_MODEL).exclude(error="").exists()
