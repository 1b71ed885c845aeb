"""Lists as pages and API show them: what was told since they were made is already left out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet

from recommender.models import Correction, Feedback, Recommendation, Taste
from reviews.models import Genre, Movie, Person, Rating, Review
from reviews.selectors import MovieFilters, folded, movies_page, public_scores, score_of

SHOWN = {"because": 4, "people": 8, "new": 4, "different": 4, "known": 12}
GRID = 24
UNDO_SHOWN = 12
WORDS = {
    "people": ("People like you", "Best liked by those who like what you like."),
    "new": ("New here", "Lately added, those nearest to your taste first."),
    "different": ("Something different", "From genres that you have seen little of."),
    "known": ("Well known", "What most people know, until more is known of you."),
}
BY_CONTENT = ("Like what you like", "Nearest to it by story, genres, keywords and people.")


@dataclass(frozen=True)
class ShownRow:
    kind: str
    title: str
    words: str
    reason: Movie | None
    cards: list[Recommendation]


def rows_for(taste: Taste, *, surprise: int) -> list[ShownRow]:
    """The stored rows in order, without what was seen, rated, reviewed or dismissed since; four queries."""
    movies = for_cards(Movie.objects.all())
    stored = not_yet_told(Recommendation.objects.filter(taste=taste, surprise=surprise), taste, "movie")
    wanted = Feedback.objects.filter(taste=taste, movie=OuterRef("reason"), kind=Feedback.Kind.TAKEN)
    cards = stored.select_related("reason").defer("reason__search_text").annotate(reason_taken=Exists(wanted))
    groups: dict[int, list[Recommendation]] = {}
    for card in cards.prefetch_related(Prefetch("movie", queryset=movies)).order_by("row_number", "rank"):
        group = groups.setdefault(card.row_number, [])
        if len(group) < SHOWN[card.row]:
            card.movie.score = score_of(card.movie)
            group.append(card)
    return [as_row(cards) for cards in groups.values()]


def as_row(cards: list[Recommendation]) -> ShownRow:
    first = cards[0]
    if first.row == Recommendation.Row.BECAUSE and first.reason is not None:
        return ShownRow(first.row, f"Because you liked {first.reason.title}", "", first.reason, cards)
    is_by_content = first.row == "people" and first.model == "content"  # no weights, so nobody else was asked
    title, words = BY_CONTENT if is_by_content else WORDS[first.row]
    return ShownRow(first.row, title, words, None, cards)


def not_yet_told(rows: QuerySet, taste: Taste | None, movie: str) -> QuerySet:
    """Rows whose movie (named by `movie`) is not in the history and not dismissed, as of now."""
    if taste is None:
        return rows
    rows = rows.exclude(Exists(Feedback.objects.filter(taste=taste, movie=OuterRef(movie))))
    if taste.person_id:
        rows = rows.exclude(Exists(Rating.objects.filter(person=taste.person_id, movie=OuterRef(movie))))
        rows = rows.exclude(Exists(Review.objects.filter(author=taste.person_id, movie=OuterRef(movie))))
    return rows


def known_movies(*, taste: Taste | None, q: str = "", limit: int = GRID) -> list[Movie]:
    """To pick from: those that match, else the best known ones; three queries."""
    if q:
        found = movies_page(filters=MovieFilters(q=q, sort="votes"))
        return with_scores(list(not_yet_told(found, taste, "pk")[:limit]))
    movies = not_yet_told(Movie.objects.all(), taste, "pk")
    order: tuple[Any, ...] = (F("votes").desc(nulls_last=True), "pk")
    known = Recommendation.objects.filter(taste=None)
    if known.exists():
        ranks = known.filter(movie=OuterRef("pk")).values("rank")[:1]
        movies, order = movies.filter(pk__in=known.values("movie")).annotate(known=ranks), ("known", "pk")
    return with_scores(list(for_cards(movies.order_by(*order))[:limit]))


def for_cards(movies: QuerySet[Movie]) -> QuerySet[Movie]:
    return movies.defer("search_text").prefetch_related(public_scores(), "genres")


def with_scores(movies: list[Movie]) -> list[Movie]:
    for movie in movies:
        movie.score = score_of(movie)  # type: ignore[attr-defined]  # given to it here
    return movies


def fallback_row(taste: Taste | None) -> list[ShownRow]:
    """What is shown where no lists were made yet, or nothing is left of them: never an empty page."""
    movies = known_movies(taste=taste, limit=SHOWN["known"])
    if not movies:  # all of the best known were told of: the rest of the catalogue
        rest = not_yet_told(Movie.objects.all(), taste, "pk").order_by(F("votes").desc(nulls_last=True), "-pk")
        movies = with_scores(list(for_cards(rest)[: SHOWN["known"]]))
    cards = [Recommendation(row="known", rank=rank, movie=movie, score=0.0) for rank, movie in enumerate(movies, 1)]
    return [ShownRow("known", *WORDS["known"], None, cards)] if cards else []


def dismissed(taste: Taste | None) -> QuerySet[Feedback]:
    """What is not interesting, the latest first: each can be taken back."""
    rows = Feedback.objects.filter(taste=taste, kind=Feedback.Kind.NOT_INTERESTED) if taste else Feedback.objects.none()
    return rows.select_related("movie").defer("movie__search_text")


def told(taste: Taste | None) -> QuerySet[Feedback]:
    """Whatever was told of movies here, the latest first: each can be taken back."""
    rows = Feedback.objects.filter(taste=taste) if taste else Feedback.objects.none()
    return rows.select_related("movie").defer("movie__search_text").order_by("-told_at", "-pk")


def told_of(taste: Taste, slug: str) -> Feedback | None:
    """What was told of one movie here, to be taken back."""
    if not slug or "\0" in slug:
        return None
    return Feedback.objects.filter(taste=taste, movie__slug=slug).select_related("movie").first()


def profile_for(taste: Taste) -> list[dict[str, Any]]:
    """[{facet, title, rows: [{key, label, share, n, wish}]}]: what the history says, with the corrections beside it."""
    wishes = {(one.facet, one.key): one for one in Correction.objects.filter(taste=taste)}
    found = []
    for facet, title in (("genre", "Genres"), ("decade", "Decades"), ("person", "People")):
        rows = [{**row, "wish": ""} for row in taste.profile.get(facet, [])]
        for row in rows:
            if one := wishes.pop((facet, row["key"]), None):
                row["wish"] = one.wish
        beside = [one for (kind, _), one in wishes.items() if kind == facet]
        rows += [{"key": o.key, "label": o.label, "share": 0.0, "n": 0, "wish": o.wish} for o in beside]
        found.append({"facet": facet, "title": title, "rows": rows})
    return found


def facet_called(text: str) -> tuple[str, str] | None:
    """(facet, key) of a genre, a decade ("1980s", "80s") or a person, whatever the case and accents."""
    name = folded(text)
    genre = Genre.objects.filter(name__iexact=text.strip()).values_list("slug", flat=True).first()
    if genre is not None:
        return "genre", genre
    if decade := re.fullmatch(r"(18|19|20)?(\d)0s?", name):
        return "decade", f"{decade[1] or 19}{decade[2]}0"
    person = Person.objects.filter(search_name=name, movie_count__gt=0).order_by("-movie_count", "pk")
    slug = person.values_list("slug", flat=True).first()
    return ("person", slug) if slug is not None else None


def movies_in_order(ids: Sequence[int]) -> list[Movie]:
    found = {movie.pk: movie for movie in Movie.objects.filter(pk__in=ids).defer("search_text")}
    return [found[pk] for pk in ids if pk in found]
