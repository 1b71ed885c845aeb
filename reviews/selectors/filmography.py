"""The movies of a person or studio with their scores, and what these scores say together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, DateField, F, Func, Prefetch, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from accounts.models import User
from reviews.models import Credit, Movie, MovieScore, Person
from reviews.selectors.intervals import wilson_interval
from reviews.selectors.movies import with_score_figures
from reviews.selectors.score_figures import ENOUGH
from reviews.selectors.scores import Viewer, public_scores, team_scores

# name -> (words, order); every column is filled in (see filmography), the last one is unique: keysets need both
FILMOGRAPHY_SORTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "newest": ("Newest", ("-released", "-pk")),
    "oldest": ("Oldest", ("released", "pk")),
    "score": ("Highest score", ("-cautious", "-counted", "-pk")),
    "reviews": ("Most reviews", ("-counted", "-votes_known", "-pk")),
    "votes": ("Most votes elsewhere", ("-votes_known", "-pk")),
}


def filmography(*, movies: QuerySet[Movie], viewer: Viewer, sort: str = "newest") -> QuerySet[Movie]:
    """The movies in order, each with public_scores, team_scores and genres: at most four queries a page.

    released: the release date, else the first day of the year, else year 1; cautious: the lower end of the interval,
    -1 under 30 reviews; counted and votes_known: -1 where unknown.
    """
    first_day = Func(F("year"), Value(1), Value(1), function="make_date", output_field=DateField())
    by_year = Case(When(year__isnull=False, then=first_day), default=Value(date.min), output_field=DateField())
    return (
        with_score_figures(movies)
        .annotate(
            released=Coalesce("release_date", by_year),
            cautious=Coalesce("score_low", -1.0),
            counted=Coalesce("score_n", -1),
            votes_known=Coalesce("votes", -1),
        )
        .order_by(*FILMOGRAPHY_SORTS.get(sort, FILMOGRAPHY_SORTS["newest"])[1])
        .prefetch_related(public_scores(), team_scores(viewer), "genres")
        .defer("search_text")
    )


def parts_of(person: Person) -> Prefetch:
    """Puts the person's credits in each movie where `own_credits` is read."""
    return Prefetch("credits", queryset=Credit.objects.filter(person=person), to_attr="own_credits")


@dataclass(frozen=True)
class PooledScore:
    """All counted reviews of several movies together: each movie weighs by its reviews. Shares are of n.

    Like one score, demo reviews are left out as soon as one movie has real ones. low and high are the Wilson interval
    of these reviews: they do not speak of a movie that is not among them. rows: one per movie with reviews, oldest
    first. team: None for the public scores, else the name of the team whose private reviews are in.
    """

    rows: tuple[MovieScore, ...]
    movies: int
    is_demo: bool
    team: str | None = None
    team_id: int | None = None

    @property
    def n(self) -> int:
        return sum(row.n for row in self.rows)

    @property
    def positive(self) -> int:
        return sum(row.positive for row in self.rows)

    @property
    def state(self) -> str:
        """none, too_few (under 30 reviews), one_movie (nothing to pool) or ok."""
        if not self.rows:
            return "none"
        if self.n < ENOUGH:
            return "too_few"
        return "one_movie" if len(self.rows) == 1 else "ok"

    @property
    def value(self) -> float | None:
        return self.positive / self.n if self.n else None

    @property
    def interval(self) -> tuple[float, float] | None:
        return wilson_interval(positive=self.positive, n=self.n) if self.n else None

    @property
    def most(self) -> MovieScore | None:
        """The movie that weighs most."""
        return max(self.rows, key=lambda row: (row.n, -row.movie_id), default=None)

    @property
    def scored(self) -> list[MovieScore]:
        """Movies with reviews enough for a score of their own."""
        return [row for row in self.rows if row.state == MovieScore.State.OK]


def pooled_scores(*, movies: QuerySet[Movie], viewer: Viewer, count: int) -> list[PooledScore]:
    """The public scores of these `count` movies together, then as each team of the viewer sees them; one query.

    A team is there where it has private reviews of one of the movies; of the others it sees the public score.
    """
    mine = Q(team=None)
    if isinstance(viewer, User):
        mine |= Q(team__in=viewer.teams.all())
    scores = MovieScore.objects.filter(mine, kind="sentiment", n__gt=0, movie__in=movies.order_by().values("pk"))
    joined = scores.select_related("movie", "team").order_by("movie__year", "movie__release_date", "movie")
    rows = list(joined.defer("monthly", "sources", "movie__search_text", "movie__synopsis", "movie__keywords"))
    public = {row.movie_id: row for row in rows if row.team_id is None}
    teams = {row.team_id: row.team for row in rows if row.team}
    pools = [_pool(list(public.values()), count)]
    for team_id, team in sorted(teams.items(), key=lambda item: (item[1].name, item[0])):
        own = {row.movie_id: row for row in rows if row.team_id == team_id}
        pools.append(_pool(list({**public, **own}.values()), count, team=team.name, team_id=team_id))
    return pools


def _pool(rows: Sequence[MovieScore], count: int, **team: Any) -> PooledScore:
    real = [row for row in rows if not row.is_demo]
    kept = sorted(real or rows, key=lambda row: (row.movie.year or 0, row.movie.release_date or date.min, row.movie_id))
    return PooledScore(rows=tuple(kept), movies=count, is_demo=bool(kept) and not real, **team)
