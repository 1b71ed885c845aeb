"""What the tests of analytics share."""

import pytest
from rest_framework.test import APIClient

from accounts.tests.factories import UserFactory
from accounts.tests.fixtures import *  # noqa: F403  the people that every test meets
from analytics.tests.factories import SatisfactionAnswerFactory


@pytest.fixture
def phone():
    """phone(person) is signed in; phone() is nobody."""

    def client(person=None):
        phone = APIClient()
        if person is not None:
            phone.force_authenticate(person)
        return phone

    return client


@pytest.fixture
def ten_answers(db):
    """The least that is told about; eight agree with both statements."""
    agree = [SatisfactionAnswerFactory(person=UserFactory()) for _ in range(8)]
    return [*agree, *(SatisfactionAnswerFactory(person=UserFactory(), meets_needs=2, easy_to_use=4) for _ in range(2))]
