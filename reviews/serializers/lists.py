"""Lists of movies."""

from rest_framework import serializers

from reviews.serializers.reviews import MAX_ID


class ListIn(serializers.Serializer):
    """For a team, for everybody (`is_public`), or for oneself."""

    name = serializers.CharField(max_length=120)
    is_public = serializers.BooleanField(required=False, default=False)
    team = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=MAX_ID)
    movies = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=MAX_ID), required=False, max_length=500
    )


class ListChangesIn(serializers.Serializer):
    name = serializers.CharField(required=False, max_length=120)
    is_public = serializers.BooleanField(required=False)


class ListOut(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    owner = serializers.CharField(source="owner.public_name")
    is_mine = serializers.SerializerMethodField()
    team = serializers.IntegerField(source="team_id", allow_null=True)
    is_public = serializers.BooleanField()
    size = serializers.IntegerField(help_text="Movies on it.")
    created_at = serializers.DateTimeField()

    def get_is_mine(self, movie_list) -> bool:
        person = self.context.get("person")
        return person is not None and person.pk == movie_list.owner_id
