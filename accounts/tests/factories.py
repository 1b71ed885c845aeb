"""People and teams for tests. A person has a verified address and a role; no password unless one is given."""

import factory
from allauth.account.models import EmailAddress
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts import services
from accounts.models import Membership, Team, User
from accounts.roles import Role

PASSWORD = "a long enough passphrase"


class UserFactory(DjangoModelFactory):
    """UserFactory(role="analyst"); UserFactory(password=PASSWORD) where the test signs in by the form."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    display_name = factory.Sequence(lambda n: f"Person Number {n}")
    password = None

    @classmethod
    def _create(cls, model_class, *args, password=None, **fields):
        return model_class.objects.create_user(password=password, **fields)

    @factory.post_generation
    def verified(self, create, extracted, **kwargs):
        EmailAddress.objects.create(user=self, email=self.email, primary=True, verified=extracted is not False)

    @factory.post_generation
    def role(self, create, extracted, **kwargs):
        services.set_role(person=self, role=extracted or Role.PERSON, by=None)


class TeamFactory(DjangoModelFactory):
    """TeamFactory(owner=person, members=[other]); makes an owner where none is given."""

    class Meta:
        model = Team
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Team {n}")
    created_at = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def owner(self, create, extracted, **kwargs):
        MembershipFactory(team=self, person=extracted or UserFactory(), role=Membership.Role.OWNER)

    @factory.post_generation
    def members(self, create, extracted, **kwargs):
        for person in extracted or []:
            MembershipFactory(team=self, person=person)


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    team = factory.SubFactory(TeamFactory)
    person = factory.SubFactory(UserFactory)
    role = Membership.Role.MEMBER
    joined_at = factory.LazyFunction(timezone.now)
