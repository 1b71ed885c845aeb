from accounts.tests.fixtures import *  # noqa: F403  until the root conftest loads them
