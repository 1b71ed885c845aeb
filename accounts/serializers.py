"""Shapes of people and teams in the API. E-mail addresses are shown to their owner only."""

from django.core.exceptions import ValidationError as DjangoValidationError
from rest_framework import serializers

from accounts.models import Invitation, Membership
from accounts.roles import Role
from accounts.validators import one_plain_line, storable


class NameField(serializers.CharField):
    def __init__(self, **options):
        super().__init__(**{"max_length": 80, **options})

    def to_internal_value(self, data):
        name = super().to_internal_value(data)
        try:
            one_plain_line(name)
        except DjangoValidationError as error:
            raise serializers.ValidationError(error.messages) from error
        return name


class AddressField(serializers.EmailField):
    def __init__(self, **options):
        super().__init__(**{"max_length": 254, **options})

    def to_internal_value(self, data):
        address = super().to_internal_value(data)
        try:
            storable(address)
        except DjangoValidationError as error:
            raise serializers.ValidationError(error.messages) from error
        return address


class PersonOut(serializers.Serializer):
    """Somebody as others see them."""

    id = serializers.IntegerField()
    display_name = serializers.CharField(source="public_name")


class MeOut(serializers.Serializer):
    """Oneself."""

    id = serializers.IntegerField()
    email = serializers.EmailField()
    display_name = serializers.CharField(help_text="As it was given; may be empty.")
    public_name = serializers.CharField(help_text="What others see.")
    role = serializers.ChoiceField(choices=Role.choices)
    permissions = serializers.ListField(child=serializers.CharField(), help_text='"app.codename", sorted.')
    joined_at = serializers.DateTimeField(source="date_joined")


class MeIn(serializers.Serializer):
    display_name = NameField()


class TeamIn(serializers.Serializer):
    name = NameField()


class MyTeamOut(serializers.Serializer):
    """One team in the list of mine."""

    id = serializers.IntegerField(source="team_id")
    name = serializers.CharField(source="team.name")
    my_role = serializers.ChoiceField(choices=Membership.Role.choices, source="role")
    members = serializers.IntegerField(source="team_size")
    joined_at = serializers.DateTimeField()


class MemberOut(serializers.Serializer):
    person = PersonOut()
    role = serializers.ChoiceField(choices=Membership.Role.choices)
    joined_at = serializers.DateTimeField()


class TeamOut(serializers.Serializer):
    """One team with its members, the owner first."""

    id = serializers.IntegerField(source="team.id")
    name = serializers.CharField(source="team.name")
    created_at = serializers.DateTimeField(source="team.created_at")
    my_role = serializers.ChoiceField(choices=Membership.Role.choices)
    members = MemberOut(many=True)


class OwnerIn(serializers.Serializer):
    person = serializers.IntegerField(min_value=1, max_value=2**63 - 1, help_text="Id of a member.")


class InvitationIn(serializers.Serializer):
    email = AddressField()


class InvitationOut(serializers.Serializer):
    """An invitation as the team's owner sees it."""

    id = serializers.IntegerField()
    email = serializers.EmailField()
    state = serializers.ChoiceField(choices=Invitation.State.choices)
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()


class MyInvitationOut(serializers.Serializer):
    """An invitation as the invited person sees it."""

    id = serializers.IntegerField()
    team = serializers.CharField(source="team.name")
    invited_by = PersonOut()
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()


class Counted(serializers.Serializer):
    kind = serializers.CharField()
    number = serializers.IntegerField()


class DeletionOut(serializers.Serializer):
    """What deleting the account would do."""

    teams_in_the_way = serializers.ListField(
        child=serializers.IntegerField(), help_text="Ids; to be handed over first."
    )
    deleted = Counted(many=True)
    made_anonymous = Counted(many=True)
