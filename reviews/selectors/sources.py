"""Sources as page and API show them: health, share of all reviews, lag, terms, and each one's own score."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.postgres.aggregates import BoolOr
from django.db.models import BooleanField, Count, Max, Min, Q, QuerySet, Sum, Value
from django.db.models.functions import NullIf

from accounts.models import Team, User
from emosense.sentiments import COUNTED, Label
from reviews.models import Source, SourceFigures, UnreadReview
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
COUNTS = (*(label.value for label in COUNTED), "not_read", "waiting")
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
    """Every source that the person may see, from at most four queries however many sources and reviews there are."""
    teams = teams_of(person)
    figures = _figures(SourceFigures.objects.filter(Q(team=None) | Q(team__in=teams)))
    look = _Look(
        teams=teams,
        is_moderator=person.has_perm("reviews.moderate_review"),
        now=now,
        total=sum(row["n_reviews"] for rows in figures.values() for row in rows if row["team"] is None),
        failing=cache(_model_is_failing),
    )
    sources = with_runs(Source.objects.visible_to(person), teams=teams)
    return [look.facts(source, figures.get(source.pk, [])) for source in sources]


def teams_of(person: Viewer) -> list[Team]:
    return list(person.teams.order_by("name", "pk")) if isinstance(person, User) else []


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

    The scores are of what the person sees, too: public reviews and those of the person's teams.
    """
    rows = SourceFigures.objects.filter(
        Q(team=None) | Q(team__in=teams_of(person)), source=source, reviews__gt=0
    ).order_by()
    names = ("movie", "movie__slug", "movie__title", "movie__year")
    most = rows.values(*names).annotate(seen=Sum("reviews")).order_by("-seen", "movie__title", "movie")[:number]
    found = {row["movie"]: row for row in most}
    grouped: dict[int, list[Row]] = defaultdict(list)
    for row in _summed(rows.filter(movie__in=found), "movie", "is_demo"):
        grouped[row["movie"]].append(row)
    failing = cache(_model_is_failing)
    return [
        {
            "id": movie,
            "slug": row["movie__slug"],
            "title": row["movie__title"],
            "year": row["movie__year"],
            "reviews": row["seen"],
            "score": score_of_sums(grouped[movie], source=source, failing=failing),
        }
        for movie, row in found.items()
    ]


def _figures(figures: QuerySet[SourceFigures]) -> dict[int, list[Row]]:
    """Sums by source, team and demo; by source."""
    found: dict[int, list[Row]] = defaultdict(list)
    for row in _summed(figures, "source", "team", "is_demo"):
        found[row["source"]].append(row)
    return found


def _summed(figures: QuerySet[SourceFigures], *keys: str) -> QuerySet[SourceFigures, Row]:
    return (
        figures.order_by()
        .values(*keys)
        .annotate(
            **{f"n_{name}": Sum(name) for name in ("reviews", "withheld", *COUNTS)},
            movies=Count("movie", filter=Q(reviews__gt=0)),
            newest=Max("newest_at"),
            counted_at=Max("as_of"),
            newest_version=Max("version"),
            oldest_version=Min(NullIf("version", Value(""))),
            earlier=BoolOr("has_earlier_versions", output_field=BooleanField()),
        )
    )


@dataclass(frozen=True, kw_only=True)
class _Look:
    """Who looks, when, and at how many public reviews in all."""

    teams: list[Team]
    is_moderator: bool
    now: datetime
    total: int
    failing: Callable[[], bool]

    def facts(self, source: Any, rows: list[Row]) -> SourceFacts:
        public = [row for row in rows if row["team"] is None]
        reviews, newest = _total(public, "reviews"), _newest(rows)
        last_success = last_success_of(source, teams=self.teams)
        seen = Seen(reviews=_total(rows, "reviews"), withheld=_total(rows, "withheld"))
        return SourceFacts(
            source=source,
            health=health_of(source, seen, teams=self.teams, now=self.now),
            reviews=reviews,
            share=reviews / self.total if self.total else None,
            movies=sum(row["movies"] for row in public),
            withheld=_total(public, "withheld") if self.is_moderator else None,
            newest_at=newest,
            last_success_at=last_success,
            lag=lag_of(last_success, newest, now=self.now),
            score=score_of_sums(public, source=source, failing=self.failing),
            teams=[
                self.of_team(source, team, public, own)
                for team in self.teams
                if (own := [row for row in rows if row["team"] == team.pk])
            ],
        )

    def of_team(self, source: Source, team: Team, public: list[Row], own: list[Row]) -> Row:
        score = score_of_sums([*public, *own], source=source, failing=self.failing)
        return {"team": team.name, "team_id": team.pk, "reviews": _total(own, "reviews"), "score": score}


def score_of_sums(rows: list[Row], *, source: Source, failing: Callable[[], bool]) -> Score:
    """The one score's definition over sums of many movies; as in a score, demo reviews step back before real ones."""
    real = [row for row in rows if not row["is_demo"] and row["n_reviews"]]
    kept = real or [row for row in rows if row["n_reviews"]]
    counts = {name: _total(kept, name) for name in COUNTS}
    n = sum(counts[label] for label in COUNTED)
    versions = {row[name] for row in kept for name in ("newest_version", "oldest_version") if row[name]}
    return {
        **counts,
        "n": n,
        **share_of_positive(positive=counts[Label.POSITIVE], n=n),
        "level": 0.95,
        "as_of": max((row["counted_at"] for row in kept), default=None),
        "model": settings.SERVING_MODEL,
        "version": max(versions, default=""),
        "has_earlier_versions": len(versions) > 1 or any(row["earlier"] for row in kept),
        "sources": [{"source": source.slug, "name": source.name, "n": n, "share": 1.0}] if n else [],
        "state": state(n=n, waiting=counts["waiting"], not_read=counts["not_read"], failing=failing),
        "is_demo": bool(kept) and not real,
        "stars_mean": None,
        "stars_n": 0,
        "monthly": [],
        "trend": "",
    }


def _total(rows: list[Row], name: str) -> int:
    return sum(row[f"n_{name}"] for row in rows)


def _newest(rows: list[Row]) -> datetime | None:
    return max((row["newest"] for row in rows if row["newest"]), default=None)


def _model_is_failing() -> bool:
    """Whether the serving model failed to load for anything that waits."""
    return UnreadReview.objects.filter(model=settings.SERVING_MODEL).exclude(error="").exists()
