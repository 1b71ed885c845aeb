"""What a call names, or a problem."""

from django.shortcuts import get_object_or_404
from rest_framework.exceptions import ValidationError

from reviews.models import Movie


def movie_or_404(movie_id):
    return get_object_or_404(Movie.objects.defer("search_text"), pk=movie_id)


def movie_of_field(movie_id, *, field="movie"):
    """The movie that a body names; an unknown one is a mistake in that field."""
    movie = Movie.objects.filter(pk=movie_id).first()
    if movie is None:
        raise ValidationError({field: [f"No movie has the id {movie_id}."]})
    return movie


def team_of_field(person, team_id, *, field="team"):
    """One of the person's teams, None for None; another one does not exist."""
    if team_id is None:
        return None
    team = person.teams.filter(pk=team_id).first()
    if team is None:
        raise ValidationError({field: ["You are in no team with this id."]})
    return team


def given(serializer, request, **context):
    """The validated body of the call."""
    form = serializer(data=request.data, context=context)
    form.is_valid(raise_exception=True)
    return form.validated_data


def asked(serializer, request):
    """The validated query of the call."""
    form = serializer(data=request.query_params)
    form.is_valid(raise_exception=True)
    return form.validated_data
