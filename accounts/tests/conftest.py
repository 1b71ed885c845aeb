"""What the tests of people and teams share."""

from accounts.tests.fixtures import *  # noqa: F403  the people that every test meets
