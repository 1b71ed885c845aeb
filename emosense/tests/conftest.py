"""What the tests of the frame share."""

from accounts.tests.fixtures import *  # noqa: F403  the people that every test meets
