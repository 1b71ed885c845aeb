"""What a call names, or a problem."""

from rest_framework.exceptions import ValidationError

from reviews.models import Movie
from speech.services import BatchTerms, NewRecording


def given(serializer, request):
    """The validated body of the call."""
    form = serializer(data=request.data)
    form.is_valid(raise_exception=True)
    return dict(form.validated_data)


def movie_of_field(movie_id):
    movie = Movie.objects.defer("search_text").filter(pk=movie_id).first()
    if movie is None:
        raise ValidationError({"movie": [f"No movie has the id {movie_id}."]})
    return movie


def team_of_field(person, team_id):
    if team_id is None:
        return None
    team = person.teams.filter(pk=team_id).first()
    if team is None:
        raise ValidationError({"team": ["You are in no team with this id."]})
    return team


def new_recording(body, *, person, file_name):
    movie, team = movie_of_field(body.pop("movie")), team_of_field(person, body.pop("team"))
    return NewRecording(movie=movie, team=team, file_name=file_name, **body)


def batch_terms(body, *, person):
    return BatchTerms(team=team_of_field(person, body.pop("team")), **body)
