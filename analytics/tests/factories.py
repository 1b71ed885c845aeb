"""Answers for tests."""

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.tests.factories import UserFactory
from analytics.models import SatisfactionAnswer


class SatisfactionAnswerFactory(DjangoModelFactory):
    class Meta:
        model = SatisfactionAnswer

    person = factory.SubFactory(UserFactory)
    meets_needs, easy_to_use = 6, 7
    answered_at = factory.LazyFunction(timezone.now)
