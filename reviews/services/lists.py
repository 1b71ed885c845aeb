"""Lists of movies: public, private to a team, or private to a person."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import Team, User
from reviews.models import Movie, MovieList
from reviews.services.reviews import NotInTeam, NotYours
from reviews.services.submissions import saved_once
from reviews.services.texts import usable_text

MAX_NAME = 120


@transaction.atomic
def create_list(
    *,
    name: str,
    by: User,
    at: datetime,
    team: Team | None = None,
    is_public: bool = False,
    movies: Iterable[Movie] = (),
    submission_key: UUID | None = None,
) -> MovieList:
    """Makes a list; a team's list is never public. The same `submission_key` again gives the same list.

    Raises NotInTeam, UnusableText.
    """
    if team is not None and not team.memberships.filter(person=by).exists():
        raise NotInTeam
    asked = MovieList(
        name=usable_text(name, limit=MAX_NAME),
        owner=by,
        team=team,
        is_public=is_public and team is None,
        created_at=at,
        submission_key=submission_key,
    )
    made, is_new = saved_once(asked, sender="owner")
    if is_new:
        made.movies.set(movies)
    return made


@transaction.atomic
def change_list(*, movie_list: MovieList, name: str, is_public: bool, by: User) -> MovieList:
    """Renames a list, publishes it or takes it back. Raises NotYours, UnusableText."""
    if movie_list.owner_id != by.pk:
        raise NotYours
    movie_list.name = usable_text(name, limit=MAX_NAME)
    movie_list.is_public = is_public and movie_list.team_id is None
    movie_list.save(update_fields=["name", "is_public"])
    return movie_list


@transaction.atomic
def delete_list(*, movie_list: MovieList, by: User) -> None:
    """Raises NotYours."""
    if movie_list.owner_id != by.pk:
        raise NotYours
    movie_list.delete()


@transaction.atomic
def add_to_list(*, movie_list: MovieList, movie: Movie, by: User) -> None:
    """Puts a movie on the list; once is enough. The owner and the team's members may. Raises NotYours."""
    _may_fill(movie_list, by)
    movie_list.movies.add(movie)


@transaction.atomic
def remove_from_list(*, movie_list: MovieList, movie: Movie, by: User) -> None:
    """Takes a movie off the list. Raises NotYours."""
    _may_fill(movie_list, by)
    movie_list.movies.remove(movie)


def _may_fill(movie_list: MovieList, by: User) -> None:
    in_team = movie_list.team_id and by.memberships.filter(team=movie_list.team_id).exists()
    if movie_list.owner_id != by.pk and not in_team:
        raise NotYours
